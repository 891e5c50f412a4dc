"""The use case: one article to its `ArticleSummary`."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.domain import Article, ArticleSummary, ModelInfo, Span, SummaryDraft, Usage
from rag.ports import Embedder, Progress
from rag.summaries.extractive import extract
from rag.summaries.outline import Outline, embed_lines
from rag.summaries.reading import Reading, read
from rag.summaries.rules import find_by_rules
from rag.summaries.settling import settle

NOTHING_TO_SUM_UP = "The article has no sentences to sum up."


@dataclass(frozen=True)
class Summarizer:
    """Sums up articles, with what it works with handed in."""

    embedder: Embedder
    model_info: ModelInfo
    clock: Callable[[], datetime]
    progress: Progress

    def summarize(self, article: Article, spans: Sequence[Span] | None = None) -> ArticleSummary:
        """The summary of one article; ``spans`` are its sentences where they are known."""
        began = time.perf_counter()
        reading = read(article, spans, today=self.clock().date())
        outline = self._outline(reading)
        found = find_by_rules(reading)
        drafts: list[SummaryDraft] = [extract(outline, found)]
        fields = settle(reading, found, drafts)
        notes = [] if reading.statements else [NOTHING_TO_SUM_UP]
        return ArticleSummary(
            article=article.info,
            **fields,
            notes=tuple(notes),
            model=self.model_info,
            usage=Usage(seconds={"summarize": round(time.perf_counter() - began, 3)}),
            created_at=self.clock(),
        )

    def _outline(self, reading: Reading) -> Outline:
        return Outline(reading, embed_lines(reading.statements, self.embedder, self.progress))
