"""`/v1/conversations`: what was asked and answered before, to list, read, go on with and delete.

A question is asked in one by its ``conversation_id`` at `/v1/ask`.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, StringConstraints

from rag.domain import Conversation, ConversationInfo, ConversationPage
from rag.interfaces.api.access import Reads, Writes
from rag.interfaces.api.articles import Absent
from rag.interfaces.api.bodies import strictly
from rag.interfaces.api.desk import TheDesk
from rag.interfaces.api.problems import problems

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])

ConversationId = Annotated[str, Path(min_length=1, max_length=100)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NewConversation(BaseModel):
    """Without a title, the first question becomes it."""

    model_config = ConfigDict(extra="forbid")

    title: Title | None = None


class Renaming(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Title


@router.get("", responses=problems())
async def list_conversations(
    request: Request,
    desk: TheDesk,
    _: Reads,
    cursor: Annotated[str | Absent, Query(max_length=200, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> ConversationPage:
    """Conversations, the one that was spoken in last first."""
    return await desk.workers.look_up(
        request, lambda: desk.newsdesk.conversations.page(after=cursor, limit=limit)
    )


@router.post("", status_code=201, responses=problems(503))
async def create_conversation(
    request: Request, desk: TheDesk, _: Reads, body: Annotated[NewConversation, strictly(NewConversation)]
) -> ConversationInfo:
    """Begin a conversation. Asking in the conversation `new` does so, too."""
    return await desk.workers.look_up(request, lambda: desk.newsdesk.conversations.create(body.title or ""))


@router.get("/{conversation_id}", responses=problems(404))
async def read_conversation(
    request: Request, desk: TheDesk, _: Reads, conversation_id: ConversationId
) -> Conversation:
    """A conversation with every turn: how it was understood, and its answer or what was asked back."""
    return await desk.workers.look_up(request, lambda: desk.newsdesk.conversations.get(conversation_id))


@router.patch("/{conversation_id}", responses=problems(404, 503))
async def rename_conversation(
    request: Request,
    desk: TheDesk,
    _: Writes,
    conversation_id: ConversationId,
    body: Annotated[Renaming, strictly(Renaming)],
) -> ConversationInfo:
    """Give a conversation another title."""
    return await desk.workers.look_up(
        request, lambda: desk.newsdesk.conversations.rename(conversation_id, body.title)
    )


@router.get(
    "/{conversation_id}/export",
    response_class=Response,
    responses={**problems(404), 200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
async def export_conversation(
    request: Request, desk: TheDesk, _: Reads, conversation_id: ConversationId
) -> Response:
    """A conversation as Markdown, with the quotes and where they stand."""
    text = await desk.workers.look_up(request, lambda: desk.newsdesk.conversations.export(conversation_id))
    return Response(text, media_type="text/markdown")


@router.delete("/{conversation_id}", status_code=204, responses=problems(404, 503))
async def delete_conversation(
    request: Request, desk: TheDesk, _: Writes, conversation_id: ConversationId
) -> Response:
    """Delete a conversation with its turns. Its articles stay."""
    await desk.workers.look_up(request, lambda: desk.newsdesk.conversations.delete(conversation_id))
    return Response(status_code=204)
