"""Systems that reply to the last message of a conversation, from the passages given for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol

from eval.cases import Conversation, NewsArticle
from eval.systems.readers import PlainReader
from rag import Filters, Newsdesk
from rag.app import now
from rag.domain import Answer, AnswerEvent, AskedBack, ReplyEvent, Spoken

_NOWHERE = "no such passage"
_ASKS = re.compile(r"\?\s*$")


class Decision(StrEnum):
    ANSWER = "answer"
    ABSTAIN = "abstain"
    ASK_BACK = "ask back"


class Replied(NamedTuple):
    """What a system made of a message, and what it said."""

    decision: Decision
    text: str


class Talker(Protocol):
    def reply(self, conversation: Conversation) -> Replied: ...


def passages_of(conversations: Sequence[Conversation]) -> list[NewsArticle]:
    """Every passage as an article of its own."""
    return [
        NewsArticle(article_id=article_id, title="", text=text, published_on=None)
        for conversation in conversations
        for article_id, text in zip(_ids(conversation), conversation.passages, strict=True)
    ]


class NewsdeskTalker:
    """The public door. Without ``earlier`` messages it is asked the last one as if it stood alone."""

    def __init__(self, newsdesk: Newsdesk, model: str | None, *, earlier: bool = True) -> None:
        self._newsdesk = newsdesk
        self._model = model
        self._earlier = earlier

    def reply(self, conversation: Conversation) -> Replied:
        filters = Filters(articles=_ids(conversation) or (_NOWHERE,))
        *before, last = conversation.turns
        events: Sequence[ReplyEvent | AnswerEvent]
        if self._earlier:
            spoken = [Spoken(by_reader=turn.speaker == "user", text=turn.text) for turn in before]
            events = list(self._newsdesk.stream_reply(last.text, spoken, model=self._model, filters=filters))
        else:
            events = list(self._newsdesk.stream(last.text, model=self._model, filters=filters))
        said = events[-1]
        if isinstance(said, AskedBack):
            return Replied(Decision.ASK_BACK, said.text)
        if not isinstance(said, Answer) or not said.claims:
            return Replied(Decision.ABSTAIN, "")
        return Replied(Decision.ANSWER, " ".join(claim.text for claim in said.claims))


class PlainTalker:
    """The plain reader, asked the last message; a reply that ends with a question asks back."""

    def __init__(self, reader: PlainReader) -> None:
        self._reader = reader

    def reply(self, conversation: Conversation) -> Replied:
        question = conversation.turns[-1].text
        reply = self._reader.read(question, _ids(conversation) or (_NOWHERE,), now())
        if reply.silent:
            return Replied(Decision.ABSTAIN, reply.text)
        return Replied(Decision.ASK_BACK if _ASKS.search(reply.text) else Decision.ANSWER, reply.text)


def _ids(conversation: Conversation) -> tuple[str, ...]:
    return tuple(f"{conversation.digest[:16]}-{number}" for number in range(len(conversation.passages)))
