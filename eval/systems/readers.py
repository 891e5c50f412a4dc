"""Systems that answer a question from the articles they are given, or from what is found among all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from rag import Filters, Newsdesk
from rag.ports import ChatModel, Message

_PASSAGES = 6
_TOKENS = 120
_SECONDS = 120.0
_SILENT = "insufficient information"


class Reply(NamedTuple):
    """What a reader is told, and whether that is no answer."""

    text: str
    silent: bool


class Reader(Protocol):
    def read(self, question: str, articles: Sequence[str], as_of: datetime) -> Reply:
        """Answer from the articles with these ids; from all of them if none are named."""
        ...


class NewsdeskReader:
    """The public door, with the model of the settings or the one that is named."""

    def __init__(self, newsdesk: Newsdesk, model: str | None) -> None:
        self._newsdesk = newsdesk
        self._model = model

    def read(self, question: str, articles: Sequence[str], as_of: datetime) -> Reply:
        limits = Filters(articles=tuple(articles))
        answer = self._newsdesk.ask(question, model=self._model, as_of=as_of, filters=limits)
        return Reply(" ".join(claim.text for claim in answer.claims), not answer.claims)


class PlainReader:
    """The same model with the passages and some advice, as tutorials have it; nothing is checked."""

    def __init__(self, newsdesk: Newsdesk, model: ChatModel) -> None:
        self._newsdesk = newsdesk
        self._model = model

    def read(self, question: str, articles: Sequence[str], as_of: datetime) -> Reply:
        found = self._newsdesk.search(question, k=_PASSAGES, filters=Filters(articles=tuple(articles)))
        passages = "\n\n".join(f"{hit.publisher}, {hit.title}: {hit.text}" for hit in found.hits)
        advice = (
            "Use the following pieces of context to answer the question. If you do not know the answer, say"
            " “Insufficient information.” Answer yes or no where that is asked. Keep the answer short."
        )
        asked = f"{advice}\n\n{passages}\n\nQuestion: {question}\nAnswer:"
        message = Message(role="user", content=asked)
        reply = self._model.complete([message], max_tokens=_TOKENS, timeout=_SECONDS).text.strip()
        return Reply(reply, _SILENT in reply.lower() or "don't know" in reply.lower() or not reply)
