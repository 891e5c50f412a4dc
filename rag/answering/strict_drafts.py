"""Strict drafts, for strong models: claims that point at sentence numbers, in strict JSON.

One call, and at most two repairs, each of which changes something: how much may be said, what was wrong, how
to begin. Claims that were read before a reply went wrong stay, and a repair asks for others only.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from rag.answering.budget import Budget
from rag.answering.drafting import Ending, Outcome, ask, outcome_of
from rag.answering.prompts import load_prompt
from rag.answering.rendering import one_line, render_evidence
from rag.domain import DraftClaim, Evidence
from rag.ports import ChatModel, Completion, Message

STRICT_TOKENS = 1200
MAX_REPAIRS = 2


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _WireClaim(_Wire):
    text: str
    sentences: list[int]
    speaker: str | None


class _WireDraft(_Wire):
    claims: list[_WireClaim]


class _AnyDraft(_Wire):
    """A draft of the right shape whose claims nobody has looked at."""

    claims: list[Any]


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
    """Reads each claim out of the JSON as soon as it is closed."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompt = load_prompt("answer-strict")

    def draft(
        self, question: str, evidence: Sequence[Evidence], budget: Budget
    ) -> Generator[DraftClaim, None, Ending]:
        sentences = render_evidence(evidence, for_small_model=False)
        messages = self._prompt.fill(sentences=sentences, question=one_line(question))
        schema = wire_schema([item.number for item in evidence])
        max_tokens = STRICT_TOKENS
        ending = Ending(outcome=Outcome.OUT_OF_BUDGET, prompt=self._prompt.info)
        kept = 0
        for _ in range(1 + MAX_REPAIRS):
            reply = _Claims(ask(self._model, messages, budget, max_tokens=max_tokens, schema=schema))
            yield from reply
            if reply.completion is None:
                return ending
            ending = self._ending(reply.completion)
            if ending.outcome not in _REPAIRABLE:
                return ending
            kept += reply.count
            max_tokens *= 2 if ending.outcome is Outcome.CUT_OFF else 1
            messages = [*messages, *_repair(ending, reply.completion.text, kept)]
        return ending

    def _ending(self, completion: Completion) -> Ending:
        outcome, detail = outcome_of(completion), ""
        if outcome is Outcome.COMPLETE:
            try:
                _WireDraft.model_validate_json(completion.text)
            except ValidationError as error:
                outcome, detail = Outcome.INVALID, _first_problem(error)
        return Ending(outcome=outcome, prompt=self._prompt.info, detail=detail)


class _Claims:
    """The claims of a reply as they are closed."""

    def __init__(self, pieces: Generator[str, None, Completion | None]) -> None:
        self.completion: Completion | None = None
        self.count = 0
        self._pieces = pieces

    def __iter__(self) -> Iterator[DraftClaim]:
        for claim in read_claims(self._read()):
            self.count += 1
            yield claim

    def _read(self) -> Iterator[str]:
        self.completion = yield from self._pieces


def read_claims(pieces: Iterable[str]) -> Iterator[DraftClaim]:
    """Each valid claim of a JSON draft as soon as its last brace is there.

    A brace closes a claim exactly if the text up to it, with the list and the draft closed behind it, is a
    whole JSON document. A brace within a string is none: the string would stay open.
    """
    written, taken = "", 0
    for piece in pieces:
        begin = len(written)
        written += piece
        for at, character in enumerate(piece, begin):
            if character == "}":
                claims = _closed(written[: at + 1])
                yield from filter(None, map(_draft_claim, claims[taken:]))
                taken = max(taken, len(claims))


def _closed(written: str) -> list[Any]:
    try:
        return _AnyDraft.model_validate_json(written + "]}").claims
    except ValidationError:
        return []


_CLAIM = TypeAdapter(_WireClaim)


def _draft_claim(read: object) -> DraftClaim | None:
    try:
        claim = _CLAIM.validate_python(read)
    except ValidationError:
        return None
    speaker = (claim.speaker or "").strip() or None
    return DraftClaim(text=claim.text.strip(), sentences=tuple(claim.sentences), speaker=speaker)


_REPAIRABLE = (Outcome.INVALID, Outcome.CUT_OFF, Outcome.BLANK)
_LONGEST_ECHO = 2000
"""Characters of a bad reply that are shown to the model again."""


def _repair(ending: Ending, reply: str, kept: int) -> list[Message]:
    """What is said to a model before it tries again."""
    if ending.outcome is Outcome.BLANK:
        return [Message(role="user", content='You sent white space only. Begin at once with {"claims": [')]
    problem = {
        Outcome.INVALID: f"That is not valid: {ending.detail}. Reply again with valid JSON only.",
        Outcome.CUT_OFF: "That was cut off. Give at most five claims of under 25 words.",
    }[ending.outcome]
    others = f" The first {kept} of your claims were taken; give only others." if kept else ""
    return [
        Message(role="assistant", content=reply[:_LONGEST_ECHO]),
        Message(role="user", content=problem + others),
    ]


def _first_problem(error: ValidationError) -> str:
    """Where and what, without the values: a reply is not said back in full."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
