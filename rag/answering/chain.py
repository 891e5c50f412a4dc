"""The chain `plan | retrieve | pack | draft | ground`, a LangChain Runnable from question to `Answer`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langsmith import tracing_context

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
    """What a reader asks, and within what. ``as_of`` is the moment of asking; None is now."""

    text: str
    as_of: datetime | None = None
    time_range: TimeRange | None = None
    filters: Filters = Filters()


class Retrieve(Protocol):
    def __call__(self, question: Question) -> SearchResult: ...


class Pack(Protocol):
    def __call__(self, question: str, found: SearchResult, size: PackSize) -> list[Evidence]: ...


@dataclass(frozen=True)
class Steps:
    """What the chain is made of, handed in by the one place that wires. Without a model it is extractive."""

    retrieve: Retrieve
    pack: Pack
    model: ChatModel | None
    model_info: ModelInfo
    clock: Callable[[], datetime]
    progress: Progress

    @property
    def size(self) -> PackSize:
        small = self.model is not None and not self.model.is_strong
        return FOR_SMALL_MODELS if small else FOR_STRONG_MODELS


@dataclass(frozen=True)
class _Asked:
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
class _Retrieved:
    asked: _Asked
    found: SearchResult


@dataclass(frozen=True)
class _Packed:
    asked: _Asked
    found: SearchResult
    evidence: Sequence[Evidence]

    @property
    def asked_on(self) -> date:
        return self.found.searched.as_of.date()


@dataclass(frozen=True)
class _Drafted:
    packed: _Packed
    drafted: Drafted


class AnswerChain(Runnable[str | Question, Answer]):
    """`invoke`, `batch`, `stream` and callbacks as LangChain's users expect.

    Tracing to a hosted service stays off whatever the environment says: article text does not leave the
    machine unasked. Callbacks handed in by ``config`` work.
    """

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._sequence = (
            RunnableLambda(self._plan)
            | RunnableLambda(self._retrieve)
            | RunnableLambda(self._pack)
            | RunnableLambda(self._draft)
            | RunnableLambda(self._ground)
        ).with_config(run_name="newsdesk")

    def invoke(
        self,
        input: str | Question,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Answer:
        with tracing_context(enabled=False):
            return self._sequence.invoke(input, config, **kwargs)

    def _plan(self, asked: str | Question) -> _Asked:
        question = Question(text=asked) if isinstance(asked, str) else asked
        return _Asked(question, Budget(seconds=SECONDS_PER_QUESTION, tokens=TOKENS_PER_QUESTION))

    def _retrieve(self, asked: _Asked) -> _Retrieved:
        self._steps.progress("searching", 0, None)
        with asked.timed("search"):
            return _Retrieved(asked, self._steps.retrieve(asked.question))

    def _pack(self, retrieved: _Retrieved) -> _Packed:
        asked, found = retrieved.asked, retrieved.found
        with asked.timed("pack"):
            evidence = self._steps.pack(asked.question.text, found, self._steps.size)
        return _Packed(asked, found, evidence)

    def _draft(self, packed: _Packed) -> _Drafted:
        asked, evidence = packed.asked, packed.evidence
        with asked.timed("draft"):
            if not evidence:
                return _Drafted(packed, Drafted(outcome=Outcome.COMPLETE))
            if self._steps.model is None:
                return _Drafted(packed, extract(asked.question.text, evidence, packed.asked_on))
            self._steps.progress(f"reading {len(evidence)} sentences", 0, None)
            drafters = drafters_for(self._steps.model)
            return _Drafted(packed, draft_with(drafters, asked.question.text, evidence, asked.budget))

    def _ground(self, work: _Drafted) -> Answer:
        packed, asked = work.packed, work.packed.asked
        with asked.timed("check"):
            checked = check(asked.question.text, work.drafted.draft, packed.evidence, packed.asked_on)
        return assemble(
            asked.question.text,
            packed.found.searched,
            packed.evidence,
            work.drafted,
            checked,
            model=self._steps.model_info,
            usage=asked.budget.usage(asked.seconds),
            created_at=self._steps.clock(),
        )
