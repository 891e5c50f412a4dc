"""Drafts: what a model makes of a question and numbered sentences. Unchecked; grounding trusts none of it.

Strong models fill a strict JSON Schema and point at sentence numbers. Small ones answer in plain lines, since
a schema makes them worse at the task itself; the program then looks up where each line stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answering.budget import Budget
from rag.answering.prompts import Prompt, load_prompt
from rag.domain import AnswerDraft, ArticleInfo, DraftClaim, Evidence, PromptInfo, Value
from rag.errors import ModelFailed
from rag.ports import ChatModel, Completion, Finish, Message

STRICT_TOKENS = 1200
PLAIN_TOKENS = 256
MAX_REPAIRS = 2


class Outcome(StrEnum):
    """How drafting ended. A draft that is cut off is used as far as it goes, and said to be partial."""

    COMPLETE = "complete"
    CUT_OFF = "cut off"
    REFUSED = "refused"
    FILTERED = "filtered"
    INVALID = "invalid"
    OUT_OF_BUDGET = "out of budget"
    FAILED = "failed"


class Drafted(Value):
    """A draft with how it came about."""

    draft: AnswerDraft = AnswerDraft()
    outcome: Outcome
    prompt: PromptInfo | None = None
    detail: str = ""


class Drafter(Protocol):
    def draft(self, question: str, evidence: Sequence[Evidence], budget: Budget) -> Drafted: ...


def drafters_for(model: ChatModel | None) -> Sequence[Drafter]:
    """The ways to draft with this model, in the order to try them."""
    if model is None:
        return ()
    return (StrictDrafter(model), PlainDrafter(model)) if model.is_strong else (PlainDrafter(model),)


def draft_with(
    drafters: Sequence[Drafter], question: str, evidence: Sequence[Evidence], budget: Budget
) -> Drafted:
    """The first draft that comes about; if none does, how the last one failed."""
    drafted = Drafted(outcome=Outcome.FAILED, detail="there is no way to draft")
    for drafter in drafters:
        try:
            drafted = drafter.draft(question, evidence, budget)
        except ModelFailed as error:
            drafted = Drafted(outcome=Outcome.FAILED, detail=str(error))
        if drafted.outcome in (Outcome.COMPLETE, Outcome.CUT_OFF):
            break
    return drafted


# --- sentences as a model sees them -----------------------------------------------------------------------


def render_evidence(evidence: Sequence[Evidence], *, for_small_model: bool) -> str:
    """The sentences under a line for each article; a sentence is one line, whatever its text holds.

    A small model is given neither numbers nor titles: it takes them for something the sentences say.
    """
    lines: list[str] = []
    article: ArticleInfo | None = None
    for item in evidence:
        text = _one_line(item.sentence.text)
        if item.article != article:
            article = item.article
            lines += filter(None, [_origin(article) if for_small_model else _heading(article)])
        lines.append(text if for_small_model else f"[{item.number}] {text}")
    return "\n".join(lines)


def _heading(article: ArticleInfo) -> str:
    return f"{_one_line(article.title)} {_origin(article)}".strip() + ":"


def _origin(article: ArticleInfo) -> str:
    date = f"{article.published_at:%d %B %Y}".lstrip("0") if article.published_at else None
    origin = ", ".join(_one_line(part) for part in (article.publisher, date) if part)
    return f"({origin})" if origin else ""


def _one_line(text: str) -> str:
    return " ".join(text.split())


# --- plain lines, for small models ------------------------------------------------------------------------

_NOT_FOUND = re.compile(r"\W*not\s+found\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_MARK = re.compile(r"\s*\[(\d{1,3})\]")


class PlainDrafter:
    """One fact a line, or NOT FOUND."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompt = load_prompt("answer-plain")

    def draft(self, question: str, evidence: Sequence[Evidence], budget: Budget) -> Drafted:
        sentences = render_evidence(evidence, for_small_model=True)
        messages = self._prompt.fill(sentences=sentences, question=_one_line(question))
        completion = _complete(self._model, messages, budget, max_tokens=PLAIN_TOKENS)
        if completion is None:
            return Drafted(outcome=Outcome.OUT_OF_BUDGET, prompt=self._prompt.info)
        outcome = _OUTCOMES[completion.finish]
        if outcome in (Outcome.REFUSED, Outcome.FILTERED):
            return Drafted(outcome=outcome, prompt=self._prompt.info)
        lines = completion.text.splitlines()
        if outcome is Outcome.CUT_OFF:
            lines = lines[:-1]
        return Drafted(draft=read_plain_draft(lines), outcome=outcome, prompt=self._prompt.info)


