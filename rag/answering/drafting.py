"""Drafts: what a model makes of a question and numbered sentences. Unchecked; grounding trusts none of it.

Claims are read out of a reply while it is being written, so that the first can be checked and shown before
the last is there. What was shown is never taken back: a draft that fails after that is not replaced.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from rag.answering.budget import Budget
from rag.domain import DraftClaim, Evidence, PromptInfo, Value
from rag.errors import ModelFailed
from rag.ports import ChatModel, Completion, Finish, Message


class Outcome(StrEnum):
    """How drafting ended."""

    COMPLETE = "complete"
    CUT_OFF = "cut off"
    BLANK = "white space until the limit"
    REFUSED = "refused"
    FILTERED = "filtered"
    INVALID = "invalid"
    OUT_OF_BUDGET = "out of budget"
    FAILED = "failed"


class Ending(Value):
    """How a draft came about. ``instead_of`` says how the model failed, where the sentences stand for it."""

    outcome: Outcome
    prompt: PromptInfo | None = None
    detail: str = ""
    instead_of: str = ""

    @property
    def in_words(self) -> str:
        return self.detail or self.outcome.value


class Drafter(Protocol):
    """One way to draft."""

    def draft(
        self, question: str, evidence: Sequence[Evidence], budget: Budget
    ) -> Generator[DraftClaim, None, Ending]:
        """The claims as they are read; returns how it ended. Raises `ModelError`."""
        ...


class Drafting:
    """The drafts of one question, in the order to try them: iterate, then read the ``ending``."""

    def __init__(
        self,
        drafters: Sequence[Drafter],
        question: str,
        evidence: Sequence[Evidence],
        budget: Budget,
        *,
        last: Drafter | None = None,
    ) -> None:
        """``last`` needs no model, and is what remains where all the others fail."""
        self.ending = Ending(outcome=Outcome.COMPLETE)
        self._drafters = drafters
        self._last = last
        self._asked = (question, evidence, budget)
        self._is_shown = False

    def keep(self) -> None:
        """Told that a claim was shown: this draft is not replaced by another one."""
        self._is_shown = True

    def __iter__(self) -> Generator[DraftClaim, None, None]:
        for drafter in self._drafters:
            self.ending = yield from self._draft_with(drafter)
            if self._is_shown or self.ending.outcome in (Outcome.COMPLETE, Outcome.CUT_OFF):
                return
        if self._last is not None:
            failure = self.ending.in_words
            ending = yield from self._draft_with(self._last)
            if self._is_shown:
                self.ending = ending.model_copy(update={"instead_of": failure})

    def _draft_with(self, drafter: Drafter) -> Generator[DraftClaim, None, Ending]:
        """One draft; without a single claim, one that was cut off is none."""
        claims = _Counted(drafter.draft(*self._asked))
        try:
            yield from claims
        except ModelFailed as error:
            return Ending(outcome=Outcome.FAILED, detail=str(error))
        if claims.ending.outcome is Outcome.CUT_OFF and claims.count == 0:
            update = {"outcome": Outcome.INVALID, "detail": "cut off before its first claim was whole"}
            return claims.ending.model_copy(update=update)
        return claims.ending


class _Counted:
    def __init__(self, claims: Generator[DraftClaim, None, Ending]) -> None:
        self.count = 0
        self.ending = Ending(outcome=Outcome.COMPLETE)
        self._claims = claims

    def __iter__(self) -> Iterator[DraftClaim]:
        for claim in self._read():
            self.count += 1
            yield claim

    def _read(self) -> Iterator[DraftClaim]:
        self.ending = yield from self._claims


def ask(
    model: ChatModel,
    messages: Sequence[Message],
    budget: Budget,
    *,
    max_tokens: int,
    schema: Mapping[str, Any] | None = None,
) -> Generator[str, None, Completion | None]:
    """One streamed call within the budget, charged to it; None when nothing is left to spend."""
    allowed = min(max_tokens, budget.tokens_left)
    if allowed <= 0 or budget.seconds_left <= 0:
        return None
    completion = yield from model.stream(
        messages, max_tokens=allowed, timeout=budget.seconds_left, schema=schema
    )
    budget.charge(completion)
    return completion


def outcome_of(completion: Completion) -> Outcome:
    """How a reply ended, before anybody has read it."""
    if completion.finish is Finish.CUT_OFF and not completion.text.strip():
        return Outcome.BLANK
    return _OUTCOMES[completion.finish]


_OUTCOMES = {
    Finish.COMPLETE: Outcome.COMPLETE,
    Finish.CUT_OFF: Outcome.CUT_OFF,
    Finish.REFUSED: Outcome.REFUSED,
    Finish.FILTERED: Outcome.FILTERED,
}
