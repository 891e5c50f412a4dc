"""`/v1/ingest`: articles come in as background jobs, from files, addresses or text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import from_json
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from rag.domain import DateSource, IngestJob, IngestWork, Origins, RawArticle, Upload, sha256_of
from rag.interfaces.api.access import Administers, Caller, Reads, Writes
from rag.interfaces.api.bodies import checked, strictly
from rag.interfaces.api.desk import Desk, TheDesk
from rag.interfaces.api.problems import ApiError, problems

router = APIRouter(prefix="/v1", tags=["ingest"])

MOST_FILES = 200
_ID_LENGTH = 16
_Line = Annotated[str, StringConstraints(max_length=2_000)]
_Address = Annotated[
    str, StringConstraints(max_length=2_000, pattern=r"^((feed|sitemap)\+)?[hH][tT][tT][pP][sS]?://")
]
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same request again is the same job.",
    ),
]
JobId = Annotated[str, Path(max_length=64)]


class GivenArticle(BaseModel):
    """An article whose text is sent."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2_000_000)
    id: _Line | None = Field(default=None, description="Lasting; made from the url or the text if not given.")
    title: _Line | None = None
    publisher: _Line | None = None
    authors: list[_Line] = Field(default=[], max_length=100)
    url: _Line | None = None
    published_at: AwareDatetime | None = None
    language: Annotated[str, StringConstraints(max_length=20)] | None = None
    section: _Line | None = None


class IngestRequest(BaseModel):
    """Addresses of pages, feed+ and sitemap+ addresses, and articles; at least one of them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "anyOf": [
                {"required": [name], "properties": {name: {"minItems": 1}}} for name in ("urls", "articles")
            ]
        },
    )

    urls: list[_Address] = Field(default=[], max_length=10_000)
    articles: list[GivenArticle] = Field(default=[], max_length=10_000)


class ReadArticles(BaseModel):
    """Articles as the readers of another Newsdesk took them from their sources."""

    model_config = ConfigDict(extra="forbid")

    articles: list[RawArticle] = Field(min_length=1, max_length=10_000)


class Accepted(BaseModel):
    """The job that was queued."""

    job: IngestJob


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/IngestRequest"},
                        {"$ref": "#/components/schemas/GivenArticle"},
                    ]
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {
                            "type": "array",
                            "minItems": 1,
                            "items": {"type": "string", "format": "binary"},
                        }
                    },
                    "required": ["files"],
                }
            },
        },
    }
}
_STARTED: dict[int | str, dict[str, Any]] = {
    202: {"headers": {"Location": {"description": "Where the job is.", "schema": {"type": "string"}}}}
}


@router.post("/ingest", status_code=202, openapi_extra=_BODY, responses={**problems(409, 415), **_STARTED})
async def ingest(
    request: Request, response: Response, desk: TheDesk, caller: Writes, once: Once = None
) -> Accepted:
    """Take in files, web addresses or articles, in the background.

    A file is one of the kinds that `newsdesk ingest` reads. Its name says which, and is never a place.
    """
    return await _submitted(request, response, desk, caller, await _work(request), once)


@router.post(
    "/articles",
    status_code=202,
    openapi_extra=_BODY,
    responses={**problems(409, 415), **_STARTED},
    tags=["articles"],
)
async def add_article(
    request: Request, response: Response, desk: TheDesk, caller: Writes, once: Once = None
) -> Accepted:
    """The same as `POST /v1/ingest`."""
    return await _submitted(request, response, desk, caller, await _work(request), once)


@router.post("/ingest/samples", status_code=202, responses={**problems(409), **_STARTED})
async def ingest_samples(
    request: Request, response: Response, desk: TheDesk, caller: Writes, once: Once = None
) -> Accepted:
    """Take in the sample articles that come with Newsdesk."""
    return await _submitted(request, response, desk, caller, desk.newsdesk.samples(), once)


@router.post("/ingest/read", status_code=202, responses={**problems(409), **_STARTED})
async def ingest_read(
    request: Request,
    response: Response,
    desk: TheDesk,
    caller: Administers,
    body: Annotated[ReadArticles, strictly(ReadArticles)],
    once: Once = None,
) -> Accepted:
    """Take in articles that another Newsdesk has read: what the command line does beside a server."""
    work = IngestWork(articles=tuple(body.articles))
    return await _submitted(request, response, desk, caller, work, once)


@router.get("/ingest", responses=problems())
async def list_jobs(request: Request, desk: TheDesk, _: Reads) -> list[IngestJob]:
    """The latest jobs, the newest first."""
    return list(await desk.workers.look_up(request, desk.newsdesk.jobs.recent))


@router.get("/ingest/{job}", responses=problems(404))
async def read_job(request: Request, desk: TheDesk, _: Reads, job: JobId) -> IngestJob:
    """One job: how far it is, and at its end the report."""
    return await desk.workers.look_up(request, lambda: desk.newsdesk.jobs.job(job))


@router.post("/ingest/{job}/cancel", responses=problems(404))
async def cancel_job(request: Request, desk: TheDesk, _: Writes, job: JobId) -> IngestJob:
    """End a job. What it took in until now stays; one that is over stays as it is."""
    return await desk.workers.look_up(request, lambda: desk.newsdesk.jobs.cancel(job))


async def _submitted(
    request: Request, response: Response, desk: Desk, caller: Caller, work: IngestWork, once: str | None
) -> Accepted:
    key = f"{caller.key.id if caller.key else caller.name}:{once}" if once else None
    job = await desk.workers.look_up(request, lambda: desk.newsdesk.jobs.submit(work, once=key))
    response.headers["Location"] = f"/v1/ingest/{job.id}"
    return Accepted(job=job)


async def _work(request: Request) -> IngestWork:
    """What a request wants taken in. Raises `ApiError` 415, `RequestValidationError`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        return _from_json(await request.body())
    if kind == "multipart/form-data":
        return await _from_form(request)
    raise ApiError(415, "KindUnsupported", "Send application/json, or files as multipart/form-data.")


