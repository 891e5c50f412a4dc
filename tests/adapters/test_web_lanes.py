"""Several hosts at once, each at its own pace, and results in the order in which they were asked for."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from web_site import Page, Visit, WebSite
from web_stories import story

from rag.adapters.files import FileReader
from rag.adapters.remembered_feeds import look_at_feeds
from rag.adapters.sources import Sources
from rag.adapters.web import WebFetcher
from rag.adapters.web_articles import Lead, WebReader
from rag.adapters.web_connection import PinnedConnections
from rag.adapters.web_lanes import AHEAD, HOSTS_AT_ONCE, host_of, in_lanes, in_turns
from rag.domain import FailedSource, RawArticle, RememberedFeed

HOSTS = ("127.0.0.1", "localhost")
PATIENCE = 5.0


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as site:
        yield site


def reader() -> WebReader:
    connections = PinnedConnections(allow_hosts=HOSTS)
    return WebReader(WebFetcher(connections, version="1", allow_hosts=HOSTS, interval=0), FileReader())


def test_a_slow_host_does_not_keep_another_one_waiting(site: WebSite) -> None:
    other_was_asked = threading.Event()

    def slow(visit: Visit) -> None:
        assert other_was_asked.wait(PATIENCE)
        Page(story("Slow"))(visit)

    def quick(visit: Visit) -> None:
        other_was_asked.set()
        Page(story("Quick"))(visit)

    site.routes |= {"/slow": slow, "/quick": quick}
    leads = [Lead(f"{site.url}/slow"), Lead(f"http://localhost:{site.port}/quick"), Lead(f"{site.url}/none")]
    slow_one, quick_one, missing = reader().follow(leads)
    assert isinstance(slow_one, RawArticle)
    assert isinstance(quick_one, RawArticle)
    assert (slow_one.title, quick_one.title) == ("Slow", "Quick"), "in the order asked for"
    assert isinstance(missing, FailedSource)


def rss(*paths: str) -> Page:
    items = "".join(f"<item><link>{path}</link></item>" for path in paths)
    return Page(f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>", "application/rss+xml")


def test_feeds_of_several_hosts_are_looked_at_at_once(site: WebSite) -> None:
    other_was_asked = threading.Event()

    def slow(visit: Visit) -> None:
        assert other_was_asked.wait(PATIENCE)
        rss("/a")(visit)

    def quick(visit: Visit) -> None:
        other_was_asked.set()
        rss("/b")(visit)

    site.routes |= {"/slow": slow, "/quick": quick}
    feeds = [
        RememberedFeed(url=url, title="")
        for url in (f"{site.url}/slow", f"http://localhost:{site.port}/quick", f"{site.url}/none")
    ]
    looks = look_at_feeds(feeds, reader().fetcher)
    assert [look.feed for look in looks] == feeds
    assert [look.error is None for look in looks] == [True, True, False]


@pytest.mark.parametrize("kind", ["feed+", "sitemap+"])
def test_articles_of_several_lists_come_in_turns(site: WebSite, kind: str) -> None:
    site.routes |= {f"/{name}": Page(story(f"Story {name}")) for name in ("a", "b", "c")}
    if kind == "feed+":
        site.routes |= {"/1": rss("/a", "/b"), "/2": rss("/c", "/a")}
    else:
        lists = {"/1": ("a", "b"), "/2": ("c", "a")}
        for path, names in lists.items():
            pages = "".join(f"<url><loc>{site.url}/{name}</loc></url>" for name in names)
            site.routes[path] = Page(f"<urlset>{pages}</urlset>", "application/xml")
    items = list(Sources(FileReader(), reader()).read([f"{kind}{site.url}/1", f"{kind}{site.url}/2"]))
    assert [item.title for item in items if isinstance(item, RawArticle)] == ["Story a", "Story c", "Story b"]
    assert site.pages.count("/a") == 1, "a page that two lists name is fetched once"


def test_a_host_is_asked_one_thing_at_a_time() -> None:
    busy: Counter[str] = Counter()
    lock = threading.Lock()
    gate = threading.Barrier(HOSTS_AT_ONCE)

    def work(item: tuple[str, int]) -> tuple[str, int]:
        host, number = item
        with lock:
            busy[host] += 1
            assert busy[host] == 1
        if number == 0:
            gate.wait(PATIENCE)  # passes only if so many hosts are worked for at once
        with lock:
            busy[host] -= 1
        return item

    items = [(f"host-{host}", number) for number in range(20) for host in range(HOSTS_AT_ONCE)]
    assert list(in_lanes(items, lambda item: item[0], work)) == items


def test_more_hosts_than_threads_all_have_their_turn() -> None:
    items = list(range(1000))
    assert list(in_lanes(items, lambda item: f"host-{item % 37}", lambda item: item * 2)) == [
        item * 2 for item in items
    ]


def test_no_more_is_begun_than_there_is_room_for() -> None:
    begun: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10 * AHEAD):
            begun.append(number)
            yield number

    results = in_lanes(items(), str, lambda item: item)
    assert [next(results) for _ in range(10)] == list(range(10))
    assert len(begun) <= AHEAD + 10
    results.close()  # type: ignore[attr-defined]


def test_what_the_work_raises_is_raised_in_its_turn() -> None:
    results = in_lanes([1, 0, 2], str, lambda item: 1 / item)
    assert next(results) == 1.0
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_who_stops_taking_results_stops_the_work() -> None:
    done: list[int] = []
    results = in_lanes(range(AHEAD), lambda item: "host", lambda item: done.append(item) or item)
    next(results)
    results.close()  # type: ignore[attr-defined]
    waiting = [thread for thread in threading.enumerate() if thread.name == "fetching"]
    for thread in waiting:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in waiting)


def test_lists_take_turns() -> None:
    assert list(in_turns(["abc", "", "de"])) == ["a", "d", "b", "e", "c"]


@pytest.mark.parametrize(
    ("url", "host"),
    [("https://Paper.test:8080/a", "paper.test"), ("no address", "no address"), ("http://[", "http://[")],
)
def test_the_host_of_an_address(url: str, host: str) -> None:
    assert host_of(url) == host
