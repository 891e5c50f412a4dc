"""`/v1/digests`: many articles as stories."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from rag.domain import Digest, Filters, Scope, TimeRange
from rag.interfaces.api.access import Caller, Reads
from rag.interfaces.api.asking import ModelName, QuestionText
from rag.interfaces.api.bodies import strictly
from rag.interfaces.api.desk import TheDesk, model_for
from rag.interfaces.api.problems import ApiError, problems
from rag.ports.stopping import stop_if_asked

router = APIRouter(prefix="/v1", tags=["digests"])


class Series(BaseModel):
    """Digests of one name: this one is remembered, and compared with an earlier one if that is wanted."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    new_since: Literal["last"] | AwareDatetime | None = Field(
        default=None, description="The last digest of that name, or the last one made by then."
    )


class DigestRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    topic: QuestionText | None = Field(default=None, description="None is every article in reach.")
    as_of: AwareDatetime | None = Field(default=None, description="The moment of asking; None is now.")
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    series: Series | None = Field(default=None, description="Takes a key of the scope write.")
    model: ModelName | None = None


@router.post("/digests", responses=problems(404, 503))
async def digest(
    request: Request, desk: TheDesk, caller: Reads, body: Annotated[DigestRequest, strictly(DigestRequest)]
) -> Digest:
    """Tell articles as stories; each line stands in the articles and comes with its places.

    No article is a digest without stories that says why. With a `series` it says what is new since an
    earlier digest.
    """
    model = model_for(caller, body.model)
    series = _series_for(caller, body.series)
    return await desk.workers.through(
        desk.workers.model,
        request,
        lambda: desk.newsdesk.digest(
            body.topic,
            as_of=body.as_of,
            time_range=body.time_range,
            filters=body.filters,
            name=series.name if series else None,
            new_since=series.new_since if series else None,
            model=model,
            progress=_just_stop,
        ),
    )


def _series_for(caller: Caller, series: Series | None) -> Series | None:
    """Raises `ApiError` 403: what is remembered is written."""
    if series is None or caller.scope.includes(Scope.WRITE):
        return series
    raise ApiError(403, "ScopeMissing", "Only a key of the scope write may keep a series; leave it out.")


def _just_stop(stage: str, done: int, total: int | None) -> None:
    stop_if_asked()
