"""Newsdesk: all verbs in one."""

from __future__ import annotations

from rag.app.bundles import Bundles
from rag.app.conversations import Chats
from rag.app.digests import Digests
from rag.app.intake import Intake


class Newsdesk(Intake, Chats, Digests, Bundles):
    """A data folder with its verbs. Close it, or use it in a `with`: a local model may run inside."""
