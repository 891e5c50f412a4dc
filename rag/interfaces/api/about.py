"""What the server is and how it does: status, health, figures and schemas."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from rag.domain import ModelInfo
from rag.domain.schemas import NOUNS, json_schema
from rag.errors import NewsdeskError
from rag.interfaces.api.access import Reads
from rag.interfaces.api.desk import TheDesk
from rag.interfaces.api.problems import ApiError, problems

router = APIRouter(tags=["about"])


class Queue(BaseModel):
    running: int
    waiting: int


class ServerStatus(BaseModel):
    version: str
    articles: int
    model: ModelInfo | None = Field(description="Which model answers; None if none can be used.")
    model_problem: str | None = Field(default=None, description="Why no model can be used.")
    model_queue: Queue
    keys_required: bool


class Suggestions(BaseModel):
    questions: tuple[str, ...] = Field(description="Each was answered from the archive when it was tried.")


class Health(BaseModel):
    ok: bool


@router.get("/v1/status", responses=problems())
async def status(request: Request, desk: TheDesk, _: Reads) -> ServerStatus:
    """What there is: articles, the model, and how much waits for it."""

    def look() -> tuple[int, ModelInfo | None, str | None]:
        articles = desk.newsdesk.article_page(limit=1).total
        try:
            return articles, desk.newsdesk.model_info(), None
        except NewsdeskError as error:
            return articles, None, str(error)

    articles, model, trouble = await desk.workers.look_up(request, look)
    gate = desk.workers.model
    return ServerStatus(
        version=version("newsdesk"),
        articles=articles,
        model=model,
        model_problem=trouble,
        model_queue=Queue(running=gate.running, waiting=gate.waiting),
        keys_required=desk.keys_required,
    )


@router.get("/v1/suggestions", responses=problems())
async def suggestions(request: Request, desk: TheDesk, _: Reads) -> Suggestions:
    """A few questions that the newest articles answer."""
    found = await desk.workers.look_up(request, desk.newsdesk.suggestions)
    return Suggestions(questions=found)


@router.get("/healthz")
async def healthz() -> Health:
    """The process answers."""
    return Health(ok=True)


@router.get("/readyz", responses={503: problems(503)[503]})
async def readyz(request: Request, desk: TheDesk) -> Health:
    """The archive can be read."""
    try:
        await desk.workers.look_up(request, lambda: desk.newsdesk.article_page(limit=1))
    except NewsdeskError as error:
        raise ApiError(503, "NotReady", str(error), headers={"Retry-After": "5"}) from None
    return Health(ok=True)


@router.get(
    "/metrics",
    response_class=Response,
    responses={**problems(), 200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(desk: TheDesk, _: Reads) -> Response:
    """Figures for Prometheus."""
    return Response(desk.metrics.page(), media_type=CONTENT_TYPE_LATEST)


class Schemas(BaseModel):
    schemas: list[str]


@router.get("/v1/schemas", responses=problems())
async def schemas(_: Reads) -> Schemas:
    """The names of the published JSON Schemas."""
    return Schemas(schemas=sorted(NOUNS))


@router.get("/v1/schemas/{name}", responses=problems(404))
async def schema(name: str, _: Reads) -> dict[str, Any]:
    """The JSON Schema of one noun, as it is printed and sent."""
    if name not in NOUNS:
        raise ApiError(404, "SchemaNotFound", f"There is no schema {name[:80]!r}; /v1/schemas lists them.")
    return json_schema(name)
