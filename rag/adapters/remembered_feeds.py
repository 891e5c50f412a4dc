"""The feeds that `newsdesk feeds` remembers: added with a look at them, read again if they have changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.adapters.feeds import FeedReader, fetch_feed, parse_feed
from rag.adapters.json_files import failed
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
class _Look:
    """What became of one feed in this run."""

    feed: RememberedFeed
    validators: Validators
    moved_to: str | None = None
    title: str = ""
    failures: int = 0
    error: str | None = None


class RememberedFeeds:
    """The `SourceReader` for addresses of remembered feeds; one that has not changed costs one request.

    What was learned about the feeds is written by `settle`, after their articles are stored: a run that is
    cut short is followed by one that reads the same feeds again.
    """

    def __init__(self, reader: FeedReader, *, fetcher: Fetcher, store: FeedStore) -> None:
        self._reader = reader
        self._fetcher = fetcher
        self._store = store
        self._looks: list[_Look] = []

    def expect(self, sources: Sequence[str]) -> int | None:
        return None

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        wanted = set(sources)
        for feed in self._store.feeds():
            if feed.url in wanted:
                look = _Look(feed, feed.validators)
                for item in self._read(look):
                    look.failures += isinstance(item, FailedSource)
                    yield item
                self._looks.append(look)

    def settle(self, now: datetime) -> None:
        """Remember when each feed was looked at and what came of it.

        A feed with an article that failed is read in full the next time, so that the article is tried again.
        """
        for look in self._looks:
            url = look.moved_to or look.feed.url
            if url != look.feed.url:
                self._store.remove(look.feed.url)
            self._store.put(
                RememberedFeed(
                    url=url,
                    title=look.title or look.feed.title,
                    validators=Validators() if look.failures and not look.error else look.validators,
                    last_checked=now,
                    last_error=look.error,
                )
            )
        self._looks.clear()

    def _read(self, look: _Look) -> Iterator[SourceItem]:
        try:
            fetched = fetch_feed(self._fetcher, look.feed.url, look.feed.validators)
            if fetched.not_modified:
                return
            feed = parse_feed(fetched)
        except SourceError as error:
            look.error = str(error)
            yield failed(look.feed.url, error)
            return
        look.validators, look.moved_to, look.title = fetched.validators, fetched.moved_to, feed.title
        yield from self._reader.articles(feed)
