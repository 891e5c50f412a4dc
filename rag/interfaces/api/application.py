"""The HTTP application, put together."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from rag.app import Newsdesk
from rag.errors import ModelError
from rag.interfaces.api import about, articles, ask, conversations, digests, ingest, search, summaries
from rag.interfaces.api.access import Doorkeeper
from rag.interfaces.api.desk import EXTRACTIVE, Desk
from rag.interfaces.api.guarding import Guard
from rag.interfaces.api.limiting import Allowances, Limits
from rag.interfaces.api.logs import RequestLog, ServerLog
from rag.interfaces.api.metrics import Metrics
from rag.interfaces.api.page import add_page
from rag.interfaces.api.problems import Problem, add_problem_handlers
from rag.interfaces.api.working import Workers
from rag.interfaces.mcp.over_http import add_mcp
from rag.interfaces.mcp.tools import Tools
from rag.interfaces.openai_api import completions

_ABOUT = (
    "Questions to a news archive, answered in claims that are tied to the exact sentences they came from."
)
_SLOTS_OF_A_PROVIDER = 4
_SEARCHES_PER_CORE = 8
"""How many searches may wait for each that runs: as long as they take, the last one still answers at once."""


@dataclass(frozen=True)
class Door:
    """Who is let in, and how they came."""

    local_token: str
    keys_required: bool = False
    on_loopback: bool = True
    log: ServerLog = field(default_factory=lambda: ServerLog(with_text=False))


def create_app(newsdesk: Newsdesk, door: Door) -> FastAPI:
    """The application over one newsdesk, whose folder is held for as long as it serves."""
    settings = newsdesk.settings
    app = FastAPI(
        title="Newsdesk",
        description=_ABOUT,
        version=version("newsdesk"),
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    metrics = Metrics()
    workers = make_workers(newsdesk)
    metrics.watch("model", workers.model)
    metrics.watch("search", workers.search)
    app.state.desk = Desk(newsdesk, workers, metrics, door.log, door.keys_required)
    for resource in (articles, ingest, search, ask, conversations, summaries, digests, completions, about):
        app.include_router(resource.router)
    add_mcp(app, Tools(newsdesk, workers).server(), most_bytes=settings.serve_upload * 1_000_000)
    add_page(app)
    add_problem_handlers(app)
    doorkeeper = Doorkeeper(
        newsdesk.keys.find, local_token=door.local_token, keys_required=door.keys_required
    )
    allowances = Allowances(
        per_minute=settings.serve_rate, at_once=settings.serve_parallel, clock=time.monotonic
    )
    app.add_middleware(
        Limits, doorkeeper=doorkeeper, allowances=allowances, most_bytes=settings.serve_upload * 1_000_000
    )
    app.add_middleware(Guard, on_loopback=door.on_loopback)
    app.add_middleware(RequestLog, log=door.log, metrics=metrics)
    app.openapi = lambda: _openapi(app, door)  # type: ignore[method-assign]  # FastAPI's own way
    return app


def make_workers(newsdesk: Newsdesk) -> Workers:
    """As many at once as the machine and the model can take."""
    settings, cores = newsdesk.settings, os.cpu_count() or 1
    return Workers(
        model_slots=settings.serve_slots or _slots(newsdesk, cores),
        model_queue=settings.serve_queue,
        searches=cores,
        search_queue=cores * _SEARCHES_PER_CORE,
    )


def _slots(newsdesk: Newsdesk, cores: int) -> int:
    try:
        provider = newsdesk.model_info().provider
    except ModelError:
        return 1
    return {"local": 1, EXTRACTIVE: cores}.get(provider, _SLOTS_OF_A_PROVIDER)


def _openapi(app: FastAPI, door: Door) -> dict[str, Any]:
    """The document: problems instead of FastAPI's own errors, and keys only where they are needed."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        schemas = document["components"]["schemas"]
        _, extra = models_json_schema(
            [(model, "validation") for model in (Problem, ingest.IngestRequest, ingest.GivenArticle)],
            ref_template="#/components/schemas/{model}",
        )
        schemas.update(extra["$defs"])
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        if not door.keys_required:
            for operations in document["paths"].values():
                for operation in operations.values():
                    if "security" in operation:
                        operation["security"] = [{}, *operation["security"]]
        app.openapi_schema = document
    return app.openapi_schema
