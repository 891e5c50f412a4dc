"""`/v1/summaries`: what an article says, field by field."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, StringConstraints

from rag.domain import ArticleSummary
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


@router.post("/summaries", responses=problems(404, 503))
async def summarize(
    request: Request, desk: TheDesk, caller: Reads, body: Annotated[SummaryRequest, strictly(SummaryRequest)]
) -> ArticleSummary:
    """Sum up one article; each value stands in the article and comes with its place."""
    model = model_for(caller, body.model)
    return await desk.workers.through(
        desk.workers.model,
        request,
        lambda: desk.newsdesk.summarize(body.article_id, model=model, progress=_just_stop),
    )


def _just_stop(stage: str, done: int, total: int | None) -> None:
    stop_if_asked()
