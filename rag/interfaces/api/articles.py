"""`/v1/articles`: list, read, compare and delete."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from rag.app import Newsdesk
from rag.domain import (
    Article,
    ArticlePage,
    CopyGroup,
    Filters,
    Finding,
    Revision,
    RevisionDiff,
    Span,
    TimeRange,
)
from rag.interfaces.api.access import Reads, Writes
from rag.interfaces.api.asking import Moment
from rag.interfaces.api.desk import TheDesk
from rag.interfaces.api.problems import problems

router = APIRouter(prefix="/v1/articles", tags=["articles"])

Absent = SkipJsonSchema[None]
"""What a parameter is that was not given: a query has no way to say null."""

ArticleId = Annotated[str, Path(min_length=1, max_length=500)]
Hash = Annotated[str | Absent, Query(max_length=64, description="A revision, by the beginning of its hash.")]


class ArticleRead(Article):
    """An article with its sentences, and what in it is not meant for readers."""

    sentences: tuple[Span, ...]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, article: Article, newsdesk: Newsdesk) -> Self:
        return cls(
            **article.model_dump(),
            sentences=tuple(newsdesk.sentences(article)),
            findings=tuple(newsdesk.findings(article)),
        )


class Revisions(BaseModel):
    article_id: str
    revisions: tuple[Revision, ...]


@router.get("", responses=problems())
async def list_articles(
    request: Request,
    desk: TheDesk,
    _: Reads,
    q: Annotated[str, Query(max_length=200, description="Words in title, publisher, id or source.")] = "",
    publisher: Annotated[list[str] | Absent, Query(max_length=50)] = None,
    since: Annotated[Moment | Absent, Query(description="Published then or later.")] = None,
    until: Annotated[Moment | Absent, Query(description="Published before.")] = None,
    cursor: Annotated[str | Absent, Query(max_length=200, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ArticlePage:
    """Articles, newest first."""
    time_range = TimeRange(start=since, end=until) if since or until else None
    return await desk.workers.look_up(
        request,
        lambda: desk.newsdesk.article_page(
            words=q,
            time_range=time_range,
            filters=Filters(publishers=tuple(publisher or ())),
            after=cursor,
            limit=limit,
        ),
    )


@router.get("/{article_id}", responses=problems(404))
async def read_article(
    request: Request,
    desk: TheDesk,
    _: Reads,
    article_id: ArticleId,
    revision: Annotated[str | Absent, Query(max_length=64, description="The hash of an old text.")] = None,
) -> ArticleRead:
    """One article with its text, as it is or as it was."""

    def read() -> ArticleRead:
        article = desk.newsdesk.article(article_id, revision)
        return ArticleRead.of(article, desk.newsdesk)

    return await desk.workers.look_up(request, read)


@router.get("/{article_id}/history", responses=problems(404))
async def article_history(request: Request, desk: TheDesk, _: Reads, article_id: ArticleId) -> Revisions:
    """Every text the article has or had, the first one first."""
    found = await desk.workers.look_up(request, lambda: desk.newsdesk.history(article_id))
    return Revisions(article_id=article_id, revisions=tuple(found))


@router.get("/{article_id}/diff", responses=problems(404))
async def article_diff(
    request: Request, desk: TheDesk, _: Reads, article_id: ArticleId, before: Hash = None, after: Hash = None
) -> RevisionDiff:
    """What changed from one revision to another; by default from the one before to the current one."""
    return await desk.workers.look_up(request, lambda: desk.newsdesk.diff(article_id, before, after))


@router.get("/{article_id}/copies", responses=problems(404))
async def article_copies(request: Request, desk: TheDesk, _: Reads, article_id: ArticleId) -> CopyGroup:
    """The article with those that are the same text, or nearly, and which of them is the original."""
    return await desk.workers.look_up(request, lambda: desk.newsdesk.copies(article_id))


@router.delete("/{article_id}", status_code=204, responses=problems(404))
async def delete_article(request: Request, desk: TheDesk, _: Writes, article_id: ArticleId) -> Response:
    """Remove an article with everything that was made from it."""
    await desk.workers.look_up(request, lambda: desk.newsdesk.delete(article_id))
    return Response(status_code=204)
