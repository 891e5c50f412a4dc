"""What the catalogue remembers of the web: feeds, and the versions of fetched pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rag.adapters.sqlite import Database
from rag.domain import PageVersion, RememberedFeed, Validators


class SqliteFeeds:
    """The `FeedStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def feeds(self) -> Sequence[RememberedFeed]:
        rows = self._database.rows(
            "SELECT url, title, etag, last_modified, last_checked, last_error FROM feeds ORDER BY url"
        )
        return [
            RememberedFeed(
                url=url,
                title=title,
                validators=Validators(etag=etag, last_modified=last_modified),
                last_checked=datetime.fromisoformat(last_checked) if last_checked else None,
                last_error=last_error,
            )
            for url, title, etag, last_modified, last_checked, last_error in rows
        ]

    def put(self, feed: RememberedFeed) -> None:
        self._database.execute(
            """INSERT OR REPLACE INTO feeds (url, title, etag, last_modified, last_checked, last_error)
            VALUES (?, ?, ?, ?, ?, ?)""",
            (
                feed.url,
                feed.title,
                feed.validators.etag,
                feed.validators.last_modified,
                feed.last_checked.isoformat() if feed.last_checked else None,
                feed.last_error,
            ),
        )

    def remove(self, url: str) -> bool:
        return self._database.execute("DELETE FROM feeds WHERE url = ?", (url,)) > 0


class SqlitePages:
    """The `PageMemory`. A page is forgotten with its article, so that it can be ingested again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self, address: str) -> Validators | None:
        row = self._database.row("SELECT etag, last_modified FROM pages WHERE address = ?", (address,))
        return Validators(etag=row[0], last_modified=row[1]) if row else None

    def remember(self, page: PageVersion, article_id: str) -> None:
        """Nothing is written for what is known already."""
        if self.version(page.address) == page.validators:
            return
        self._database.execute(
            "INSERT OR REPLACE INTO pages (address, article_id, etag, last_modified) VALUES (?, ?, ?, ?)",
            (page.address, article_id, page.validators.etag, page.validators.last_modified),
        )
