"""The five stages from a question to its `Answer`: plan, retrieve, pack, draft, ground.

They are plain functions of one another's results. `rag.answering.chain` makes a LangChain Runnable of them;
a question at the command line takes them one by one, since importing LangChain costs half a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rag.answering.assembling import assemble
from rag.answering.budget import Budget
from rag.answering.checking import check
from rag.answering.drafting import Drafted, Outcome, draft_with, drafters_for
from rag.answering.extractive import extract
from rag.answering.packing import FOR_SMALL_MODELS, FOR_STRONG_MODELS, PackSize
from rag.domain import Answer, Evidence, Filters, ModelInfo, SearchResult, TimeRange, Value
from rag.ports import ChatModel, Progress

SECONDS_PER_QUESTION = 120.0
TOKENS_PER_QUESTION = 16_000


class Question(Value):
    """What a reader asks, and within what. ``as_of`` is the moment of asking; None is now.

    ``read_words`` says whether times and publishers that the text names are preferred in the search.
    """

    text: str
    as_of: datetime | None = None
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    read_words: bool = True


class Retrieve(Protocol):
    def __call__(self, question: Question) -> SearchResult: ...


class Pack(Protocol):
    def __call__(self, question: str, found: SearchResult, size: PackSize) -> list[Evidence]: ...


@dataclass(frozen=True)
class Asked:
    """A question with what it may cost and what each stage has taken so far, in seconds."""

    question: Question
    budget: Budget
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = round(time.perf_counter() - began, 3)


@dataclass(frozen=True)
class Retrieved:
    asked: Asked
    found: SearchResult


@dataclass(frozen=True)
class Packed:
    asked: Asked
    found: SearchResult
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class WithDraft:
    packed: Packed
    drafted: Drafted


@dataclass(frozen=True)
class Stages:
    """The stages with what they work on, handed in by the one place that wires.

    Without a ``model`` answers are extractive.
    """

    find: Retrieve
    choose: Pack
    model: ChatModel | None
    model_info: ModelInfo
    clock: Callable[[], datetime]
    progress: Progress

    def answer(self, asked: str | Question) -> Answer:
        """All stages, one after the other."""
        return self.ground(self.draft(self.pack(self.retrieve(self.plan(asked)))))

    def plan(self, asked: str | Question) -> Asked:
        question = Question(text=asked) if isinstance(asked, str) else asked
        return Asked(question, Budget(seconds=SECONDS_PER_QUESTION, tokens=TOKENS_PER_QUESTION))

    def retrieve(self, asked: Asked) -> Retrieved:
        with asked.timed("search"):
            return Retrieved(asked, self.find(asked.question))

    def pack(self, retrieved: Retrieved) -> Packed:
        asked, found = retrieved.asked, retrieved.found
        is_small = self.model is not None and not self.model.is_strong
        with asked.timed("pack"):
            size = FOR_SMALL_MODELS if is_small else FOR_STRONG_MODELS
            return Packed(asked, found, self.choose(asked.question.text, found, size))

    def draft(self, packed: Packed) -> WithDraft:
        """Nothing to read: no model is called."""
        asked, evidence = packed.asked, packed.evidence
        with asked.timed("draft"):
            if not evidence:
                return WithDraft(packed, Drafted(outcome=Outcome.COMPLETE))
            if self.model is None:
                return WithDraft(packed, extract(asked.question.text, evidence, packed.found.searched))
            self.progress(f"reading {len(evidence)} sentences", 0, None)
            drafters = drafters_for(self.model)
            return WithDraft(packed, draft_with(drafters, asked.question.text, evidence, asked.budget))

    def ground(self, work: WithDraft) -> Answer:
        packed, asked = work.packed, work.packed.asked
        with asked.timed("check"):
            checked = check(asked.question.text, work.drafted.draft, packed.evidence, packed.found.searched)
        return assemble(
            asked.question.text,
            packed.found.searched,
            packed.evidence,
            work.drafted,
            checked,
            model=self.model_info,
            usage=asked.budget.usage(asked.seconds),
            created_at=self.clock(),
        )
