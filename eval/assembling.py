"""Puts a set and a system together; nothing else knows all of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import platformdirs

from eval import datasets
from eval.bench_data import (
    BenchDataError,
    DataFile,
    find_bench,
    find_complete_realtime_qa,
    find_realtime_qa,
)
from eval.cases import NewsArticle, NewsQuestion
from eval.copying import copy_pairs
from eval.planting import planted_texts
from eval.running import Task
from eval.sets import (
    answering,
    changing,
    conversing,
    copies,
    finding,
    hostile,
    judging,
    multihop,
    reading,
    stories,
    summing_up,
)
from eval.systems.bm25 import Bm25
from eval.systems.copies import JOINERS, Joiner
from eval.systems.fused import Fused
from eval.systems.newsdesk import NewsdeskRanker, embedder_of, open_archive
from eval.systems.plain import Plain
from eval.systems.ranking import Ranker
from eval.systems.readers import NewsdeskReader, PlainReader, Reader
from eval.systems.talkers import NewsdeskTalker, PlainTalker, Talker, passages_of
from eval.systems.words import Words
from rag import Article, ArticleSummary, Newsdesk, Settings, open_newsdesk
from rag.app import no_progress
from rag.settings import load_settings
from rag.wiring.language_models import LanguageModels

RANKERS = ("newsdesk", "words", "plain", "fused", "bm25")
ANSWERERS = ("newsdesk", "extractive")

NEWS = (datasets.RT_ARTICLES, datasets.RT_QUESTIONS)
ALL_NEWS = (datasets.RT_ALL_ARTICLES, datasets.RT_QUESTIONS)
DATA: dict[str, tuple[DataFile, ...]] = {
    "retrieval": NEWS,
    "context": NEWS,
    "context-complete": ALL_NEWS,
    "realtimeqa": NEWS,
    "stories": NEWS,
    "multihop-facts": (datasets.MULTIHOP, datasets.FACTS),
    "multihop": (datasets.MULTIHOP, datasets.FACTS),
    "wice": (datasets.WICE,),
    "mutations": (datasets.GUM_NEWS,),
    "copies": (datasets.GUM_NEWS,),
    "summaries": (datasets.GUM_NEWS,),
    "seed": (datasets.SEED, datasets.SEED_ARTICLE),
    "extraction": (datasets.EXTRACTION,),
    "mtragun": (datasets.MTRAGUN,),
    "injection": (datasets.INSTRUCTIONS,),
    "poisoned": (datasets.POISONED,),
}
"""The files that each set is made of."""

SYSTEMS: dict[str, tuple[str, ...]] = {
    "retrieval": RANKERS,
    "context": RANKERS,
    "context-complete": RANKERS,
    "multihop-facts": RANKERS,
    "multihop": ("newsdesk", "extractive", "plain"),
    "realtimeqa": ANSWERERS,
    "stories": ("newsdesk",),
    "seed": ANSWERERS,
    "wice": ("newsdesk",),
    "copies": tuple(JOINERS),
    "extraction": ("newsdesk",),
    "mutations": ("newsdesk",),
    "mtragun": ("newsdesk", "extractive", "extractive-alone", "plain"),
    "injection": ANSWERERS,
    "poisoned": ANSWERERS,
    "summaries": ANSWERERS,
}
"""The systems that each set can be put to."""

_INDEXES = {"plain": "plain", "fused": "plain", "words": "words"}
"""What systems for retrieval keep on disk, where that is no archive of Newsdesk."""


@dataclass(frozen=True)
class Places:
    """Where things are; None is the usual place. ``archive`` is a data folder that holds the articles."""

    bench: Path | None = None
    realtime_qa: Path | None = None
    complete_realtime_qa: Path | None = None
    archive: Path | None = None
    cache: Path = Path(platformdirs.user_cache_dir("newsdesk")) / "eval"


class Assembly:
    """One set put to one system. Close it after the run: archives and a local model may be open.

    Raises `BenchDataError` for a set, a system or data that are not there.
    """

    def __init__(self, set_name: str, system: str, places: Places) -> None:
        if system not in SYSTEMS.get(set_name, ()):
            known = "; ".join(f"{name}: {', '.join(systems)}" for name, systems in SYSTEMS.items())
            raise BenchDataError(f"{set_name!r} cannot be run with {system!r}. There are {known}.")
        self.set_name = set_name
        self.system = system
        self.data = DATA[set_name]
        self._places = places
        self._opened: list[Newsdesk | Joiner | LanguageModels] = []

    @cached_property
    def settings(self) -> Settings:
        return load_settings(data=self._archive_folder())

    def task(self) -> Task[Any]:
        makers: dict[str, Callable[[], Task[Any]]] = {
            "retrieval": self._retrieval,
            "context": self._context,
            "context-complete": self._context,
            "realtimeqa": self._realtimeqa,
            "stories": self._stories,
            "multihop-facts": self._multihop_facts,
            "wice": lambda: judging.wice(datasets.load_wice(self._bench)),
            "mutations": lambda: changing.mutations(datasets.load_gum_news(self._bench)),
            "multihop": self._multihop,
            "seed": self._seed,
            "injection": self._injection,
            "poisoned": self._poisoned,
            "copies": self._copies,
            "mtragun": self._mtragun,
            "summaries": self._summaries,
            "extraction": lambda: reading.extraction(datasets.load_pages(self._bench)),
        }
        return makers[self.set_name]()

    def close(self) -> None:
        for opened in self._opened:
            opened.close()

    # --- sets ---

    def _retrieval(self) -> Task[Any]:
        articles, questions = self._news
        return finding.retrieval(questions, articles, self._ranker(articles))

    def _context(self) -> Task[Any]:
        articles, questions = self._news
        return finding.context(self.set_name, questions, articles, self._ranker(articles))

    def _multihop_facts(self) -> Task[Any]:
        facts = datasets.load_facts(self._bench)
        return finding.multihop_facts(datasets.load_multihop(self._bench), facts, self._ranker(facts))

    def _multihop(self) -> Task[Any]:
        facts = datasets.load_facts(self._bench)
        return multihop.multihop(datasets.load_multihop(self._bench), facts, self._reader(facts))

    def _realtimeqa(self) -> Task[Any]:
        articles, questions = self._news
        return answering.realtimeqa(questions, articles, self._newsdesk(articles), self._model)

    def _stories(self) -> Task[Any]:
        articles, _ = self._news
        return stories.stories(datasets.load_story_pairs(), articles, self._newsdesk(articles))

    def _copies(self) -> Task[Any]:
        joiner = JOINERS[self.system]()
        self._opened.append(joiner)
        return copies.copies(copy_pairs(datasets.load_gum_news(self._bench)), joiner)

    def _mtragun(self) -> Task[Any]:
        conversations = datasets.load_mtragun(self._bench)
        articles = passages_of(conversations)
        talker: Talker
        if self.system == "plain":
            talker = PlainTalker(self._plain_reader(self._newsdesk(articles)))
        else:
            earlier = self.system != "extractive-alone"
            talker = NewsdeskTalker(self._newsdesk(articles), self._model, earlier=earlier)
        return conversing.mtragun(conversations, talker)

    def _summaries(self) -> Task[Any]:
        reports = datasets.load_gum_news(self._bench)
        newsdesk = self._newsdesk([summing_up.as_news(report) for report in reports])

        def summed_up(article_id: str) -> tuple[Article, ArticleSummary]:
            return newsdesk.article(article_id), newsdesk.summarize(article_id, model=self._model)

        return summing_up.summaries(reports, summed_up)

    def _seed(self) -> Task[Any]:
        article = datasets.load_seed_article(self._bench)
        return answering.seed(datasets.load_seed(self._bench), self._newsdesk([article]), self._model)

    def _injection(self) -> Task[Any]:
        newsdesk = open_newsdesk(self.settings)
        self._opened.append(newsdesk)
        texts = list(planted_texts(datasets.load_instructions(self._bench)))
        return hostile.injection(texts, newsdesk, self._model)

    def _poisoned(self) -> Task[Any]:
        questions = datasets.load_poisoned(self._bench)
        articles = list(hostile.poisoned_articles(questions, hostile.load_truths()))
        return hostile.poisoned(questions, self._newsdesk(articles), self._model)

    # --- systems ---

    def _ranker(self, articles: Sequence[NewsArticle]) -> Ranker:
        if self.system == "bm25":
            return Bm25(articles)
        if self.system == "newsdesk":
            return NewsdeskRanker(self._newsdesk(articles))
        embedder = embedder_of(self.settings)
        if self.system == "words":
            return Words(articles, embedder, self._archive_folder())
        plain = Plain(articles, embedder, self._archive_folder())
        return Fused(plain) if self.system == "fused" else plain

    def _reader(self, articles: Sequence[NewsArticle]) -> Reader:
        newsdesk = self._newsdesk(articles)
        if self.system != "plain":
            return NewsdeskReader(newsdesk, self._model)
        return self._plain_reader(newsdesk)

    def _plain_reader(self, newsdesk: Newsdesk) -> PlainReader:
        models = LanguageModels(self.settings, progress=no_progress, allow_download=False, verbose=False)
        self._opened.append(models)
        chat, info = models.get()
        if chat is None:
            raise BenchDataError(
                f"The plain system needs a language model; the settings choose {info.name!r}."
            )
        return PlainReader(newsdesk, chat)

    def _newsdesk(self, articles: Sequence[NewsArticle]) -> Newsdesk:
        is_given = self._places.archive is not None
        newsdesk = open_archive(self.settings, articles, is_given=is_given)
        self._opened.append(newsdesk)
        return newsdesk

    @property
    def _model(self) -> str | None:
        """The model of the settings, unless the system is to do without one."""
        return "extractive" if self.system.startswith("extractive") else None

    # --- places ---

    @property
    def _bench(self) -> Path:
        return find_bench(self._places.bench)

    @property
    def _news(self) -> tuple[list[NewsArticle], list[NewsQuestion]]:
        if self.data == ALL_NEWS:
            folder = find_complete_realtime_qa(self._places.complete_realtime_qa)
        else:
            folder = find_realtime_qa(self._places.realtime_qa)
        articles = datasets.load_news_articles(folder, self.data[0])
        return articles, datasets.load_news_questions(folder, articles)

    def _archive_folder(self) -> Path:
        """One for each collection and kind of system: the same articles are taken in once only."""
        gives_articles = self.set_name in ("multihop", "mtragun")
        kind = "newsdesk" if gives_articles else _INDEXES.get(self.system, "newsdesk")
        if self._places.archive is not None and kind == "newsdesk":
            return self._places.archive
        digest = hashlib.sha256(" ".join(file.sha256 for file in self.data).encode()).hexdigest()
        return self._places.cache / f"{kind}-{digest[:12]}"
