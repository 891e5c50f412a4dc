"""Systems that join copies: Newsdesk's catalogue, and the two ways that `datasketch` offers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_copies import SqliteCopies
from rag.adapters.sqlite import Database
from rag.domain import Article, sha256_of
from rag.text.words import words

RUN = 3
PERMUTATIONS = 128
THRESHOLD = 0.5
"""Of likeness for MinHash, of containment for the ensemble."""


class Joiner(Protocol):
    def joins(self, one: str, other: str) -> bool:
        """Whether two articles with these texts are taken for copies of each other."""
        ...

    def close(self) -> None: ...


class Catalogue:
    """A real catalogue, into which one article is put after the other."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="newsdesk-eval-")
        self._database = Database(Path(self._folder.name) / "catalogue.db")
        self._articles = SqliteArticles(self._database)
        self._copies = SqliteCopies(self._database)

    def joins(self, one: str, other: str) -> bool:
        for article_id, text in (("one", one), ("other", other)):
            article = Article(
                article_id=article_id, text=text, content_sha256=sha256_of(text), source=article_id
            )
            self._articles.put(article, [], [])
        return "other" in self._copies.groups_of(["one"])["one"].others("one")

    def close(self) -> None:
        self._database.close()
        self._folder.cleanup()


class MinHashJoiner:
    """MinHash and LSH over sets of runs of three words: texts that are alike as a whole."""

    def joins(self, one: str, other: str) -> bool:
        from datasketch import MinHashLSH

        index = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        index.insert("one", _min_hash(_runs(one)))
        return bool(index.query(_min_hash(_runs(other))))

    def close(self) -> None:
        """Nothing is held open."""


class EnsembleJoiner:
    """LSH Ensemble over the same sets: one text that holds most of the other, whichever that is."""

    def joins(self, one: str, other: str) -> bool:
        return self._holds(one, other) or self._holds(other, one)

    def close(self) -> None:
        """Nothing is held open."""

    def _holds(self, whole: str, part: str) -> bool:
        from datasketch import MinHashLSHEnsemble

        index = MinHashLSHEnsemble(threshold=THRESHOLD, num_perm=PERMUTATIONS)
        index.index([("whole", _min_hash(_runs(whole)), len(_runs(whole)))])
        return any(True for _ in index.query(_min_hash(_runs(part)), len(_runs(part))))


def _runs(text: str) -> set[str]:
    found = [word.casefold() for word in words(text)]
    return {" ".join(found[at : at + RUN]) for at in range(len(found) - RUN + 1)}


def _min_hash(runs: Iterable[str]):  # type: ignore[no-untyped-def]  # noqa: ANN202  # of an untyped package
    from datasketch import MinHash

    made = MinHash(num_perm=PERMUTATIONS)
    made.update_batch([run.encode() for run in sorted(runs)])
    return made


JOINERS: dict[str, type[Joiner]] = {
    "newsdesk": Catalogue,
    "minhash": MinHashJoiner,
    "lsh-ensemble": EnsembleJoiner,
}
