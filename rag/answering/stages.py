"""The five stages from a question to its `Answer`: plan, retrieve, pack, draft, ground.

They are plain functions of one another's results. `rag.answering.chain` makes a LangChain Runnable of them;
a question at the command line takes them one by one, since importing LangChain costs half a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from rag.answering.assembling import assemble
from rag.answering.budget import Budget
from rag.answering.checking import Checking
from rag.answering.conflicts import find_conflicts
from rag.answering.drafting import Drafter, Drafting
from rag.answering.extractive import ExtractiveDrafter
from rag.answering.judging import Judge
from rag.answering.packing import FOR_SMALL_MODELS, FOR_STRONG_MODELS, PackSize
from rag.answering.plain_drafts import PlainDrafter
from rag.answering.strict_drafts import StrictDrafter
from rag.domain import (
    Activity,
    Answer,
    AnswerEvent,
    Claim,
    DraftClaim,
    Evidence,
    Filters,
    ModelInfo,
    SearchResult,
    TimeRange,
    Value,
    answer_of,
)
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
            took = self.seconds.get(stage, 0.0) + time.perf_counter() - began
            self.seconds[stage] = round(took, 6)


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
    """A draft that is written while it is read."""

    packed: Packed
    drafting: Drafting


@dataclass(frozen=True)
class Stages:
    """The stages with what they work on, handed in by the one place that wires.

    Without a ``model`` answers are extractive.
    """

    find: Retrieve
    choose: Pack
    count: Callable[[Question], int]
    model: ChatModel | None
    model_info: ModelInfo
    clock: Callable[[], datetime]
    progress: Progress
    judge: Callable[[Budget], Judge] | None = None

    def answer(self, asked: str | Question) -> Answer:
        """All stages, one after the other."""
        return answer_of(self.stream(asked))

    def stream(self, asked: str | Question) -> Generator[AnswerEvent, None, None]:
        """All stages, with what they do and every claim as soon as it is checked.

        Closing the generator ends the work, a running call of the model included.
        """
        question = self.plan(asked)
        yield self.begin(question.question)
        yield from self.ground(self.draft(self.pack(self.retrieve(question))))

    def begin(self, question: Question) -> Activity:
        """What is done first, before anything takes time."""
        return self._tell(Activity.searching(self.count(question)))

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
        """Nothing is asked yet: claims are drafted as they are read."""
        asked, evidence = packed.asked, packed.evidence
        extractive = ExtractiveDrafter(packed.found.searched)
        drafters = self._drafters() or (extractive,)
        last = extractive if self.model is not None else None
        question = asked.question.text
        return WithDraft(
            packed, Drafting(drafters if evidence else (), question, evidence, asked.budget, last=last)
        )

    def ground(self, work: WithDraft) -> Generator[AnswerEvent, None, None]:
        """Every claim that holds, as it is checked; then those that do not, and the answer."""
        packed, asked = work.packed, work.packed.asked
        if self.model is not None and packed.evidence:
            yield self._tell(Activity.reading(len(packed.evidence)))
        with asked.timed("check"):
            judge = self.judge(asked.budget) if self.judge is not None else None
            checking = Checking(asked.question.text, packed.evidence, packed.found.searched, judge)
        yield from self._checked(work, checking)
        grounded = checking.grounded
        yield from grounded.rejected
        with asked.timed("check"):
            conflicts = find_conflicts(asked.question.text, grounded.claims, packed.evidence, packed.found)
        yield assemble(
            asked.question.text,
            packed.found,
            packed.evidence,
            work.drafting.ending,
            grounded,
            conflicts=conflicts,
            second_opinion=judge.opinion if judge is not None else None,
            model=self.model_info,
            usage=asked.budget.usage(asked.seconds),
            created_at=self.clock(),
        )

    def _checked(self, work: WithDraft, checking: Checking) -> Generator[Claim, None, None]:
        with closing(iter(work.drafting)) as drafts:
            while (drafted := self._next(drafts, work.packed.asked)) is not None:
                with work.packed.asked.timed("check"):
                    claims = checking.take(drafted)
                if claims:
                    work.drafting.keep()
                yield from claims
        with work.packed.asked.timed("check"):
            last = checking.finish()
        yield from last

    @staticmethod
    def _next(drafts: Iterator[DraftClaim], asked: Asked) -> DraftClaim | None:
        with asked.timed("draft"):
            return next(drafts, None)

    def _drafters(self) -> Sequence[Drafter]:
        """The ways to draft with the model, in the order to try them."""
        if self.model is None:
            return ()
        plain = PlainDrafter(self.model)
        return (StrictDrafter(self.model), plain) if self.model.is_strong else (plain,)

    def _tell(self, activity: Activity) -> Activity:
        self.progress(activity.text, 0, None)
        return activity
