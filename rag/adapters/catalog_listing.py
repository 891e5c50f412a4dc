"""Articles page by page, newest first, for people who look through an archive."""

from __future__ import annotations

from rag.adapters.catalog_restrictions import restriction
from rag.adapters.cursors import cursor_of, invalid_cursor, place_of
from rag.adapters.sqlite import Database, Row
from rag.domain import ArticleInfo, ArticlePage, Filters, TimeRange

_UNDATED = -(2**63)
"""Stands for an unknown date: those articles come last."""

_WORDS_APPLY = """(articles.title LIKE ? ESCAPE '\\' OR articles.publisher LIKE ? ESCAPE '\\'
OR articles.article_id LIKE ? ESCAPE '\\' OR json_extract(revisions.info, '$.source') LIKE ? ESCAPE '\\')"""


class SqliteListing:
    """The current revisions in the order of their dates, each page found by where the one before ended."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        *,
        words: str = "",
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> ArticlePage:
        """At most ``limit`` articles whose title, publisher, id or source has all the words in it.

        ``after`` is the `next` of the page before. Raises `CursorInvalid`.
        """
        where, parameters = restriction(time_range, filters or Filters())
        for word in words.split():
            where += f" AND {_WORDS_APPLY}"
            parameters += [f"%{_literal(word)}%"] * 4
        source = f"""FROM articles JOIN revisions ON revisions.article = articles.id
            AND revisions.content_sha256 = articles.content_sha256 WHERE {where}"""
        total = int(self._database.value(f"SELECT count(*) {source}", parameters))
        rows = self._rows(source, parameters, after, limit + 1)
        following = cursor_of(rows[limit - 1][:2]) if len(rows) > limit else None
        infos = tuple(ArticleInfo.model_validate_json(info) for _, _, info in rows[:limit])
        return ArticlePage(articles=infos, next=following, total=total)

    def _rows(self, source: str, parameters: list[object], after: str | None, limit: int) -> list[Row]:
        date = f"coalesce(articles.published_us, {_UNDATED})"
        beyond: list[object] = []
        if after is not None:
            beyond = list(_place(after))
            source += f" AND ({date}, articles.id) < (?, ?)"
        return self._database.rows(
            f"SELECT {date}, articles.id, revisions.info {source} ORDER BY 1 DESC, 2 DESC LIMIT ?",
            [*parameters, *beyond, limit],
        )


def _literal(word: str) -> str:
    """A word for LIKE, its own wildcards taken as what they are."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _place(cursor: str) -> tuple[int, int]:
    published, row = place_of(cursor, (int, int))
    if not isinstance(published, int) or not isinstance(row, int) or max(abs(published), row) > 2**63:
        raise invalid_cursor(cursor)
    return max(published, _UNDATED), max(min(row, 2**63 - 1), 0)
