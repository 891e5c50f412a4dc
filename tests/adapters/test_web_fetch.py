"""Fetching from a real server on loopback that behaves well, oddly or badly."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web_site import Page, Route, Visit, WebSite, redirect

from rag.adapters import web_body
from rag.adapters.web import WebFetcher
from rag.adapters.web_connection import PinnedConnections
from rag.domain import Validators
from rag.errors import FetchFailed, FetchRefused, SourceTooLarge

HOST = "127.0.0.1"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as site:
        yield site


def _fetcher(**options: object) -> WebFetcher:
    settings = {"version": "1.2", "allow_hosts": (HOST,), "interval": 0, "max_seconds": 10, **options}
    return WebFetcher(PinnedConnections(allow_hosts=(HOST,)), **settings)  # type: ignore[arg-type]


class QuickTime:
    """A clock that only sleeping moves, and nobody waits for."""

    def __init__(self) -> None:
        self.pauses: list[float] = []
        self._now = 100.0

    def clock(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._now += seconds


def one_after_the_other(*routes: Route) -> Route:
    waiting = list(routes)
    return lambda visit: waiting.pop(0)(visit)


def test_a_page_comes_with_its_kind_and_validators(site: WebSite) -> None:
    site.routes["/a?b=c"] = Page(
        "Häfen", headers={"ETag": '"v1"', "Last-Modified": "Tue, 03 Sep 2024 10:00:00 GMT"}
    )
    fetched = _fetcher().fetch(f"{site.url}/a?b=c#part", kinds=("text/html",))
    assert fetched.body == "Häfen".encode()
    assert (fetched.content_type, fetched.charset) == ("text/html", "utf-8")
    assert fetched.url == f"{site.url}/a?b=c"
    assert fetched.moved_to is None
    assert fetched.validators == Validators(etag='"v1"', last_modified="Tue, 03 Sep 2024 10:00:00 GMT")


def test_it_says_who_asks_and_for_what(site: WebSite) -> None:
    site.routes["/"] = Page("x")
    _fetcher().fetch(site.url, kinds=("text/html",))
    headers = site.seen_headers[-1]
    assert headers["User-Agent"] == "Newsdesk/1.2"
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert headers["Accept"].startswith("text/html")
    assert "Cookie" not in headers


@pytest.mark.parametrize("named", ["ETag", "Last-Modified"])
def test_what_is_known_and_current_is_not_sent_again(site: WebSite, named: str) -> None:
    site.routes["/"] = Page("x", headers={named: '"v1"'})
    fetcher = _fetcher()
    first = fetcher.fetch(site.url)
    second = fetcher.fetch(site.url, known=first.validators)
    assert (first.not_modified, second.not_modified) == (False, True)
    assert second.body == b""
    assert second.validators == first.validators
    assert site.pages == ["/", "/"]


def test_a_304_nobody_asked_for_is_an_error(site: WebSite) -> None:
    site.routes["/"] = Page(status=304)
    with pytest.raises(FetchFailed, match="304"):
        _fetcher().fetch(site.url)


def test_redirects_are_followed_and_lasting_ones_told(site: WebSite) -> None:
    site.routes |= {"/1": redirect("/2", 301), "/2": redirect("3", 308), "/3": Page("here")}
    fetched = _fetcher().fetch(f"{site.url}/1")
    assert fetched.body == b"here"
    assert fetched.url == fetched.moved_to == f"{site.url}/3"


def test_only_the_lasting_part_of_a_chain_moves_an_address(site: WebSite) -> None:
    site.routes |= {
        "/1": redirect("/2", 301),
        "/2": redirect("/3", 302),
        "/3": redirect("/4", 301),
        "/4": Page("x"),
    }
    fetched = _fetcher().fetch(f"{site.url}/1")
    assert (fetched.url, fetched.moved_to) == (f"{site.url}/4", f"{site.url}/2")


def test_five_redirects_are_followed_and_six_are_not(site: WebSite) -> None:
    site.routes |= {f"/{n}": redirect(f"/{n + 1}", 302) for n in range(6)} | {"/6": Page("end")}
    assert _fetcher().fetch(f"{site.url}/1").body == b"end"
    with pytest.raises(FetchFailed, match="more than 5 times"):
        _fetcher().fetch(f"{site.url}/0")


def test_a_circle_of_redirects_ends(site: WebSite) -> None:
    site.routes["/"] = redirect("/", 301)
    with pytest.raises(FetchFailed, match="more than 5 times"):
        _fetcher().fetch(site.url)


def _raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", _raw_deflate),
        ("gzip", lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:]) + b"\0\0"),
        ("identity", bytes),
    ],
)
def test_packed_bodies_are_unpacked(site: WebSite, encoding: str, pack: Callable[[bytes], bytes]) -> None:
    body = b"The ferry sails at nine. " * 2000
    site.routes["/"] = Page(pack(body), headers={"Content-Encoding": encoding})
    assert _fetcher().fetch(site.url).body == body


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip", b"not packed at all", "cannot be unpacked"),
        ("gzip", gzip.compress(b"whole" * 100, mtime=0)[:-12], "cut short"),
        ("br", b"\x1b\x03", "not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "not asked for"),
    ],
)
def test_badly_packed_bodies_are_errors(site: WebSite, encoding: str, body: bytes, reason: str) -> None:
    site.routes["/"] = Page(body, headers={"Content-Encoding": encoding})
    with pytest.raises(FetchFailed, match=reason):
        _fetcher().fetch(site.url)


def test_a_bomb_is_left_alone_early(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b"\0" * 40_000_000)
    site.routes["/"] = Page(bomb, headers={"Content-Encoding": "gzip"})
    with pytest.raises(SourceTooLarge, match="200 times its size"):
        _fetcher().fetch(site.url)
    monkeypatch.setattr(web_body, "MAX_RATIO", 10_000)
    monkeypatch.setattr(web_body, "MAX_UNPACKED", 3_000_000)
    with pytest.raises(SourceTooLarge, match="more than 3 MB"):
        _fetcher().fetch(site.url)


def test_an_endless_body_is_not_read_to_its_end(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(visit: Visit) -> None:
        visit.send(200, {"Content-Type": "text/html"})
        while not site.ended.is_set():
            visit.wfile.write(b"x" * 65_536)

    monkeypatch.setattr(web_body, "MAX_SENT", 2_000_000)
    site.routes["/"] = endless
    with pytest.raises(SourceTooLarge, match="larger than 2 MB"):
        _fetcher().fetch(site.url)


def _stalls(visit: Visit) -> None:
    visit.server.site.ended.wait(20)


def _trickles_its_head(visit: Visit) -> None:
    visit.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not visit.server.site.ended.wait(0.05):
        visit.wfile.write(b"a")


def _trickles_its_body(visit: Visit) -> None:
    visit.send(200, {"Content-Type": "text/html", "Content-Length": "100000"})
    while not visit.server.site.ended.wait(0.05):
        visit.wfile.write(b"a")


@pytest.mark.parametrize("route", [_stalls, _trickles_its_head, _trickles_its_body])
def test_a_slow_server_is_left_in_time(site: WebSite, route: Callable[[Visit], None]) -> None:
    site.routes["/"] = route
    started = time.monotonic()
    with pytest.raises(FetchFailed, match="not read within"):
        _fetcher(max_seconds=0.6).fetch(site.url)
    assert time.monotonic() - started < 5


def _raw(answer: bytes) -> Callable[[Visit], None]:
    def send(visit: Visit) -> None:
        visit.wfile.write(answer)
        visit.close_connection = True

    return send


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nabcdefg",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
        b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\n",
    ],
    ids=["nothing", "another protocol", "cut short", "two lengths", "bad chunks", "endless header"],
)
def test_broken_answers_are_errors(site: WebSite, answer: bytes) -> None:
    site.routes["/"] = _raw(answer)
    with pytest.raises(FetchFailed, match="broken answer"):
        _fetcher().fetch(site.url)


@pytest.mark.parametrize(
    ("status", "said"), [(404, "no such page"), (403, "let us in"), (500, "500"), (204, "204")]
)
def test_an_error_of_the_server_is_told(site: WebSite, status: int, said: str) -> None:
    site.routes["/"] = Page("sorry", status=status)
    with pytest.raises(FetchFailed, match=said):
        _fetcher().fetch(site.url)


def test_what_is_of_no_use_is_not_read(site: WebSite) -> None:
    site.routes["/"] = Page(b"\0" * 100, content_type="video/mp4")
    with pytest.raises(FetchFailed, match="video/mp4"):
        _fetcher().fetch(site.url, kinds=("text/html",))


def test_nobody_listening_is_said(site: WebSite) -> None:
    with WebSite() as gone:
        pass
    with pytest.raises(FetchFailed, match="No connection"):
        _fetcher().fetch(gone.url)


def test_an_unknown_name_is_said() -> None:
    def resolve(host: str) -> list[str]:
        raise OSError(-2, "Name or service not known")

    fetcher = WebFetcher(PinnedConnections(resolve=resolve), version="1", interval=0)
    with pytest.raises(FetchFailed, match="Name or service not known"):
        fetcher.fetch("http://nowhere.test/")


def test_a_resolver_that_hangs_is_left_in_time() -> None:
    def resolve(host: str) -> list[str]:
        time.sleep(3)
        return []

    fetcher = WebFetcher(PinnedConnections(resolve=resolve), version="1", interval=0, max_seconds=0.2)
    with pytest.raises(FetchFailed, match="not read within"):
        fetcher.fetch("http://slow.test/")


@pytest.mark.parametrize("route", [_raw(b""), Page(status=429), Page(status=503)], ids=["cut", "429", "503"])
def test_a_host_that_leaves_all_unanswered_is_left_alone(site: WebSite, route: Route) -> None:
    site.routes |= {"/bad": route, "/good": Page("x")}
    fetcher = _fetcher()
    for _ in range(4):
        with pytest.raises(FetchFailed):
            fetcher.fetch(f"{site.url}/bad")
    assert fetcher.fetch(f"{site.url}/good").body == b"x", "one answer, and the host is trusted again"
    for _ in range(5):
        with pytest.raises(FetchFailed):
            fetcher.fetch(f"{site.url}/bad")
    asked = len(site.pages)
    with pytest.raises(FetchFailed, match="left 5 requests unanswered"):
        fetcher.fetch(f"{site.url}/good")
    assert len(site.pages) == asked == 10


# --- robots.txt and the pace ---------------------------------------------------------------------------


def test_robots_txt_is_asked_once_and_obeyed(site: WebSite) -> None:
    site.routes |= {
        "/robots.txt": Page("User-agent: *\nDisallow: /private", "text/plain"),
        "/open": Page("x"),
        "/private/a": Page("y"),
        "/sly": redirect("/private/a"),
    }
    fetcher = _fetcher()
    fetcher.fetch(f"{site.url}/open")
    for path in ("/private/a", "/sly"):
        with pytest.raises(FetchRefused, match=r"robots\.txt forbids it"):
            fetcher.fetch(f"{site.url}{path}")
    assert site.visits == ["/robots.txt", "/open", "/sly"]


def test_a_missing_robots_txt_allows_all_and_a_failing_one_nothing(site: WebSite) -> None:
    site.routes["/a"] = Page("x")
    assert _fetcher().fetch(f"{site.url}/a").body == b"x"
    site.routes["/robots.txt"] = Page(status=503)
    fetcher = _fetcher()
    for _ in range(2):
        with pytest.raises(FetchFailed, match=r"robots\.txt gives 503"):
            fetcher.fetch(f"{site.url}/a")
    assert site.visits == ["/robots.txt", "/a", "/robots.txt"]


def test_a_host_is_asked_slowly(site: WebSite) -> None:
    site.routes |= {"/robots.txt": Page("User-agent: newsdesk\nCrawl-delay: 900"), "/a": Page("x")}
    time = QuickTime()
    fetcher = _fetcher(interval=1.5, sleep=time.sleep, clock=time.clock)
    fetcher.fetch(f"{site.url}/a")
    fetcher.fetch(f"{site.url}/a")
    assert time.pauses == [30, 30], "robots.txt, then two pages, with a bound on the delay"
    site.routes["/robots.txt"] = Page("")
    time = QuickTime()
    _fetcher(interval=1.5, sleep=time.sleep, clock=time.clock).fetch(f"{site.url}/a")
    assert time.pauses == [1.5]


# --- a host that says when to come back -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "retry_after", "pauses"),
    [
        (429, "7", [7]),
        (503, "7.5", [7.5]),
        (503, "Sun, 01 Mar 2026 12:00:20 GMT", [20]),
        (429, "Sun, 01 Mar 2020 12:00:20 GMT", []),
    ],
)
def test_a_busy_host_is_asked_again_when_it_says(
    site: WebSite, status: int, retry_after: str, pauses: list[float]
) -> None:
    busy = Page(status=status, headers={"Retry-After": retry_after})
    site.routes["/a"] = one_after_the_other(busy, Page("x"))
    time = QuickTime()
    fetcher = _fetcher(sleep=time.sleep, clock=time.clock, now=lambda: NOW)
    assert fetcher.fetch(f"{site.url}/a").body == b"x"
    assert time.pauses == pauses
    assert site.pages == ["/a", "/a"]


def test_a_host_that_stays_busy_is_given_up(site: WebSite) -> None:
    site.routes["/a"] = Page(status=429, headers={"Retry-After": "2"})
    time = QuickTime()
    with pytest.raises(FetchFailed, match="429, too many requests"):
        _fetcher(sleep=time.sleep, clock=time.clock).fetch(f"{site.url}/a")
    assert time.pauses == [2, 2]


@pytest.mark.parametrize("retry_after", ["3600", "inf", "Sun, 01 Mar 2026 14:00:00 GMT"])
def test_a_host_that_wants_long_rest_is_left_alone(site: WebSite, retry_after: str) -> None:
    site.routes |= {"/a": Page(status=503, headers={"Retry-After": retry_after}), "/b": Page("x")}
    time = QuickTime()
    fetcher = _fetcher(sleep=time.sleep, clock=time.clock, now=lambda: NOW)
    for path in ("/a", "/b"):
        with pytest.raises(FetchFailed, match="wants to be left alone for another"):
            fetcher.fetch(f"{site.url}{path}")
    assert (time.pauses, site.pages) == ([], ["/a"])
    if retry_after != "inf":
        time.sleep(7200)
        assert fetcher.fetch(f"{site.url}/b").body == b"x"


@pytest.mark.parametrize("retry_after", ["soon", "-5", ""])
def test_what_says_nothing_of_a_time_is_no_reason_to_wait(site: WebSite, retry_after: str) -> None:
    site.routes["/a"] = Page(status=429, headers={"Retry-After": retry_after})
    time = QuickTime()
    with pytest.raises(FetchFailed, match="429"):
        _fetcher(sleep=time.sleep, clock=time.clock).fetch(f"{site.url}/a")
    assert time.pauses == []


def test_a_busy_robots_txt_is_waited_for_too(site: WebSite) -> None:
    site.routes |= {
        "/robots.txt": one_after_the_other(Page(status=503, headers={"Retry-After": "4"}), Page("")),
        "/a": Page("x"),
    }
    time = QuickTime()
    assert _fetcher(sleep=time.sleep, clock=time.clock).fetch(f"{site.url}/a").body == b"x"
    assert time.pauses == [4]


# --- TLS ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for news.test that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    file, key = folder / "news.pem", folder / "news.key"
    openssl = shutil.which("openssl")
    assert openssl is not None, "openssl makes the certificate for this test"
    names = ["-subj", "/CN=news.test", "-addext", "subjectAltName=DNS:news.test"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    subprocess.run([*command, "-out", file, "-keyout", key], check=True, capture_output=True)
    return file, key


def test_tls_is_verified_for_the_name_although_an_address_is_connected_to(
    certificate: tuple[Path, Path],
) -> None:
    trusting = ssl.create_default_context(cafile=certificate[0])
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*certificate)
    hosts = ("news.test", "other.test")
    with WebSite({"/": Page("secure")}) as site:
        site.http.socket = serving.wrap_socket(site.http.socket, server_side=True)

        def fetch(host: str, tls: ssl.SSLContext | None) -> bytes:
            connections = PinnedConnections(allow_hosts=hosts, resolve=lambda _: ["127.0.0.1"], tls=tls)
            fetcher = WebFetcher(connections, version="1", allow_hosts=hosts, interval=0)
            return fetcher.fetch(f"https://{host}:{site.port}/").body

        assert fetch("news.test", trusting) == b"secure"
        with pytest.raises(FetchFailed, match="certificate"):
            fetch("other.test", trusting)
        with pytest.raises(FetchFailed, match="certificate"):
            fetch("news.test", None)
        assert site.pages == ["/"]
