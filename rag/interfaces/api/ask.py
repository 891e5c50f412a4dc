"""`/v1/ask`: an answer as one JSON document, or claim by claim as they are checked."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from rag.domain import Answer, CheckedCitation, CheckedClaim
from rag.interfaces.api.access import Caller, Reads
from rag.interfaces.api.asking import ModelName, QuestionText, Within
from rag.interfaces.api.bodies import strictly
from rag.interfaces.api.desk import Desk, TheDesk, model_for, note_asked
from rag.interfaces.api.problems import problems
from rag.interfaces.api.streaming import MEDIA_TYPE, EventStream, named_event, wants_events
from rag.interfaces.api.telling import Events, tell_answer, whole_answer

router = APIRouter(prefix="/v1", tags=["ask"])


class VerificationRead(BaseModel):
    """The outcome, and whether all of it holds."""

    ok: bool
    checked: tuple[CheckedCitation, ...]
    claims: tuple[CheckedClaim, ...]
    warnings: tuple[str, ...]


class AskRequest(Within):
    question: QuestionText
    model: ModelName | None = None


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer. With `Accept: text/event-stream` a stream of the events `progress` "
        "(`stage`, `done`, `total`, `activity`), `claim` (`number`, `claim`), `rejected` (`claim`), "
        "`searched`, and at the end `answer` or `problem`.",
        "model": Answer,
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


@router.post("/ask", response_model=Answer, responses={**problems(503), **_STREAM})
async def ask(
    request: Request, desk: TheDesk, caller: Reads, body: Annotated[AskRequest, strictly(AskRequest)]
) -> Response:
    """Answer a question in claims that the articles carry, or say why not."""
    note_asked(request, body.question)
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


@router.post("/verify", responses=problems())
async def verify(
    request: Request, desk: TheDesk, _: Reads, body: Annotated[Answer, strictly(Answer)]
) -> VerificationRead:
    """Check every quote of an answer against the articles, without a model."""
    found = await desk.workers.look_up(request, lambda: desk.newsdesk.verify(body))
    return VerificationRead(ok=found.ok, **dict(found))


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
