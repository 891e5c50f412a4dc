"""The second opinion: a chat model reads a claim and its sentences once more, after the rules let it through.

It can only take a claim away. Where the model fails, the verdict of the rules stands, and the answer says so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.answering.budget import Budget
from rag.answering.prompts import load_prompt
from rag.answering.rendering import one_line
from rag.domain import Citation, Claim, RejectedClaim, SecondOpinion, Verdict, sha256_of
from rag.errors import ModelError
from rag.ports import ChatModel, Finish, Message, PartialResults
from rag.text.hostile import make_plain

JUDGE_TOKENS = 160
_VERDICTS = (Verdict.SUPPORTED, Verdict.PARTLY_SUPPORTED, Verdict.UNSUPPORTED, Verdict.CONTRADICTED)

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": [verdict.value for verdict in _VERDICTS]},
        "reason": {"type": "string"},
    },
    "required": ["verdict", "reason"],
    "additionalProperties": False,
}
"""What the model has to answer in."""


class _Opinion(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: Literal[Verdict.SUPPORTED, Verdict.PARTLY_SUPPORTED, Verdict.UNSUPPORTED, Verdict.CONTRADICTED]
    reason: str


class Judge:
    """The second opinion on the claims of one question, within its budget. Replies are kept and paid once."""

    def __init__(self, model: ChatModel, kept: PartialResults, budget: Budget) -> None:
        self._model = model
        self._kept = kept
        self._budget = budget
        self._prompt = load_prompt("judge")
        self._judged: set[str] = set()
        self._lowered: set[str] = set()
        self._failures: list[str] = []
        self._is_gone = False

    @property
    def opinion(self) -> SecondOpinion:
        """What came of it."""
        return SecondOpinion(
            model=self._model.info,
            prompt=self._prompt.info,
            judged=len(self._judged),
            lowered=len(self._lowered),
            failures=tuple(self._failures),
        )

    def objection(self, claim: Claim) -> RejectedClaim | None:
        """The claim as it is taken away; None where the model agrees, or has no say."""
        opinion = self._opinion(claim)
        if opinion is None:
            return None
        self._judged.add(claim.text)
        if opinion.verdict is Verdict.SUPPORTED:
            return None
        self._lowered.add(claim.text)
        said = one_line(opinion.reason) or "no reason given"
        return RejectedClaim(
            text=claim.text,
            verdict=opinion.verdict,
            reason=f"on a second reading by {self._model.info.name}: {said}",
            citations=claim.citations,
        )

    def _opinion(self, claim: Claim) -> _Opinion | None:
        messages = self._prompt.fill(sentences=_sentences(claim.citations), claim=one_line(claim.text))
        key = self._key(messages)
        kept = self._kept.load(key)
        if kept is not None:
            return _read(kept)
        reply = self._reply(messages)
        opinion = _read(reply) if reply is not None else None
        if reply is not None and opinion is None:
            self._failures.append(f"the reply about “{claim.text}” is no verdict")
        if reply is not None and opinion is not None:
            self._kept.save(key, reply, [citation.article_id for citation in claim.citations])
        return opinion

    def _reply(self, messages: Sequence[Message]) -> str | None:
        """What the model says; None where it says nothing that counts, which is noted."""
        if self._is_gone:
            return None
        allowed = min(JUDGE_TOKENS, self._budget.tokens_left)
        if allowed <= 0 or self._budget.seconds_left <= 0:
            self._give_up("nothing is left of the budget of the question")
            return None
        try:
            completion = self._model.complete(
                messages, max_tokens=allowed, timeout=self._budget.seconds_left, schema=SCHEMA
            )
        except ModelError as error:
            self._give_up(str(error))
            return None
        self._budget.charge(completion)
        if completion.finish is not Finish.COMPLETE:
            self._failures.append(f"a reply was {completion.finish.value.replace('_', ' ')}")
            return None
        return completion.text

    def _give_up(self, why: str) -> None:
        """No further claim is judged: a model that is gone would be waited for again and again."""
        self._failures.append(why)
        self._is_gone = True

    def _key(self, messages: Sequence[Message]) -> str:
        asked = [message.content for message in messages]
        info = self._model.info
        return sha256_of(
            json.dumps(["judge", info.provider, info.name, self._prompt.info.sha256, SCHEMA, asked])
        )


def _read(reply: str) -> _Opinion | None:
    try:
        return _Opinion.model_validate_json(reply)
    except ValidationError:
        return None


def _sentences(citations: Sequence[Citation]) -> str:
    return "\n".join(f"{_origin(citation)}{one_line(make_plain(citation.quote))}" for citation in citations)


def _origin(citation: Citation) -> str:
    date = f"{citation.published_at:%d %B %Y}".lstrip("0") if citation.published_at else ""
    return f"({date}) " if date else ""
