"""Search by words in the catalogue: BM25 over titles, publishers and texts, with SQLite's FTS5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from rag.adapters.catalog_restrictions import restriction
from rag.adapters.sqlite import Database, Row, listed
from rag.domain import Chunk, Filters, TimeRange
from rag.ports import Found
from rag.text.words import content_words, words

FIELD_WEIGHTS = {"title": 4.0, "publisher": 1.0, "lede": 1.0, "body": 1.0}
"""What a word counts in each field of the word index, in the order of its columns."""

_WEIGHTS = ", ".join(str(weight) for weight in FIELD_WEIGHTS.values())
_MOST_TERMS = 64
_JOINTS = re.compile(r"[-‐‑'’&]")
_QUOTED = re.compile(r"[\"“][^\"“”]+[\"”]")
_INITIALS = re.compile(r"[A-Z]{2,4}")

CHUNK_COLUMNS = """chunks.chunk_id, articles.article_id, articles.content_sha256, chunks.position,
chunks.start, chunks."end", chunks.text, chunks.header"""


class SqliteLexicalIndex:
    """The `LexicalIndex`: chunks by the words they share with a question."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(
        self, query: str, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        match = match_expression(query)
        if not match:
            return []
        within, parameters = _rows_within(time_range, filters or Filters())
        # chunks are wide rows: only the best are looked up, some more than are wanted for ties at the end
        rows = self._database.rows(
            f"""WITH found AS MATERIALIZED (
                SELECT rowid AS id, -bm25(chunk_words, {_WEIGHTS}) AS score
                FROM chunk_words WHERE chunk_words MATCH ? AND {within}
                ORDER BY score DESC, rowid LIMIT ?)
            SELECT chunks.chunk_id, found.score FROM found JOIN chunks ON chunks.id = found.id
            ORDER BY found.score DESC, chunks.chunk_id LIMIT ?""",
            (match, *parameters, 2 * limit, limit),
        )
        return [Found(chunk_id=chunk_id, score=score) for chunk_id, score in rows]

    def chunks(self, chunk_ids: Sequence[str]) -> Mapping[str, Chunk]:
        rows = self._database.rows(
            f"""SELECT {CHUNK_COLUMNS} FROM chunks JOIN articles ON articles.id = chunks.article
            WHERE chunks.chunk_id IN (SELECT value FROM json_each(?))""",
            (listed(chunk_ids),),
        )
        return {row[0]: chunk_of(row) for row in rows}

    def publishers(self) -> Sequence[str]:
        """Every publisher that articles have, by name."""
        rows = self._database.rows(
            "SELECT DISTINCT publisher FROM articles WHERE publisher IS NOT NULL ORDER BY publisher"
        )
        return [publisher for (publisher,) in rows]


def _rows_within(time_range: TimeRange | None, filters: Filters) -> tuple[str, list[object]]:
    """A condition on rows of the word index, and its parameters; nothing to check without restrictions.

    The plus sign keeps SQLite from matching the words anew for each row in the list.
    """
    where, parameters = restriction(time_range, filters)
    if not parameters:
        return "TRUE", []
    return (
        "+chunk_words.rowid IN (SELECT chunks.id FROM articles JOIN chunks ON chunks.article = articles.id "
        f"WHERE {where})",
        parameters,
    )


def match_expression(query: str) -> str:
    """An FTS5 expression that finds any of the query's words; empty if it has none.

    Every term is quoted, so nothing a user types is an operator. Stop words count only if there is nothing
    else. A phrase that the query quotes counts as a term of its own.
    """
    spoken = content_words(query) or words(query)
    terms = dict.fromkeys([*_phrases(query), *(term for word in spoken for term in _terms(word))])
    return " OR ".join(f'"{term}"' for term in list(terms)[:_MOST_TERMS])


def _phrases(query: str) -> Iterator[str]:
    """What stands in double quotes, if it has several words."""
    for found in _QUOTED.finditer(query):
        phrase = words(found.group())
        if len(phrase) > 1:
            yield " ".join(phrase)


def _terms(word: str) -> Iterator[str]:
    """The word, and what else it may be written as: its parts, and "US" for "U.S." or the reverse."""
    yield word
    if _JOINTS.search(word):
        yield from content_words(" ".join(_JOINTS.split(word)))
    if "." in word and not any(letter.isdigit() for letter in word):
        yield word.replace(".", "")
    if _INITIALS.fullmatch(word):
        yield " ".join(word)


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
