"""Search by words in the catalogue: BM25 over titles, publishers and texts, with SQLite's FTS5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from rag.adapters.catalog_restrictions import Restriction, instant, restriction
from rag.adapters.sqlite import Database, Row, listed
from rag.adapters.word_queries import any_of, query_terms, with_and_without
from rag.domain import Chunk, Filters, TimeRange
from rag.ports import Found, Place

FIELD_WEIGHTS = {"title": 4.0, "publisher": 1.0, "lede": 1.0, "body": 1.0}
"""What a word counts in each field of the word index, in the order of its columns."""

LEAST_WEIGHED, SHARE_WEIGHED = 1_500, 0.12
"""How many rows of the word index a search weighs, about, or which share of them if that is more.

Each takes two or three microseconds. Over 8,726 chunks, 1,000 of them find what all find on development
questions, and 500 do not: `python -m eval.ablation`.
"""

_REMEMBERED = 4_096

CHUNK_COLUMNS = """chunks.chunk_id, articles.article_id, articles.content_sha256, chunks.position,
chunks.start, chunks."end", chunks.text, chunks.header"""


class SqliteLexicalIndex:
    """The `LexicalIndex`: chunks by the words they share with a question."""

    def __init__(
        self,
        database: Database,
        *,
        weights: Mapping[str, float] = FIELD_WEIGHTS,
        most_weighed: int | None = None,
    ) -> None:
        """``weights`` has every field of `FIELD_WEIGHTS`, in its order; ``most_weighed`` is for measuring."""
        self._database = database
        self._weights = ", ".join(str(float(weight)) for weight in weights.values())
        self._most_weighed = most_weighed
        self._rows_with = lru_cache(_REMEMBERED)(self._count_rows)

    def search(
        self, query: str, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        """By BM25, exactly. In a large archive a chunk needs one of the rarer words, if the query has any."""
        terms = query_terms(query)
        if not terms:
            return []
        within = restriction(time_range, filters or Filters())
        found = [
            item for match in self._matches(terms, within) for item in self._weighed(match, within, limit)
        ]
        return sorted(found, key=lambda item: (-item.score, item.chunk_id))[:limit]

    def _weighed(self, match: str, within: Restriction, limit: int) -> Sequence[Found]:
        condition, parameters = _rows_within(within)
        # chunks are wide rows: only the best are looked up, some more than are wanted for ties at the end
        rows = self._database.rows(
            f"""WITH found AS MATERIALIZED (
                SELECT rowid AS id, -bm25(chunk_words, {self._weights}) AS score
                FROM chunk_words WHERE chunk_words MATCH ? AND {condition}
                ORDER BY score DESC, rowid LIMIT ?)
            SELECT chunks.chunk_id, found.score FROM found JOIN chunks ON chunks.id = found.id
            ORDER BY found.score DESC, chunks.chunk_id LIMIT ?""",
            (match, *parameters, 2 * limit, limit),
        )
        return [Found(chunk_id=chunk_id, score=score) for chunk_id, score in rows]

    def _matches(self, terms: Sequence[str], within: Restriction) -> Sequence[str]:
        """Expressions that share no row: for any of the terms, or for any of the rarer ones if they are many.

        What has none of the rarer words could hardly be among the best, and weighing it is what takes time.
        """
        newest = int(self._database.value("SELECT coalesce(max(id), 0) FROM chunks"))
        most = self._most_weighed or max(LEAST_WEIGHED, int(SHARE_WEIGHED * newest))
        if newest <= most:
            return [any_of(terms)]
        rows = {term: self._rows_with(term, newest) for term in terms}
        allowed = most / (self._share(within) or 1.0)
        if sum(rows.values()) <= allowed:
            return [any_of(terms)]
        rarest_first = sorted((term for term in terms if rows[term]), key=lambda term: rows[term])
        weighed = accumulate(rows[term] for term in rarest_first)
        rare = max(1, sum(sum_of_rows <= allowed for sum_of_rows in weighed))
        return with_and_without(rarest_first[:rare], rarest_first[rare:])

    def _count_rows(self, term: str, newest: int) -> int:
        """How many rows have a term; remembered until there is a newer row, since words come again."""
        count = "SELECT count(*) FROM chunk_words WHERE chunk_words MATCH ?"
        return int(self._database.value(count, (any_of([term]),)))

    def _share(self, within: Restriction) -> float:
        """The share of all articles that is searched: of the rows with a word about as many are weighed."""
        where, parameters = within
        if not parameters:
            return 1.0
        share = f"SELECT avg(CASE WHEN {where} THEN 1.0 ELSE 0.0 END) FROM articles"
        return float(self._database.value(share, parameters) or 0.0)

    def places(self, chunk_ids: Sequence[str]) -> Mapping[str, Place]:
        rows = self._database.rows(
            """SELECT chunks.chunk_id, articles.article_id, chunks.position, articles.publisher,
                articles.published_us, coalesce(likeness.copy_group, articles.id)
            FROM chunks JOIN articles ON articles.id = chunks.article
            LEFT JOIN likeness ON likeness.article = articles.id
            WHERE chunks.chunk_id IN (SELECT value FROM json_each(?))""",
            (listed(chunk_ids),),
        )
        return {
            chunk_id: Place(article_id, position, publisher, None if us is None else instant(us), str(group))
            for chunk_id, article_id, position, publisher, us, group in rows
        }

    def chunks(self, chunk_ids: Sequence[str]) -> Mapping[str, Chunk]:
        rows = self._database.rows(
            f"""SELECT {CHUNK_COLUMNS} FROM chunks JOIN articles ON articles.id = chunks.article
            WHERE chunks.chunk_id IN (SELECT value FROM json_each(?))""",
            (listed(chunk_ids),),
        )
        return {row[0]: chunk_of(row) for row in rows}

    def holding(
        self, phrase: str, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        return self._weighed(any_of([phrase]), restriction(time_range, filters or Filters()), limit)

    def publishers(self) -> Sequence[str]:
        """Every publisher that articles have, by name; so of the others."""
        return self._distinct("SELECT DISTINCT publisher FROM articles WHERE publisher IS NOT NULL")

    def authors(self) -> Sequence[str]:
        return self._distinct("SELECT DISTINCT name FROM authors")

    def sections(self) -> Sequence[str]:
        return self._distinct("SELECT DISTINCT section FROM articles WHERE section IS NOT NULL")

    def languages(self) -> Sequence[str]:
        return self._distinct("SELECT DISTINCT language FROM articles WHERE language IS NOT NULL")

    def _distinct(self, sql: str) -> Sequence[str]:
        return [name for (name,) in self._database.rows(f"{sql} ORDER BY 1")]


def _rows_within(within: Restriction) -> Restriction:
    """A condition on rows of the word index, and its parameters; nothing to check without restrictions.

    The plus sign keeps SQLite from matching the words anew for each row in the list.
    """
    where, parameters = within
    if not parameters:
        return "TRUE", []
    return (
        "+chunk_words.rowid IN (SELECT chunks.id FROM articles JOIN chunks ON chunks.article = articles.id "
        f"WHERE {where})",
        parameters,
    )


def chunk_of(row: Row) -> Chunk:
    """A chunk from its `CHUNK_COLUMNS`."""
    chunk_id, article_id, content_sha256, position, start, end, text, header = row
    return Chunk(
        chunk_id=chunk_id,
        article_id=article_id,
        content_sha256=content_sha256,
        position=position,
        start=start,
        end=end,
        text=text,
        header=header,
    )
