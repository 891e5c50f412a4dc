"""The remembered feeds of one archive: what `newsdesk feeds` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rag.domain import IngestReport, RememberedFeed
from rag.ports import Fetcher, Progress
from rag.settings import Settings
from rag.wiring.archive import Archive
from rag.wiring.ingesting import Ingesting
from rag.wiring.web import web_fetcher

if TYPE_CHECKING:
    from rag.adapters.remembered_feeds import Look


class Feeds:
    """Adds, lists, removes and reads the feeds that are read again and again."""

    def __init__(
        self, archive: Archive, settings: Settings, *, clock: Callable[[], datetime], progress: Progress
    ) -> None:
        self._archive = archive
        self._settings = settings
        self._clock = clock
        self._progress = progress

    def list(self) -> Sequence[RememberedFeed]:
        """By address."""
        return self._archive.reader.feeds.feeds()

    def add(self, url: str) -> RememberedFeed:
        """Remember a feed after a look at it. Raises `SourceError` if it is none or cannot be fetched."""
        from rag.adapters.remembered_feeds import add_feed, look_at_feed

        found = look_at_feed(url, web_fetcher(self._settings))
        with self._archive.writing("feeds add") as catalogue:
            return add_feed(found, catalogue.feeds)

    def remove(self, url: str) -> None:
        """Forget a feed; its articles stay. Raises `SourceNotFound`."""
        from rag.adapters.remembered_feeds import remove_feed

        with self._archive.writing("feeds remove") as catalogue:
            remove_feed(url, catalogue.feeds)

    def update(self, *, progress: Progress | None = None) -> IngestReport:
        """Take in what is new in every feed. What fails is a row in the report, and is tried again next time.

        The archive is locked for writing only where a feed has changed. It can be cut short anywhere and run
        again. Raises as `Newsdesk.ingest` does.
        """
        from rag.adapters.remembered_feeds import look_at_feeds, remember_looks

        fetcher = web_fetcher(self._settings)
        looks = look_at_feeds(self.list(), fetcher)
        changed = [look for look in looks if look.has_something_to_tell]
        report = self._take_in(changed, fetcher, progress or self._progress) if changed else IngestReport()
        if looks:
            with self._archive.writing("feeds update") as catalogue:
                remember_looks(looks, catalogue.feeds, self._clock())
        return report

    def _take_in(self, looks: Sequence[Look], fetcher: Fetcher, progress: Progress) -> IngestReport:
        from rag.adapters.extraction import Extraction
        from rag.adapters.files import FileReader
        from rag.adapters.remembered_feeds import ChangedFeeds
        from rag.adapters.web_articles import WebReader

        run = Ingesting(self._archive, self._clock)
        with Extraction() as extraction, self._archive.writing("feeds update") as catalogue:
            pages = WebReader(fetcher, FileReader(extraction=extraction), pages=catalogue.pages)
            reader = ChangedFeeds(looks, pages)
            return run(catalogue, reader, [look.feed.url for look in looks], progress)
