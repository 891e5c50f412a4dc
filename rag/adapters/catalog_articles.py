"""Articles and their revisions in the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from rag.adapters.catalog_entries import drop_unused_vectors, put_in, take_out
from rag.adapters.catalog_likeness import has_copies, join_copies, leave_copies
from rag.adapters.catalog_restrictions import instant, microseconds, restriction
from rag.adapters.sqlite import Database, listed
from rag.domain import Article, ArticleInfo, Chunk, Filters, Revision, Sentence, TimeRange
from rag.errors import DataFolderDamaged
from rag.ports import Change, Stored
from rag.text.spans import require_verbatim

_PAGE = 500
_INFO = """SELECT revisions.info FROM articles JOIN revisions
ON revisions.article = articles.id AND revisions.content_sha256 = articles.content_sha256"""


class SqliteArticles:
    """The `ArticleStore`: each article is written, changed or removed in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self,
        article: Article,
        sentences: Sequence[Sentence],
        chunks: Sequence[Chunk],
        *,
        at: datetime | None = None,
    ) -> Stored:
        """Make this the current revision; sentences and chunks replace those of the one before.

        Raises `ValueError`, with nothing written, if a span is not the text it says.
        """
        _require_own(article, sentences, chunks)
        info = article.info
        with self._database.transaction():
            change = _change(self._current(article.article_id), info)
            unused = self._take_out(article.article_id)
            row = self._write_article(info)
            self._write_revision(row, article, at)
            put_in(self._database, row, sentences, chunks)
            drop_unused_vectors(self._database, unused)
            join_copies(self._database, row, article.text)
            is_copy = has_copies(self._database, row)
        return Stored(change=change, is_copy=is_copy)

    def holds(self, article: ArticleInfo) -> bool:
        """Whether the current revision has this text and these metadata, wherever it was read from.

        The same article from another path is the same article: moving a file changes nothing.
        """
        known = self._current(article.article_id)
        return known is not None and _change(known, article) is Change.UNCHANGED

    def article(self, article_id: str, content_sha256: str | None = None) -> Article | None:
        row = self._database.row(
            """SELECT revisions.info, revisions.text FROM articles
            JOIN revisions ON revisions.article = articles.id
                AND revisions.content_sha256 = coalesce(?, articles.content_sha256)
            WHERE articles.article_id = ?""",
            (content_sha256, article_id),
        )
        if row is None:
            return None
        return self._checked(ArticleInfo.model_validate_json(row[0]), row[1])

    def revisions(self, article_id: str) -> Sequence[Revision]:
        rows = self._database.rows(
            """SELECT revisions.content_sha256, revisions.info, revisions.taken_in_us, length(revisions.text),
                revisions.content_sha256 = articles.content_sha256
            FROM articles JOIN revisions ON revisions.article = articles.id
            WHERE articles.article_id = ? ORDER BY revisions.rowid""",
            (article_id,),
        )
        return [
            Revision(
                content_sha256=content_sha256,
                title=ArticleInfo.model_validate_json(info).title,
                taken_in=None if taken_in is None else instant(taken_in),
                length=length,
                is_current=bool(is_current),
            )
            for content_sha256, info, taken_in, length, is_current in rows
        ]

    def articles(self) -> Iterator[ArticleInfo]:
        last = ""
        while page := self._database.rows(
            f"{_INFO} WHERE articles.article_id > ? ORDER BY articles.article_id LIMIT {_PAGE}", (last,)
        ):
            for (info,) in page:
                yield ArticleInfo.model_validate_json(info)
            last = ArticleInfo.model_validate_json(page[-1][0]).article_id

    def infos(self, article_ids: Sequence[str]) -> Mapping[str, ArticleInfo]:
        rows = self._database.rows(
            f"{_INFO} WHERE articles.article_id IN (SELECT value FROM json_each(?))", (listed(article_ids),)
        )
        infos = [ArticleInfo.model_validate_json(info) for (info,) in rows]
        return {info.article_id: info for info in infos}

    def delete(self, article_id: str) -> bool:
        """Remove the article, every revision, and all that was derived from them, from the disk too."""
        with self._database.transaction():
            drop_unused_vectors(self._database, self._take_out(article_id))
            deleted = self._database.execute("DELETE FROM articles WHERE article_id = ?", (article_id,))
            if not deleted:
                return False
            # the word index only marks what is deleted until its parts are merged
            self._database.execute("INSERT INTO chunk_words (chunk_words) VALUES ('optimize')")
        self._database.forget_deleted()
        return True

    def count(self, time_range: TimeRange | None, filters: Filters) -> int:
        where, parameters = restriction(time_range, filters)
        return int(self._database.value(f"SELECT count(*) FROM articles WHERE {where}", parameters))

    def ids(self, time_range: TimeRange | None, filters: Filters) -> Sequence[str]:
        where, parameters = restriction(time_range, filters)
        rows = self._database.rows(f"SELECT article_id FROM articles WHERE {where} ORDER BY 1", parameters)
        return [article_id for (article_id,) in rows]

    def sentences(self, chunk_ids: Sequence[str]) -> Mapping[str, Sequence[Sentence]]:
        """The sentences of each chunk that is there, whole, even where a chunk holds only a part."""
        rows = self._database.rows(
            """SELECT chunks.chunk_id, articles.article_id, articles.content_sha256, sentences.position,
                sentences.start, sentences."end"
            FROM chunks JOIN articles ON articles.id = chunks.article
            JOIN sentences ON sentences.article = chunks.article
                AND sentences.start < chunks."end" AND sentences."end" > chunks.start
            WHERE chunks.chunk_id IN (SELECT value FROM json_each(?))
            ORDER BY chunks.chunk_id, sentences.position""",
            (listed(chunk_ids),),
        )
        texts = self._texts(sorted({row[1] for row in rows}))
        found: dict[str, list[Sentence]] = {}
        for chunk_id, article_id, content_sha256, position, start, end in rows:
            found.setdefault(chunk_id, []).append(
                Sentence(
                    article_id=article_id,
                    content_sha256=content_sha256,
                    position=position,
                    start=start,
                    end=end,
                    text=texts[article_id][start:end],
                )
            )
        return found

    def _texts(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return dict(
            self._database.rows(
                """SELECT articles.article_id, revisions.text FROM articles JOIN revisions
                ON revisions.article = articles.id AND revisions.content_sha256 = articles.content_sha256
                WHERE articles.article_id IN (SELECT value FROM json_each(?))""",
                (listed(article_ids),),
            )
        )

    def _current(self, article_id: str) -> ArticleInfo | None:
        return self.infos([article_id]).get(article_id)

    def _take_out(self, article_id: str) -> list[str]:
        """Remove the entries of an article, if it is there; the keys of their vectors."""
        row = self._database.value("SELECT id FROM articles WHERE article_id = ?", (article_id,))
        if row is None:
            return []
        leave_copies(self._database, row)
        return take_out(self._database, row)

    def _write_article(self, info: ArticleInfo) -> int:
        row = int(
            self._database.value(
                """INSERT INTO articles
                    (article_id, content_sha256, title, publisher, language, section, published_us)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (article_id) DO UPDATE SET content_sha256 = excluded.content_sha256,
                    title = excluded.title, publisher = excluded.publisher, language = excluded.language,
                    section = excluded.section, published_us = excluded.published_us
                RETURNING id""",
                (
                    info.article_id,
                    info.content_sha256,
                    info.title,
                    info.publisher,
                    info.language,
                    info.section,
                    None if info.published_at is None else microseconds(info.published_at),
                ),
            )
        )
        self._database.execute("DELETE FROM authors WHERE article = ?", (row,))
        self._database.execute_many(
            "INSERT OR IGNORE INTO authors (article, name) VALUES (?, ?)",
            [(row, name) for name in info.authors],
        )
        return row

    def _write_revision(self, row: int, article: Article, at: datetime | None) -> None:
        """A text that was there before keeps the moment it first came."""
        taken_in = None if at is None else microseconds(at)
        self._database.execute(
            """INSERT INTO revisions (article, content_sha256, info, text, taken_in_us) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (article, content_sha256) DO UPDATE SET info = excluded.info""",
            (row, article.content_sha256, article.info.model_dump_json(), article.text, taken_in),
        )

    def _checked(self, info: ArticleInfo, text: str) -> Article:
        try:
            return Article(**info.model_dump(), text=text)
        except ValueError as error:
            raise DataFolderDamaged(
                f"Article {info.article_id!r} in {self._database.path} is not the text that was stored: "
                f"{error}. Delete the article and ingest it again."
            ) from error


def _change(known: ArticleInfo | None, article: ArticleInfo) -> Change:
    if known is None:
        return Change.ADDED
    not_compared = {"source", "text", "origins"}  # the text is compared by its hash
    is_same = known.model_dump(exclude=not_compared) == article.model_dump(exclude=not_compared)
    return Change.UNCHANGED if is_same else Change.CHANGED


def _require_own(article: Article, sentences: Sequence[Sentence], chunks: Sequence[Chunk]) -> None:
    spans: Sequence[Sentence | Chunk] = (*sentences, *chunks)
    for span in spans:
        if (span.article_id, span.content_sha256) != (article.article_id, article.content_sha256):
            raise ValueError(f"a span of {span.article_id!r} was given with article {article.article_id!r}")
    require_verbatim(article.text, spans)
