"""`/v1/ask`: an answer, whole or claim by claim as they are checked; alone or in a conversation."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, StringConstraints

from rag.domain import Answer, CheckedCitation, CheckedClaim, Turn
from rag.interfaces.api.access import Caller, Reads
from rag.interfaces.api.asking import ModelName, QuestionText, Within
from rag.interfaces.api.bodies import strictly
from rag.interfaces.api.desk import Desk, TheDesk, model_for, note_asked
from rag.interfaces.api.problems import problems
from rag.interfaces.api.streaming import MEDIA_TYPE, EventStream, named_event, wants_events
from rag.interfaces.api.telling import (
    ChatEvents,
    Events,
    tell_answer,
    tell_turn,
    whole_answer,
    whole_turn,
)

router = APIRouter(prefix="/v1", tags=["ask"])

ZIP = "application/zip"

NEW = "new"
"""As a conversation's id: one that begins with this question."""


class VerificationRead(BaseModel):
    """The outcome, and whether all of it holds."""

    ok: bool
    checked: tuple[CheckedCitation, ...]
    claims: tuple[CheckedClaim, ...]
    warnings: tuple[str, ...]


class AskRequest(Within):
    question: QuestionText
    model: ModelName | None = None
    conversation_id: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        default=None,
        description="Ask on in this conversation, or in a `new` one: what was said before tells what the "
        "question means. The answer is then a `Turn`, which may ask back.",
    )


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer, or in a conversation the turn. With `Accept: text/event-stream` a stream "
        "of the events `progress` (`stage`, `done`, `total`, `activity`), `claim` (`number`, `claim`), "
        "`rejected` (`claim`), `searched`, and at the end `answer` or `problem`. In a conversation "
        "`understood` (a `StandaloneQuestion`) comes before and `turn` last; a question that is asked back "
        "has only the `turn`.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


@router.post("/ask", response_model=Answer | Turn, responses={**problems(404, 503), **_STREAM})
async def ask(
    request: Request, desk: TheDesk, caller: Reads, body: Annotated[AskRequest, strictly(AskRequest)]
) -> Response:
    """Answer a question in claims that the articles carry, or say why not."""
    note_asked(request, body.question)
    if body.conversation_id is not None:
        return await _ask_on(request, desk, _chatting(desk, caller, body))
    begin = _answering(desk, caller, body)
    if wants_events(request.headers.get("accept", "")):
        return EventStream(
            desk.workers,
            desk.workers.model.reserve(),
            lambda tell: desk.metrics.count_answer(tell_answer(begin, tell)),
            encode=named_event,
        )
    answer = await desk.workers.through(desk.workers.model, request, lambda: whole_answer(begin))
    desk.metrics.count_answer(answer)
    return JSONResponse(answer.model_dump(mode="json"))


async def _ask_on(request: Request, desk: Desk, begin: ChatEvents) -> Response:
    """A turn of a conversation, whole or as it comes about."""
    if wants_events(request.headers.get("accept", "")):
        return EventStream(
            desk.workers,
            desk.workers.model.reserve(),
            lambda tell: _count(desk, tell_turn(begin, tell)),
            encode=named_event,
        )
    turn = await desk.workers.through(desk.workers.model, request, lambda: whole_turn(begin))
    _count(desk, turn)
    return JSONResponse(turn.model_dump(mode="json"))


def _count(desk: Desk, turn: Turn) -> None:
    if turn.answer is not None:
        desk.metrics.count_answer(turn.answer)


@router.post("/verify", responses=problems())
async def verify(
    request: Request, desk: TheDesk, _: Reads, body: Annotated[Answer, strictly(Answer)]
) -> VerificationRead:
    """Check every quote of an answer against the articles, without a model."""
    found = await desk.workers.look_up(request, lambda: desk.newsdesk.verify(body))
    return VerificationRead(ok=found.ok, **dict(found))


_ZIP: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A zip file, which `newsdesk verify` checks without the archive.",
        "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/bundle", response_class=Response, responses={**problems(), **_ZIP})
async def bundle(
    request: Request, desk: TheDesk, _: Reads, body: Annotated[Answer, strictly(Answer)]
) -> Response:
    """An answer as an audit bundle: with the texts it cites, a page to read it on, and hashes of all."""
    content = await desk.workers.look_up(request, lambda: desk.newsdesk.bundle_zip(body))
    return Response(content, media_type=ZIP)


def _answering(desk: Desk, caller: Caller, body: AskRequest) -> Events:
    model = model_for(caller, body.model)
    return lambda: desk.newsdesk.stream(
        body.question,
        model=model,
        as_of=body.as_of,
        time_range=body.time_range,
        filters=body.filters,
        read_words=body.read_words,
    )


def _chatting(desk: Desk, caller: Caller, body: AskRequest) -> ChatEvents:
    model = model_for(caller, body.model)
    given = body.model_fields_set
    return lambda: desk.newsdesk.stream_chat(
        body.question,
        conversation=None if body.conversation_id == NEW else body.conversation_id,
        model=model,
        as_of=body.as_of,
        time_range=body.time_range,
        filters=body.filters if "filters" in given else None,
        read_words=body.read_words,
    )
