"""``python -m eval.ablation --archive DIR``: what each part of retrieval is worth on the news questions.

Every part is changed or left out by itself, over the same archive and the same questions, and the difference
to what is in force is paired by question.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from eval.bench_data import find_realtime_qa
from eval.cases import NewsQuestion
from eval.datasets import load_news_articles, load_news_questions
from eval.metrics import bootstrap, hit_at, paired_difference, reciprocal_rank
from eval.systems.newsdesk import HITS, embedder_of
from eval.systems.ranking import once
from rag.adapters.catalog_lexical import FIELD_WEIGHTS, SqliteLexicalIndex
from rag.adapters.chroma import EmbeddedChroma
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.domain import Filters, TimeRange
from rag.errors import DataFolderDamaged
from rag.ports import Found
from rag.retrieval.planning import plan
from rag.retrieval.ranking import AS_CHOSEN, Weighing
from rag.retrieval.search import DenseIndex, Search
from rag.settings import load_settings
from rag.wiring.archive import Catalogue

if TYPE_CHECKING:
    from rag.adapters.chroma import ChromaIndex
    from rag.ports import Embedder, Vectors

UNDATED = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
"""The questions are of 2022: asked as of this moment, every article is as far away."""

_RANK_CONSTANT = 60
"""Of reciprocal rank fusion, as its authors have it."""

FLAT = dict.fromkeys(FIELD_WEIGHTS, 1.0)


@dataclass(frozen=True)
class Variant:
    """One way to search."""

    name: str
    weighing: Weighing = AS_CHOSEN
    fields: Mapping[str, float] = field(default_factory=lambda: FIELD_WEIGHTS)
    most_weighed: int | None = None
    stemmed: bool = True
    by_rank: bool = False
    read_words: bool = True


VARIANTS = (
    Variant("as it is"),
    Variant("title counted once", fields=FLAT),
    Variant("opening counted twice among the words", fields={**FIELD_WEIGHTS, "lede": 2.0}),
    Variant("without the publisher as a field", fields={**FIELD_WEIGHTS, "publisher": 0.0}),
    Variant("without stemming", stemmed=False),
    Variant("without the date", Weighing(time=0.0)),
    Variant("without the bonus for openings", Weighing(lede=0.0)),
    Variant("without date and openings", Weighing(time=0.0, lede=0.0)),
    Variant("words only", Weighing(dense=0.0)),
    Variant("meaning only", Weighing(dense=1.0)),
    Variant("words and meaning alike", Weighing(dense=0.5)),
    Variant("reciprocal ranks, unweighted", weighing=Weighing(dense=0.5), by_rank=True),
    Variant("without reading the question's words", read_words=False),
    Variant("any number of passages of one article", Weighing(chunks_per_article=HITS)),
    Variant("500 rows of the word index weighed", most_weighed=500),
    Variant("every row of the word index weighed", most_weighed=10**9),
)


class Words(SqliteLexicalIndex):
    """The word index, whose scores may be made to say no more than the ranks."""

    by_rank = False

    def search(
        self, query: str, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        found = super().search(query, limit, time_range, filters)
        return _by_rank(found) if self.by_rank else found


class RememberedMeaning:
    """Embedder and vector index at once, asked once for what many variants ask."""

    def __init__(self, embedder: Embedder, index: ChromaIndex) -> None:
        self._embedder = embedder
        self._index = index
        self._found: dict[object, Sequence[Found]] = {}
        self._vectors: dict[str, Vectors] = {}
        self.by_rank = False
        self.identity, self.dimension = embedder.identity, embedder.dimension
        self.max_tokens, self.count_tokens = embedder.max_tokens, embedder.count_tokens
        self.upsert, self.delete = index.upsert, index.delete
        self.count, self.ids = index.count, index.ids

    def embed(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        for text in texts:
            if text not in self._vectors:
                self._vectors[text] = self._embedder.embed([text])[0]
        return np.stack([self._vectors[text] for text in texts])

    def search(
        self, vector: Vectors, limit: int, time_range: TimeRange | None = None, filters: Filters | None = None
    ) -> Sequence[Found]:
        key = (vector.tobytes(), limit, time_range, filters)
        if key not in self._found:
            self._found[key] = self._index.search(vector, limit, time_range, filters)
        return _by_rank(self._found[key]) if self.by_rank else self._found[key]


def _by_rank(found: Sequence[Found]) -> Sequence[Found]:
    """Scores whose sum is reciprocal rank fusion."""
    return [Found(item.chunk_id, 1.0 / (_RANK_CONSTANT + rank)) for rank, item in enumerate(found, start=1)]


class Bench:
    """One archive, searched in many ways."""

    def __init__(self, database: Database, unstemmed: Database, meaning: RememberedMeaning) -> None:
        self._database = database
        self._unstemmed = unstemmed
        self._meaning = meaning

    def ranking(self, variant: Variant, question: str, as_of: datetime) -> Sequence[str]:
        catalogue = Catalogue(self._database)
        planned = plan(
            question,
            as_of=as_of,
            time_range=None,
            filters=Filters(),
            known=catalogue.lexical,
            read_words=variant.read_words,
        )
        words = Words(
            self._database if variant.stemmed else self._unstemmed,
            weights=variant.fields,
            most_weighed=variant.most_weighed,
        )
        words.by_rank = self._meaning.by_rank = variant.by_rank
        search = Search(
            articles=catalogue.articles,
            lexical=words,
            copies=catalogue.copies,
            dense=DenseIndex(self._meaning, self._meaning),
            weighing=variant.weighing,
        )
        return once(hit.article_id for hit in search.run(planned, k=HITS).hits)


@contextmanager
def opened(archive: Path) -> Iterator[Bench]:
    """The archive, and a copy of its word index without stemming."""
    folder = DataFolder(archive)
    embedder = embedder_of(load_settings(data=archive))
    indexes = EmbeddedChroma(folder.vectors)
    database = Database(folder.catalogue, read_only=True)
    with tempfile.TemporaryDirectory(prefix="newsdesk-ablation-") as place:
        copy = Path(place) / "catalogue.db"
        shutil.copy(folder.catalogue, copy)
        unstemmed = Database(copy)
        _forget_stems(unstemmed)
        name = Catalogue(database).queue.collection()
        index = indexes.open(name, embedder.identity, embedder.dimension) if name else None
        if index is None:
            raise DataFolderDamaged(f"{archive} has no vector index. `newsdesk reindex` makes it.")
        try:
            yield Bench(database, unstemmed, RememberedMeaning(embedder, index))
        finally:
            unstemmed.close()
            database.close()
            indexes.close()


def _forget_stems(database: Database) -> None:
    fields = ", ".join(FIELD_WEIGHTS)
    database.execute("DROP TABLE chunk_words")
    database.execute(
        f"CREATE VIRTUAL TABLE chunk_words USING fts5 ({fields}, content = 'searchable_chunks', "
        "content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2')"
    )
    database.execute("INSERT INTO chunk_words (chunk_words) VALUES ('rebuild')")


Scores = Mapping[str, Sequence[float]]
"""A value for each question, by the name of the metric."""


def measure(bench: Bench, variant: Variant, questions: Sequence[NewsQuestion]) -> Scores:
    dated = [bench.ranking(variant, one.question, one.as_of) for one in questions]
    undated = [bench.ranking(variant, one.question, UNDATED) for one in questions]
    gold = [one.gold for one in questions]
    return {
        "MRR@10": [reciprocal_rank(ids, wanted, 10) for ids, wanted in zip(dated, gold, strict=True)],
        "hit@1": [hit_at(ids, wanted, 1) for ids, wanted in zip(dated, gold, strict=True)],
        "hit@4": [hit_at(ids, wanted, 4) for ids, wanted in zip(dated, gold, strict=True)],
        "MRR@10 undated": [
            reciprocal_rank(ids, wanted, 10) for ids, wanted in zip(undated, gold, strict=True)
        ],
    }


def as_table(measured: Mapping[str, Scores]) -> str:
    """A row for each variant; beside its values the paired differences to the first."""
    base = next(iter(measured.values()))
    head = " | ".join(["variant", "MRR@10", "difference", "hit@1", "hit@4", "MRR@10 undated", "difference"])
    rows = [f"| {head} |", f"|{' --- |' * 7}"]
    for name, scores in measured.items():
        cells = [_value(scores["MRR@10"]), _difference(scores["MRR@10"], base["MRR@10"])]
        cells += [f"{fmean(scores[metric]):.3f}" for metric in ("hit@1", "hit@4")]
        undated = scores["MRR@10 undated"]
        cells += [_value(undated), _difference(undated, base["MRR@10 undated"])]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _value(values: Sequence[float]) -> str:
    low, high = bootstrap(values, fmean)
    return f"{fmean(values):.3f} ({low:.3f}–{high:.3f})"


def _difference(values: Sequence[float], base: Sequence[float]) -> str:
    if values == base:
        return "none"
    difference, (low, high) = paired_difference(values, base)
    return f"{difference:+.3f} ({low:+.3f} to {high:+.3f})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.ablation", description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="a data folder with the 1,000 articles")
    parser.add_argument("--rt", type=Path, help="the folder of the news questions")
    given = parser.parse_args()
    folder = find_realtime_qa(given.rt)
    questions = [one for one in load_news_questions(folder, load_news_articles(folder)) if one.gold]
    measured: dict[str, Scores] = {}
    with opened(given.archive) as bench:
        for variant in VARIANTS:
            print(variant.name, file=sys.stderr)
            measured[variant.name] = measure(bench, variant, questions)
    print(f"n = {len(questions)} questions.\n\n{as_table(measured)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
