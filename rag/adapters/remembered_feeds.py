"""The feeds that `newsdesk feeds` remembers: added with a look at them, read again if they have changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.adapters.feeds import Feed, fetch_feed, parse_feed
from rag.adapters.json_files import failed
from rag.adapters.web_articles import Lead, WebReader
from rag.adapters.web_lanes import host_of, in_lanes, in_turns
from rag.domain import FailedSource, RememberedFeed, Validators
from rag.errors import SourceError, SourceNotFound
from rag.ports import FeedStore, Fetcher, SourceItem


def look_at_feed(url: str, fetcher: Fetcher) -> RememberedFeed:
    """A feed under the address where it lives for good.

    Raises what fetching it raises, and `SourceInvalid` if it is none.
    """
    fetched = fetch_feed(fetcher, url)
    return RememberedFeed(url=fetched.moved_to or url, title=parse_feed(fetched).title)


def add_feed(found: RememberedFeed, store: FeedStore) -> RememberedFeed:
    """Remember a feed; what is known of one that is remembered already stays as it is."""
    known = next((feed for feed in store.feeds() if feed.url == found.url), None)
    if known is None:
        store.put(found)
    return known or found


def remove_feed(url: str, store: FeedStore) -> None:
    """Raises `SourceNotFound`."""
    if not store.remove(url):
        raise SourceNotFound(f"{url} is not among the feeds. `newsdesk feeds list` shows them.")


@dataclass
class Look:
    """What became of one remembered feed in this run."""

    feed: RememberedFeed
    validators: Validators
    found: Feed | None = None
    """None if the feed failed, or has not changed."""
    moved_to: str | None = None
    error: SourceError | None = None
    failures: int = 0

    @property
    def entries(self) -> Sequence[Lead | FailedSource]:
        return self.found.entries if self.found else ()

    @property
    def has_something_to_tell(self) -> bool:
        return self.found is not None or self.error is not None


def look_at_feeds(feeds: Iterable[RememberedFeed], fetcher: Fetcher) -> list[Look]:
    """Ask for each feed. One that has not changed costs this request and nothing more."""
    return list(in_lanes(feeds, lambda feed: host_of(feed.url), lambda feed: _look(feed, fetcher)))


class ChangedFeeds:
    """The `SourceReader` for feeds that were looked at; a source is the address of one."""

    def __init__(self, looks: Sequence[Look], pages: WebReader) -> None:
        self._looks = {look.feed.url: look for look in looks}
        self._pages = pages

    def expect(self, sources: Sequence[str]) -> int | None:
        return None

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        looks = [self._looks[source] for source in sources]
        yield from (failed(look.feed.url, look.error) for look in looks if look.error is not None)
        entries = in_turns([[(look, entry) for entry in look.entries] for look in looks])
        for look, item in self._pages.follow_named(entries):
            look.failures += isinstance(item, FailedSource)
            yield item


def remember_looks(looks: Iterable[Look], store: FeedStore, now: datetime) -> None:
    """Remember when each feed was looked at and what came of it; to be called when its articles are stored.

    A run that is cut short before is followed by one that reads the same feeds again. So is a feed with an
    article that failed, which is then tried again. A feed that was removed meanwhile stays removed.
    """
    present = {feed.url for feed in store.feeds()}
    for look in looks:
        if look.feed.url not in present:
            continue
        url = look.moved_to or look.feed.url
        if url != look.feed.url:
            store.remove(look.feed.url)
        store.put(
            RememberedFeed(
                url=url,
                title=look.found.title if look.found and look.found.title else look.feed.title,
                validators=Validators() if look.failures else look.validators,
                last_checked=now,
                last_error=str(look.error) if look.error else None,
            )
        )


def _look(feed: RememberedFeed, fetcher: Fetcher) -> Look:
    look = Look(feed, feed.validators)
    try:
        fetched = fetch_feed(fetcher, feed.url, feed.validators)
        if not fetched.not_modified:
            look.found = parse_feed(fetched)
            look.validators, look.moved_to = fetched.validators, fetched.moved_to
    except SourceError as error:
        look.error = error
    return look
