"""The one door to the web: everything that Newsdesk reads from a website comes through `WebFetcher`.

An address is checked before anything is asked, and again after every redirect; robots.txt is respected; each
host is asked slowly; and whatever a server does, an answer has an end.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message

from rag.adapters.retrying import seconds_asked
from rag.adapters.robots import Robots
from rag.adapters.web_addresses import WebAddress, follow, parse_address
from rag.adapters.web_body import read_body
from rag.adapters.web_connection import Deadline, NoAnswer, PinnedConnections, Reply
from rag.adapters.web_pace import HostPace
from rag.domain import Validators
from rag.errors import FetchFailed, FetchRefused, SourceError
from rag.ports import Fetched

AGENT = "Newsdesk"
MAX_REDIRECTS = 5
MAX_SECONDS = 60.0
"""For one address with all its redirects, pauses between requests not counted."""
TRIES = 3
"""How often one address is asked for, if its host says when to come back."""

MAX_IN_VAIN = 5
"""Requests in a row that a host may leave unanswered before it is left alone for the rest of the run."""

_BUSY = (429, 503)
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_NOT_MODIFIED = 304


@dataclass(frozen=True)
class _Answer:
    """What one request brought: a redirect has a ``location``, everything else is final."""

    fetched: Fetched
    status: int
    location: str | None = None


class WebFetcher:
    """The `Fetcher`, for any number of threads. It remembers what robots.txt says for as long as it lives."""

    def __init__(
        self,
        connections: PinnedConnections,
        *,
        version: str,
        allow_hosts: Collection[str] = (),
        interval: float = 1.0,
        max_seconds: float = MAX_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``interval``: seconds between two requests to one host, at least."""
        self._connections = connections
        self._agent = f"{AGENT}/{version}"
        self._allow_hosts = frozenset(allow_hosts)
        self._max_seconds = max_seconds
        self._now = now
        self._pace = HostPace(interval, sleep=sleep, clock=clock)
        self._robots: dict[str, Robots | SourceError] = {}
        self._reading_robots: dict[str, threading.Lock] = {}
        self._in_vain: Counter[str] = Counter()

    def fetch(self, url: str, *, kinds: Collection[str] = (), known: Validators | None = None) -> Fetched:
        """Get one address, as the port says."""
        address = parse_address(url, allow_hosts=self._allow_hosts)
        seconds_left = self._max_seconds
        moved_to: str | None = None
        is_moving = True
        for _ in range(MAX_REDIRECTS + 1):
            robots = self._robots_of(address)
            if not robots.allows(address.target):
                raise FetchRefused(f"{address.url} is not fetched: the site's robots.txt forbids it.")
            answer, took = self._ask_in_time(address, robots.delay, seconds_left, kinds, known)
            seconds_left = max(0.0, seconds_left - took)
            if answer.location is None:
                return answer.fetched.model_copy(update={"moved_to": moved_to})
            address = follow(address, answer.location, allow_hosts=self._allow_hosts)
            is_moving = is_moving and answer.status in _PERMANENT
            moved_to = address.url if is_moving else moved_to
        raise FetchFailed(f"{url} redirects more than {MAX_REDIRECTS} times.")

    def _robots_of(self, address: WebAddress) -> Robots:
        """The rules of a site, asked for once; a site that does not tell them is not waited for again."""
        with self._reading_robots.setdefault(address.origin, threading.Lock()):
            if address.origin not in self._robots:
                try:
                    self._robots[address.origin] = Robots(self._robots_body(address), AGENT)
                except SourceError as error:
                    self._robots[address.origin] = error
        known = self._robots[address.origin]
        if isinstance(known, SourceError):
            raise known
        return known

    def _robots_body(self, address: WebAddress) -> bytes:
        """The site's robots.txt. None there means that all is allowed; one that cannot be read, nothing."""
        site = parse_address(f"{address.origin}/robots.txt", allow_hosts=self._allow_hosts)
        seconds_left = self._max_seconds
        for _ in range(MAX_REDIRECTS + 1):
            try:
                answer, took = self._ask_in_time(site, None, seconds_left, (), None)
            except _StatusFailed as error:
                if 400 <= error.status < 500:
                    return b""
                raise FetchFailed(
                    f"{address.url} is not fetched: its site's robots.txt gives {error.status}."
                ) from None
            if answer.location is None:
                return answer.fetched.body
            seconds_left = max(0.0, seconds_left - took)
            site = follow(site, answer.location, allow_hosts=self._allow_hosts)
        return b""

    def _ask_in_time(
        self,
        address: WebAddress,
        delay: float | None,
        seconds: float,
        kinds: Collection[str],
        known: Validators | None,
    ) -> tuple[_Answer, float]:
        """The answer, and the seconds it took; a host that says when to come back is asked again then."""
        for tries_left in reversed(range(TRIES)):
            self._pace.wait(address.host, delay)
            started = time.monotonic()
            try:
                answer = self._ask(address, Deadline(seconds), kinds, known)
            except _StatusFailed as error:
                asked = seconds_asked(error.retry_after, self._now()) if error.status in _BUSY else None
                if asked is not None:
                    self._pace.leave_alone(address.host, asked)
                if asked is None or not tries_left:
                    raise
            else:
                return answer, time.monotonic() - started
        raise AssertionError("the last try returns or raises")

    def _ask(
        self, address: WebAddress, deadline: Deadline, kinds: Collection[str], known: Validators | None
    ) -> _Answer:
        """One request, unless its host has left too many unanswered: each could take as long as the last."""
        if self._in_vain[address.host] >= MAX_IN_VAIN:
            raise FetchFailed(
                f"{address.url} was not asked for: {address.host} left {MAX_IN_VAIN} requests unanswered. "
                "Try again later."
            )
        try:
            answer = self._answer(address, deadline, kinds, known)
        except NoAnswer:
            self._in_vain[address.host] += 1
            raise
        except _StatusFailed as error:
            self._in_vain[address.host] = self._in_vain[address.host] + 1 if error.status in _BUSY else 0
            raise
        self._in_vain[address.host] = 0
        return answer

    def _answer(
        self, address: WebAddress, deadline: Deadline, kinds: Collection[str], known: Validators | None
    ) -> _Answer:
        with self._connections.get(address, self._headers(kinds, known), deadline) as reply:
            if reply.status in _REDIRECTS and "location" in reply.headers:
                return _Answer(Fetched(url=address.url), reply.status, _location(reply))
            return _Answer(_read(address, reply, kinds, known), reply.status)

    def _headers(self, kinds: Collection[str], known: Validators | None) -> dict[str, str]:
        headers = {
            "User-Agent": self._agent,
            "Accept": ", ".join([*kinds, "*/*;q=0.1"]) if kinds else "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        return headers


class _StatusFailed(FetchFailed):
    """The server answered with an error."""

    def __init__(self, url: str, status: int, retry_after: str | None = None) -> None:
        super().__init__(f"{url} was not sent: the server answers {status}{_MEANINGS.get(status, '')}.")
        self.status = status
        self.retry_after = retry_after


_MEANINGS = {
    401: ", it wants a password",
    402: ", it wants to be paid",
    403: ", it does not let us in",
    404: ", there is no such page",
    410: ", the page is gone",
    429: ", too many requests; try later",
    451: ", it may not show the page",
    503: ", it is overloaded; try later",
}


def _read(address: WebAddress, reply: Reply, kinds: Collection[str], known: Validators | None) -> Fetched:
    """The whole of a final answer. Its kind is looked at before its body is read."""
    if reply.status == _NOT_MODIFIED and known is not None:
        return Fetched(url=address.url, not_modified=True, validators=_validators(reply, known))
    if reply.status != 200:
        raise _StatusFailed(address.url, reply.status, reply.headers.get("retry-after"))
    content_type, charset = _content_type(reply.headers.get("content-type", ""))
    if kinds and content_type and content_type not in kinds:
        raise FetchFailed(f"{address.url} is {content_type}, which is of no use here.")
    body = read_body(reply.blocks, reply.headers.get("content-encoding", ""), name=address.url)
    return Fetched(
        url=address.url,
        content_type=content_type,
        charset=charset,
        body=body,
        validators=_validators(reply, Validators()),
    )


def _location(reply: Reply) -> str:
    """Headers are bytes; what stands in them beyond ASCII is UTF-8 in practice."""
    return reply.headers["location"].encode("latin-1").decode("utf-8", "replace")


def _validators(reply: Reply, known: Validators) -> Validators:
    """As the server sent them; those that would not fit into a header again are dropped."""
    sent = Validators(
        etag=reply.headers.get("etag", known.etag),
        last_modified=reply.headers.get("last-modified", known.last_modified),
    )
    return Validators(
        **{name: value for name, value in sent if value and len(value) < 1000 and value.isascii()}
    )


def _content_type(header: str) -> tuple[str, str | None]:
    message = Message()
    message["Content-Type"] = header
    try:
        charset = message.get_content_charset()
    except (LookupError, ValueError):
        charset = None
    return (message.get_content_type() if "/" in header else ""), charset