def _from_json(body: bytes) -> IngestWork:
    """A single article, if there is a text; else what the lists name. Raises `RequestValidationError`."""
    if _is_article(body):
        article: GivenArticle = checked(lambda: GivenArticle.model_validate_json(body, strict=True))
        return IngestWork(articles=(_raw(article),))
    wanted: IngestRequest = checked(lambda: IngestRequest.model_validate_json(body, strict=True))
    if not wanted.urls and not wanted.articles:
        raise _nothing_given()
    return IngestWork(addresses=tuple(wanted.urls), articles=tuple(map(_raw, wanted.articles)))


def _is_article(body: bytes) -> bool:
    try:
        content = from_json(body)
    except ValueError:
        return False
    return isinstance(content, Mapping) and "text" in content


async def _from_form(request: Request) -> IngestWork:
    uploads: list[Upload] = []
    async with request.form(max_files=MOST_FILES, max_fields=10) as form:
        for _, value in form.multi_items():
            if isinstance(value, UploadFile):
                name = (value.filename or "upload").encode("utf-8", "replace").decode()
                uploads.append(Upload(name=name, content=await value.read()))
    if not uploads:
        raise _nothing_given()
    return IngestWork(uploads=tuple(uploads))


def _nothing_given() -> HTTPException:
    return HTTPException(422, "There is nothing to take in: send files, urls, articles or a text.")


def _raw(given: GivenArticle) -> RawArticle:
    """As a reader would hand it over; what was said of it was given."""
    said = {
        name
        for name in ("title", "publisher", "authors", "language", "section", "url")
        if getattr(given, name)
    }
    return RawArticle(
        text=given.text,
        source=given.url or given.id or "sent over HTTP",
        article_id=given.id or (None if given.url else sha256_of(given.text)[:_ID_LENGTH]),
        title=given.title,
        publisher=given.publisher,
        authors=tuple(given.authors),
        url=given.url,
        published_at=given.published_at,
        published_at_source=DateSource.GIVEN if given.published_at else DateSource.UNKNOWN,
        language=given.language,
        section=given.section,
        origins=Origins(**dict.fromkeys(said, DateSource.GIVEN)),
    )
