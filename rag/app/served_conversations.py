"""Conversations beside a running server: read here, changed there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rag.adapters.server_client import ServerClient
from rag.domain import ConversationInfo
from rag.wiring.archive import Archive
from rag.wiring.conversations import Conversations


class ServedConversations(Conversations):
    """What changes a conversation is asked of the server, which holds the data folder."""

    def __init__(self, archive: Archive, server: ServerClient, *, clock: Callable[[], datetime]) -> None:
        super().__init__(archive, clock=clock)
        self._server = server

    def create(self, title: str = "") -> ConversationInfo:
        return self._server.create_conversation(title)

    def rename(self, conversation_id: str, title: str) -> ConversationInfo:
        return self._server.rename_conversation(conversation_id, title)

    def delete(self, conversation_id: str) -> None:
        self._server.delete_conversation(conversation_id)
