"""`/v1/search`: passages by their words and by their meaning."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from rag.domain import SearchResult
from rag.interfaces.api.access import Reads
from rag.interfaces.api.asking import QuestionText, Within
from rag.interfaces.api.bodies import strictly
from rag.interfaces.api.desk import TheDesk, note_asked
from rag.interfaces.api.problems import problems

router = APIRouter(prefix="/v1", tags=["search"])


class SearchRequest(Within):
    query: QuestionText
    k: int = Field(default=10, ge=1, le=200, description="How many passages, at most.")


@router.post("/search", responses=problems(503))
async def search(
    request: Request, desk: TheDesk, _: Reads, body: Annotated[SearchRequest, strictly(SearchRequest)]
) -> SearchResult:
    """The passages that fit best. No language model is used."""
    note_asked(request, body.query)
    return await desk.workers.through(
        desk.workers.search,
        request,
        lambda: desk.newsdesk.search(
            body.query,
            k=body.k,
            as_of=body.as_of,
            time_range=body.time_range,
            filters=body.filters,
            read_words=body.read_words,
        ),
    )