def read_plain_draft(lines: Sequence[str]) -> AnswerDraft:
    """One claim a line; bullets and citation marks are taken off, the marks kept as sentence numbers."""
    claims: list[DraftClaim] = []
    for line in lines:
        text = _MARK.sub("", _BULLET.sub("", line)).strip()
        if _NOT_FOUND.match(text):
            break
        if text and all(text != claim.text for claim in claims):
            numbers = tuple(int(number) for number in _MARK.findall(line))
            claims.append(DraftClaim(text=text, sentences=numbers))
    return AnswerDraft(claims=tuple(claims))


# --- strict JSON, for strong models -----------------------------------------------------------------------


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _WireClaim(_Wire):
    text: str
    sentences: list[int]
    speaker: str | None


class _WireDraft(_Wire):
    claims: list[_WireClaim]


def wire_schema(numbers: Sequence[int]) -> dict[str, Any]:
    """The JSON Schema handed to the model: every field required, only the sentence numbers given."""
    claim = {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "sentences": {"type": "array", "items": {"type": "integer", "enum": list(numbers)}},
            "speaker": {"type": ["string", "null"]},
        },
        "required": ["text", "sentences", "speaker"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim}},
        "required": ["claims"],
        "additionalProperties": False,
    }


class StrictDrafter:
    """Claims that point at sentence numbers, in strict JSON; at most two repairs, each changing something."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompt: Prompt = load_prompt("answer-strict")

    def draft(self, question: str, evidence: Sequence[Evidence], budget: Budget) -> Drafted:
        sentences = render_evidence(evidence, for_small_model=False)
        messages = self._prompt.fill(sentences=sentences, question=_one_line(question))
        schema = wire_schema([item.number for item in evidence])
        max_tokens = STRICT_TOKENS
        result = Drafted(outcome=Outcome.OUT_OF_BUDGET, prompt=self._prompt.info)
        for _ in range(1 + MAX_REPAIRS):
            completion = _complete(self._model, messages, budget, max_tokens=max_tokens, schema=schema)
            if completion is None:
                return result
            result = self._read(completion)
            if result.outcome is Outcome.INVALID:
                messages = [*messages, *_feedback(completion.text, result.detail)]
            elif result.outcome is Outcome.CUT_OFF:
                max_tokens *= 2
                messages = [*messages, _FEWER_CLAIMS]
            else:
                return result
        return result

    def _read(self, completion: Completion) -> Drafted:
        outcome, draft, detail = _OUTCOMES[completion.finish], AnswerDraft(), ""
        if outcome is Outcome.COMPLETE:
            try:
                wire = _WireDraft.model_validate(json.loads(completion.text))
                draft = AnswerDraft(claims=tuple(_draft_claim(claim) for claim in wire.claims))
            except (ValueError, ValidationError, RecursionError) as error:
                outcome, detail = Outcome.INVALID, str(error).splitlines()[0][:300]
        return Drafted(draft=draft, outcome=outcome, prompt=self._prompt.info, detail=detail)


_OUTCOMES = {
    Finish.COMPLETE: Outcome.COMPLETE,
    Finish.CUT_OFF: Outcome.CUT_OFF,
    Finish.REFUSED: Outcome.REFUSED,
    Finish.FILTERED: Outcome.FILTERED,
}
_FEWER_CLAIMS = Message(role="user", content="That was cut off. Give at most five claims of under 25 words.")


def _draft_claim(claim: _WireClaim) -> DraftClaim:
    speaker = (claim.speaker or "").strip() or None
    return DraftClaim(text=claim.text.strip(), sentences=tuple(claim.sentences), speaker=speaker)


def _feedback(reply: str, problem: str) -> list[Message]:
    return [
        Message(role="assistant", content=reply[:2000]),
        Message(role="user", content=f"That is not valid: {problem}. Reply again with valid JSON only."),
    ]


def _complete(
    model: ChatModel,
    messages: Sequence[Message],
    budget: Budget,
    *,
    max_tokens: int,
    schema: dict[str, Any] | None = None,
) -> Completion | None:
    """One call within the budget, charged to it; None when nothing is left to spend."""
    allowed = min(max_tokens, budget.tokens_left)
    if allowed <= 0 or budget.seconds_left <= 0:
        return None
    completion = model.complete(messages, max_tokens=allowed, timeout=budget.seconds_left, schema=schema)
    budget.charge(completion)
    return completion
