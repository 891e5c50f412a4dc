"""The HTTP client under everything that speaks the OpenAI protocol, and what goes wrong beneath it."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from rag.adapters.retrying import PassingFault
from rag.errors import ModelError, ModelFailed, ServerUnreachable, WrongBaseUrl

if TYPE_CHECKING:
    import httpx2

OPENAI_URL = "https://api.openai.com/v1"

MAX_REPLY_BYTES = 32 * 1024 * 1024
"""More than any reply we ask for; beyond it a broken server would fill the memory."""

_CONNECT_SECONDS = 10.0
_SPOKEN = ("application/json", "text/event-stream")


@dataclass(frozen=True)
class Endpoint:
    """Where a server of the protocol listens, ``/v1`` included, and the key it wants."""

    url: str
    key: str | None = field(default=None, repr=False)


def open_http(server: str) -> httpx2.AsyncClient:
    """A client for ``server`` (a base URL) that refuses endless replies and those in another language.

    Reading has no timeout of its own: callers bound the whole call. Proxies of the environment are used,
    except for this machine.
    """
    import httpx2

    return httpx2.AsyncClient(
        headers={"Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
        follow_redirects=True,
        trust_env=not is_this_machine(server),
        event_hooks={"response": [_check_reply]},
    )


def is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connection_error(error: BaseException, server: str) -> ModelError:
    """The error for a call that got no whole reply; a `PassingFault` where another try may help.

    Raises nothing. ``error`` may wrap the HTTP client's own, as the OpenAI client's does.
    """
    import httpx2

    causes = _causes(error)
    why = next(
        (" ".join(str(cause).split()) for cause in reversed(causes) if str(cause)), type(error).__name__
    )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return ServerUnreachable(f"No trusted TLS connection to {server}: {why}.")
    if any(isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout) for cause in causes):
        return ServerUnreachable(f"Cannot reach {server}: {why}. Is it running, and is the address right?")
    if any(isinstance(cause, httpx2.TimeoutException) for cause in causes):
        return PassingFault(f"{server} did not answer in time.")
    if any(isinstance(cause, httpx2.UnsupportedProtocol | httpx2.InvalidURL) for cause in causes):
        return WrongBaseUrl(f"{server!r} is not an address to talk to: {why}.")
    if any(isinstance(cause, httpx2.TooManyRedirects) for cause in causes):
        return WrongBaseUrl(f"{server} redirects without end.")
    return PassingFault(f"The connection to {server} was cut: {why}.")


async def _check_reply(response: httpx2.Response) -> None:
    if response.is_redirect:
        return
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.is_success and kind not in _SPOKEN:
        raise WrongBaseUrl(
            f"{response.url} answers with {kind or 'an unnamed type'} instead of JSON. "
            "The base URL of an OpenAI-compatible server usually ends in /v1."
        )
    response.stream = _limited(cast("httpx2.AsyncByteStream", response.stream), response.url)


def _limited(stream: httpx2.AsyncByteStream, url: httpx2.URL) -> httpx2.AsyncByteStream:
    import httpx2

    class Limited(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            received = 0
            async for block in stream:
                received += len(block)
                if received > MAX_REPLY_BYTES:
                    raise ModelFailed(f"{url} sent more than {MAX_REPLY_BYTES >> 20} MiB; given up.")
                yield block

        async def aclose(self) -> None:
            await stream.aclose()

    return Limited()


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what led to it, outermost first."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain
