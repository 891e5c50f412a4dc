"""The routes."""

from __future__ import annotations

import json
import time
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from rag.domain import Answer, AskedBack, Claim
from rag.interfaces.api.access import Reads
from rag.interfaces.api.asking import Within
from rag.interfaces.api.desk import EXTRACTIVE, Desk, TheDesk, note_asked
from rag.interfaces.api.problems import ApiError, problems
from rag.interfaces.api.streaming import MEDIA_TYPE, EventStream, Tell
from rag.interfaces.api.telling import Replied, ReplyEvents, tell_reply, whole_reply
from rag.interfaces.openai_api.prose import Prose, written
from rag.interfaces.openai_api.wire import (
    EXTRACTIVE_MODEL,
    MODEL,
    Annotation,
    ChatCompletion,
    Choice,
    CompletionRequest,
    ModelCard,
    ModelList,
    ReplyMessage,
    UnderstoodAnswer,
    UrlCitation,
    chunk,
    usage_of,
)

router = APIRouter(prefix="/v1", tags=["openai"])

_MODELS = {MODEL: None, EXTRACTIVE_MODEL: EXTRACTIVE}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The completion. With `stream` a stream of chunks that ends with `[DONE]`.",
        "model": ChatCompletion,
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


@router.get("/models", responses=problems())
async def models(_: Reads) -> ModelList:
    """What can be named as a model."""
    return ModelList(data=[ModelCard(id=name) for name in _MODELS])


@router.get("/models/{model}", responses=problems(404))
async def model(model: str, _: Reads) -> ModelCard:
    """One of them."""
    _require_known(model)
    return ModelCard(id=model)


@router.post("/chat/completions", response_model=ChatCompletion, responses={**problems(404, 503), **_STREAM})
async def complete(request: Request, desk: TheDesk, _: Reads, body: CompletionRequest) -> Response:
    """Answer what the user said last, from the articles, with numbered marks for the citations.

    The messages before it say what it means, and are never evidence. What is unclear is asked back.
    """
    _require_known(body.model)
    question = body.question
    if question is None:
        raise ApiError(
            422, "QuestionInvalid", "The last user message has to be a question of 1 to 2,000 characters."
        )
    note_asked(request, question)
    begin = _answering(desk, body, question)
    identity = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": body.model}
    base = str(request.base_url).rstrip("/")
    if body.stream:
        with_usage = body.stream_options is not None and body.stream_options.include_usage
        return EventStream(
            desk.workers,
            desk.workers.model.reserve(),
            lambda tell: _count(desk, _stream(begin, tell, identity, base, with_usage=with_usage)),
            encode=_encode,
        )
    replied = await desk.workers.through(desk.workers.model, request, lambda: whole_reply(begin))
    _count(desk, replied)
    return JSONResponse(_completion(replied, identity, base).model_dump(mode="json"))


def _count(desk: Desk, replied: Replied) -> None:
    if isinstance(replied.said, Answer):
        desk.metrics.count_answer(replied.said)


def _require_known(name: str) -> None:
    if name not in _MODELS:
        raise ApiError(
            404, "ModelNotFound", f"There is no model {name[:80]!r} here; there are {', '.join(_MODELS)}."
        )


def _answering(desk: Desk, body: CompletionRequest, question: str) -> ReplyEvents:
    within = body.newsdesk or Within()
    return lambda: desk.newsdesk.stream_reply(
        question,
        body.earlier,
        model=_MODELS[body.model],
        as_of=within.as_of,
        time_range=within.time_range,
        filters=within.filters,
        read_words=within.read_words,
    )


def _completion(replied: Replied, identity: dict[str, Any], base: str) -> ChatCompletion:
    prose = written(replied.said)
    message = ReplyMessage(content=prose.text, annotations=_annotations(prose, base))
    return ChatCompletion(
        **identity, choices=[Choice(message=message)], usage=usage_of(replied.said), newsdesk=_ours(replied)
    )


def _ours(replied: Replied) -> UnderstoodAnswer | AskedBack:
    if isinstance(replied.said, AskedBack):
        return replied.said
    if replied.understood is None:
        raise RuntimeError("a question was answered before it was understood")
    return UnderstoodAnswer(**dict(replied.said), understood=replied.understood)


def _stream(
    begin: ReplyEvents, tell: Tell, identity: dict[str, Any], base: str, *, with_usage: bool
) -> Replied:
    """The claims as they are checked, what belongs below them, and at the end the marks and the answer."""
    prose = Prose()

    def piece(event: str, value: dict[str, Any]) -> None:
        if event == "claim":
            text = prose.claim(Claim.model_validate(value["claim"]))
            tell("chunk", chunk(identity, {"content": text}))

    tell("chunk", chunk(identity, {"role": "assistant", "content": ""}))
    replied = tell_reply(begin, piece)
    said = replied.said
    rest = prose.asked_back(said) if isinstance(said, AskedBack) else prose.end(said)
    tell("chunk", chunk(identity, {"content": rest}))
    annotations = [annotation.model_dump() for annotation in _annotations(prose, base)]
    whole = _ours(replied).model_dump(mode="json")
    tell("chunk", chunk(identity, {"annotations": annotations}, "stop", newsdesk=whole))
    if with_usage:
        usage = usage_of(said).model_dump()
        tell("chunk", {**identity, "object": "chat.completion.chunk", "choices": [], "usage": usage})
    tell("done", None)
    return replied


def _annotations(prose: Prose, base: str) -> list[Annotation]:
    """An article without an address on the web is named by its address here."""
    return [
        Annotation(
            url_citation=UrlCitation(
                url=mark.citation.url or f"{base}/v1/articles/{mark.citation.article_id}",
                title=mark.citation.title,
                start_index=mark.start,
                end_index=mark.end,
            )
        )
        for mark in prose.marks
    ]


def _encode(event: str, value: Any) -> bytes:  # noqa: ANN401 - what JSON can hold
    if event == "done":
        return b"data: [DONE]\n\n"
    told = {"error": {"message": value["detail"], "code": value["code"]}} if event == "problem" else value
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode()
