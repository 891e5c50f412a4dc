"""`/v1/summaries`: what an article says, field by field."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from rag.app import Newsdesk
from rag.domain import ArticleSummary, SchemaSummary
from rag.interfaces.api.access import Reads
from rag.interfaces.api.asking import ModelName
from rag.interfaces.api.bodies import strictly
from rag.interfaces.api.desk import TheDesk, model_for
from rag.interfaces.api.problems import problems
from rag.ports.stopping import stop_if_asked

router = APIRouter(prefix="/v1", tags=["summaries"])


class SummaryRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    article_id: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    model: ModelName | None = None
    own_schema: dict[str, JsonValue] | None = Field(
        default=None, alias="schema", description="A JSON Schema (2020-12) that says what is wanted instead."
    )


@router.post("/summaries", responses=problems(404, 422, 503))
async def summarize(
    request: Request, desk: TheDesk, caller: Reads, body: Annotated[SummaryRequest, strictly(SummaryRequest)]
) -> ArticleSummary | SchemaSummary:
    """Sum up one article; each value stands in the article and comes with its place.

    With a `schema`, `data` is valid against it, and `evidence` has the places of each value. A schema that
    cannot be honoured, or that requires what the article does not carry, is a problem with status 422.
    """
    model = model_for(caller, body.model)
    return await desk.workers.through(
        desk.workers.model,
        request,
        lambda: _summed_up(desk.newsdesk, body, model),
    )


def _summed_up(newsdesk: Newsdesk, body: SummaryRequest, model: str | None) -> ArticleSummary | SchemaSummary:
    if body.own_schema is None:
        return newsdesk.summarize(body.article_id, model=model, progress=_just_stop)
    return newsdesk.summarize(body.article_id, schema=body.own_schema, model=model, progress=_just_stop)


def _just_stop(stage: str, done: int, total: int | None) -> None:
    stop_if_asked()
