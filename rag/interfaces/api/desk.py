"""What the routes work with, put together once for an application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

from rag.domain import Scope
from rag.interfaces.api.problems import ApiError

if TYPE_CHECKING:
    from rag.app import Newsdesk
    from rag.interfaces.api.access import Caller
    from rag.interfaces.api.logs import ServerLog
    from rag.interfaces.api.metrics import Metrics
    from rag.interfaces.api.working import Workers

EXTRACTIVE = "extractive"


@dataclass(frozen=True)
class Desk:
    """The newsdesk, and where requests are worked on, counted and logged."""

    newsdesk: Newsdesk
    workers: Workers
    metrics: Metrics
    log: ServerLog
    keys_required: bool


def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


TheDesk = Annotated[Desk, Depends(_desk)]


def model_for(caller: Caller, model: str | None) -> str | None:
    """The model a caller may use: naming one may cost money, so it takes the scope admin.

    Raises `ApiError` 403.
    """
    if model in (None, EXTRACTIVE) or caller.scope.includes(Scope.ADMIN):
        return model
    raise ApiError(
        403,
        "ScopeMissing",
        f"Only a key of the scope admin may name a model; leave it out or {EXTRACTIVE!r}.",
    )


def note_asked(request: Request, text: str) -> None:
    """Keep what was asked for the log, which writes it only if the settings want that."""
    request.state.asked = text
