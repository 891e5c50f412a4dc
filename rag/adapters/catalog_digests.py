"""What digests said, in the catalogue."""

from __future__ import annotations

from datetime import datetime

from rag.adapters.catalog_restrictions import instant, microseconds
from rag.adapters.sqlite import Database
from rag.domain import EarlierDigest, Point


class SqliteDigests:
    """The `DigestStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self, name: str, until: datetime | None = None) -> EarlierDigest | None:
        row = self._database.row(
            """SELECT id, made_us FROM digests WHERE name = ? AND made_us <= coalesce(?, made_us)
            ORDER BY made_us DESC, id DESC LIMIT 1""",
            (name, None if until is None else microseconds(until)),
        )
        if row is None:
            return None
        number, made = row
        articles = self._database.rows(
            "SELECT article_id, content_sha256 FROM digest_articles WHERE digest = ?", (number,)
        )
        points = self._database.rows(
            "SELECT point FROM digest_points WHERE digest = ? ORDER BY position", (number,)
        )
        return EarlierDigest(
            made_at=instant(made),
            articles=dict(articles),
            points=tuple(Point.model_validate_json(point) for (point,) in points),
        )

    def save(self, name: str, digest: EarlierDigest) -> None:
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO digests (name, made_us) VALUES (?, ?)", (name, microseconds(digest.made_at))
            )
            number = self._database.value("SELECT last_insert_rowid()")
            self._database.execute_many(
                "INSERT INTO digest_articles (digest, article_id, content_sha256) VALUES (?, ?, ?)",
                [(number, *article) for article in digest.articles.items()],
            )
            self._database.execute_many(
                "INSERT INTO digest_points (digest, position, article_id, point) VALUES (?, ?, ?, ?)",
                [
                    (number, position, point.citations[0].article_id, point.model_dump_json())
                    for position, point in enumerate(digest.points)
                ],
            )
