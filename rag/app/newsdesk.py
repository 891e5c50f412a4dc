"""Newsdesk: all verbs in one."""

from __future__ import annotations

from rag.app.conversations import Chats
from rag.app.intake import Intake
from rag.app.summaries import Summaries


class Newsdesk(Intake, Chats, Summaries):
    """A data folder with its verbs. Close it, or use it in a `with`: a local model may run inside."""
