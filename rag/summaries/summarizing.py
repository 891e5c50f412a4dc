"""The use case: one article to its `ArticleSummary`."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rag.domain import Article, ArticleSummary, Estimate, Limit, ModelInfo, SummaryDraft, Usage
from rag.ports import ChatModel, Embedder, PartialResults, Progress
from rag.summaries.calls import Calls, Price, Speed
from rag.summaries.drafting import draft
from rag.summaries.extractive import extract
from rag.summaries.outline import Outline, embed_lines
from rag.summaries.reading import Reading, read
from rag.summaries.rules import find_by_rules
from rag.summaries.settling import settle

NOTHING_TO_SUM_UP = "The article has no sentences to sum up."


@dataclass(frozen=True)
class Desk:
    """What summaries and digests are made with, handed in by the one place that wires.

    Without a ``model`` they are extractive.
    """

    embedder: Embedder
    model: ChatModel | None
    model_info: ModelInfo
    partials: PartialResults
    price: Price
    speed: Speed
    clock: Callable[[], datetime]
    progress: Progress

    def calls(self, *article_ids: str, limit: Limit, is_dry: bool = False) -> Calls | None:
        """The calls that may be made about these articles; None without a model."""
        if self.model is None:
            return None
        return Calls(
            model=self.model,
            partials=self.partials,
            article_ids=article_ids,
            limit=limit,
            price=self.price,
            speed=self.speed,
            progress=self.progress,
            is_dry=is_dry,
        )

    def outline(self, reading: Reading) -> Outline:
        vectors = embed_lines(reading.statements, self.embedder, self.progress)
        title = " ".join(reading.article.title.split())
        return Outline(reading, vectors, self.embedder.embed([title])[0] if title else None)

    def read(self, article: Article) -> Reading:
        return read(article, today=self.clock().date())


FREE = Estimate(calls=0, cached=0, prompt_tokens=0, completion_tokens=0, seconds=0.0, cost_usd=0.0)


@dataclass(frozen=True)
class Summarizer:
    """Sums up articles."""

    desk: Desk

    def estimate(self, article: Article) -> Estimate:
        """What `summarize` would still have to pay for; no model is called."""
        calls = self.desk.calls(article.article_id, limit=Limit(), is_dry=True)
        if calls is None:
            return FREE
        reading = self.desk.read(article)
        if reading.statements:
            draft(reading, lambda: self.desk.outline(reading), calls)
        return calls.estimate()

    def summarize(self, article: Article, *, limit: Limit | None = None) -> ArticleSummary:
        """The summary of one article, with what the limit leaves time and money for."""
        calls = self.desk.calls(article.article_id, limit=limit or Limit())
        return self.summarize_with(article, calls)

    def summarize_with(self, article: Article, calls: Calls | None) -> ArticleSummary:
        """The same, with calls that several articles share."""
        began = time.perf_counter()
        reading = self.desk.read(article)
        outline = self.desk.outline(reading)
        found = find_by_rules(reading)
        drafts: list[SummaryDraft] = [extract(outline, found)]
        notes = [] if reading.statements else [NOTHING_TO_SUM_UP]
        if calls is not None and reading.statements:
            drafts.insert(0, draft(reading, lambda: outline, calls))
        fields = settle(reading, found, drafts)
        if calls is not None:
            notes += [*calls.notes, *filter(None, [calls.stopped])]
        seconds = {"summarize": round(time.perf_counter() - began, 3)}
        return ArticleSummary(
            article=article.info,
            **fields,
            findings=reading.findings,
            is_complete=calls is None or not (calls.stopped or calls.notes),
            notes=tuple(dict.fromkeys(notes)),
            model=self.desk.model_info,
            prompts=tuple(calls.prompts.values()) if calls else (),
            usage=calls.usage(seconds) if calls else Usage(seconds=seconds),
            created_at=self.desk.clock(),
        )
