"""The tools over standard input and output, for a client on this machine that starts the program itself."""

from __future__ import annotations

from rag.app import Newsdesk
from rag.interfaces.api.application import make_workers
from rag.interfaces.mcp.tools import Tools


def run_over_stdio(newsdesk: Newsdesk) -> None:
    """Serve until the client leaves."""
    Tools(newsdesk, make_workers(newsdesk)).server().run("stdio")
