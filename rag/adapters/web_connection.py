"""Connections to web servers. The only file that knows httpcore2 and resolves names of websites.

A name is resolved once for each connection, every address it has is checked, and one of those is connected
to: between the check and the connection nobody can change the answer. TLS is verified for the name.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import httpcore2

from rag.adapters.web_addresses import IPAddress, WebAddress, literal_ip, why_not_public
from rag.errors import FetchFailed, FetchRefused

Resolve = Callable[[str], Sequence[str]]
"""From a host name to its IP addresses, as text; raises `OSError`."""

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class Deadline:
    """The moment at which a piece of work has taken too long."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until then. Raises `TimeoutError` if there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError(f"not done within {self.seconds:g} s")
        return left


class NoAnswer(FetchFailed):
    """No connection, none in time, or an answer that breaks off."""


@dataclass(frozen=True)
class Reply:
    """The head of an answer and its body as it came over the wire, still compressed."""

    status: int
    headers: Mapping[str, str]
    """By lower-case name; several of one name are joined by commas."""
    blocks: Iterator[bytes]


def resolve(host: str) -> Sequence[str]:
    """The addresses of a name, by the system's resolver."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class PinnedConnections:
    """Opens connections to public addresses, and to hosts that are allowed by name wherever they are."""

    def __init__(
        self,
        *,
        allow_hosts: Collection[str] = (),
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allow_hosts = allow_hosts
        self._resolve = resolve
        self._given_tls = tls

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self._given_tls or httpcore2.default_ssl_context()

    @contextmanager
    def get(self, address: WebAddress, headers: Mapping[str, str], deadline: Deadline) -> Iterator[Reply]:
        """Ask once; redirects are the caller's. Raises `FetchRefused`, and `NoAnswer` also while read."""
        backend = _PinnedBackend(lambda host: self._checked(host, deadline), deadline)
        url = httpcore2.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        sent = {"Host": address.authority, **headers}
        with (
            _translated(address, deadline),
            httpcore2.ConnectionPool(
                ssl_context=self._tls if address.scheme == "https" else None, network_backend=backend
            ) as pool,
            pool.stream("GET", url, headers=list(sent.items())) as response,
        ):
            yield Reply(response.status, _joined(response.headers), response.iter_stream())

    def _checked(self, host: str, deadline: Deadline) -> Sequence[str]:
        """The addresses to connect to. One that is not public spoils all: a mixed answer is an attack."""
        literal = literal_ip(host)
        texts = [str(literal)] if literal else self._resolved(host, deadline)
        if not texts:
            raise FetchFailed(f"{host} has no address.")
        if host not in self._allow_hosts:
            for text in texts:
                _require_public(host, literal_ip(text))
        return texts

    def _resolved(self, host: str, deadline: Deadline) -> Sequence[str]:
        """Resolve in a thread of its own: the system's resolver knows no timeout."""
        answers: queue.Queue[Sequence[str] | OSError] = queue.Queue()

        def look_up() -> None:
            try:
                answers.put(self._resolve(host))
            except OSError as error:
                answers.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            answer = answers.get(timeout=deadline.left)
        except queue.Empty:
            raise TimeoutError(f"the name was not resolved within {deadline.seconds:g} s") from None
        if isinstance(answer, OSError):
            raise FetchFailed(f"{host} was not found: {answer.strerror or answer}. Check the name.")
        return answer


def _require_public(host: str, ip: IPAddress | None) -> None:
    reason = why_not_public(ip) if ip else "no IP address"
    if reason:
        raise FetchRefused(
            f"{host} is not fetched: {ip} is {reason}. If it is a host of yours, name it in "
            "NEWSDESK_ALLOW_HOSTS."
        )


class _PinnedBackend(httpcore2.NetworkBackend):
    """Connects to checked addresses only, and to each for no longer than the deadline leaves."""

    def __init__(self, checked: Callable[[str], Sequence[str]], deadline: Deadline) -> None:
        self._checked = checked
        self._deadline = deadline
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        addresses = self._checked(host)
        for number, ip in enumerate(addresses):
            patience = self._deadline.left / (len(addresses) - number)
            try:
                stream = self._plain.connect_tcp(ip, port, patience, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure or httpcore2.ConnectError("no address")


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every read and write ends with the deadline, however slowly bytes trickle in."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left)

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left)
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1").strip()
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined


@contextmanager
def _translated(address: WebAddress, deadline: Deadline) -> Iterator[None]:
    try:
        yield
    except (TimeoutError, httpcore2.TimeoutException):
        raise NoAnswer(f"{address.url} was not read within {deadline.seconds:g} s.") from None
    except httpcore2.ConnectError as error:
        raise NoAnswer(f"No connection to {address.origin}: {_said(error)}.") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError) as error:
        raise NoAnswer(f"{address.url} gave a broken answer: {_said(error)}.") from error


def _said(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
