"""Errors as problem details (RFC 9457): what failed, and what to do, in the words of `rag.errors`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from rag import errors
from rag.errors import NewsdeskError

MEDIA_TYPE = "application/problem+json"

_STATUS: Mapping[type[NewsdeskError], int] = {
    errors.ArticleNotFound: 404,
    errors.ConversationNotFound: 404,
    errors.JobNotFound: 404,
    errors.IdempotencyConflict: 409,
    errors.CursorInvalid: 422,
    errors.TooManyJobs: 429,
    errors.SettingsError: 422,
    errors.SourceTooLarge: 413,
    errors.SourceError: 422,
    errors.VerificationFailed: 422,
    errors.SchemaError: 422,
    errors.UnknownModel: 422,
    errors.DataFolderFull: 507,
    errors.DataFolderDamaged: 500,
    errors.DataFolderError: 503,
    errors.ModelError: 503,
    errors.AssetError: 503,
}
"""The status of each error; of a subclass that is not listed, that of its base."""


class FieldProblem(BaseModel):
    """What is wrong with one part of a request."""

    where: str
    problem: str


class OpenAIError(BaseModel):
    """What clients of OpenAI's protocol look for in a body."""

    message: str
    type: str
    param: str | None = None
    code: str


class Problem(BaseModel):
    """A problem detail (RFC 9457)."""

    type: str = Field(description="A URN that names the kind of problem.")
    title: str
    status: int
    detail: str = Field(description="What failed, and what to do about it.")
    code: str = Field(description="The name of the error.")
    request_id: str | None = Field(default=None, description="Also in the server's log.")
    errors: list[FieldProblem] | None = None
    queue_length: int | None = Field(default=None, description="How many wait already.")
    error: OpenAIError | None = Field(default=None, description="The same for clients of OpenAI's protocol.")


class ApiError(Exception):
    """A problem that only exists over HTTP, such as a key that is missing."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        headers: Mapping[str, str] | None = None,
        queue_length: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.headers = headers or {}
        self.queue_length = queue_length


def status_of(error: NewsdeskError) -> int:
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), 500)


def problem(status: int, code: str, detail: str, **more: object) -> Problem:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", code).lower()
    return Problem.model_validate(
        {
            "type": f"urn:newsdesk:problem:{name}",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
            "code": code,
            **more,
        }
    )


def problem_of(error: Exception) -> tuple[Problem, Mapping[str, str]]:
    """The problem for an error, with its headers. What we did not foresee says nothing of itself."""
    if isinstance(error, ApiError):
        queue = {"queue_length": error.queue_length}
        return problem(error.status, error.code, str(error), **queue), error.headers
    if isinstance(error, NewsdeskError):
        status = status_of(error)
        headers = {"Retry-After": "5"} if status in (429, 503) else {}
        return problem(status, type(error).__name__, str(error)), headers
    return problem(500, "Bug", "This is a bug in Newsdesk. The server's log has more of it."), {}


def response_of(
    found: Problem, headers: Mapping[str, str] | None = None, *, request_id: str | None = None
) -> JSONResponse:
    error = OpenAIError(message=found.detail, type=found.type, code=found.code)
    told = found.model_copy(update={"request_id": request_id, "error": error})
    return JSONResponse(
        told.model_dump(mode="json", exclude_none=True),
        status_code=found.status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def add_problem_handlers(app: FastAPI) -> None:
    """Every error that leaves a route becomes a problem detail."""

    async def told(request: Request, error: Exception) -> JSONResponse:
        found, headers = problem_of(error)
        return response_of(found, headers, request_id=request_id_of(request))

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        listed = error.errors() if isinstance(error, RequestValidationError) else []
        fields = [FieldProblem(where=_where(item["loc"]), problem=item["msg"]) for item in listed]
        first = f"{fields[0].where}: {fields[0].problem}" if fields else "it cannot be read"
        detail = f"The request is not what is expected ({first})."
        found = problem(422, "RequestInvalid", detail, errors=fields)
        return response_of(found, request_id=request_id_of(request))

    async def refused(request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = (error.headers if isinstance(error, HTTPException) else None) or {}
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers = {**headers, "Allow": ", ".join(_methods_at(request)) or headers.get("Allow", "")}
        phrase = HTTPStatus(status).phrase
        detail = str(getattr(error, "detail", "")) or phrase
        code = "".join(word.title() for word in re.findall(r"\w+", phrase))
        return response_of(problem(status, code, detail), headers, request_id=request_id_of(request))

    app.add_exception_handler(NewsdeskError, told)
    app.add_exception_handler(ApiError, told)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, refused)


def _methods_at(request: Request) -> list[str]:
    """Every method that is documented for this path; the router itself names those of one route only."""
    paths: dict[str, dict[str, Any]] = request.app.openapi()["paths"]
    path = request.scope["path"]
    if path in paths:
        return sorted(method.upper() for method in paths[path])
    return sorted(
        method.upper()
        for template, operations in paths.items()
        if compile_path(template)[0].match(path)
        for method in operations
    )


def request_id_of(request: Request) -> str | None:
    found: str | None = request.scope.get("state", {}).get("request_id")
    return found


def _where(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place)


_MEANINGS = {
    400: "The request cannot be read.",
    401: "A key is missing or not in force.",
    403: "The key does not open this, or the request came from a foreign page.",
    404: "There is no such thing.",
    409: "It contradicts an earlier request.",
    413: "It carries more than is taken.",
    415: "It is of a kind that is not read.",
    422: "Something in it cannot be used.",
    429: "Too much at once: come back after `Retry-After` seconds.",
    503: "It cannot be done now: a model, its files or the data folder cannot be used.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route may fail with, for its documentation; what every route may fail with is added."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in sorted({400, 401, 403, 413, 422, 429, *statuses})
    }
