"""`newsdesk mcp`: the archive as tools for a client of the Model Context Protocol."""

from __future__ import annotations

import typer

from rag.interfaces.cli.invocation import Data, Verbose, this_invocation


def mcp(ctx: typer.Context, data: Data = None, verbose: Verbose = False) -> None:
    """Offer search, answers and articles as MCP tools on stdin and stdout.

    For clients that start programs. `newsdesk serve` offers the same over HTTP, at /mcp.
    """
    from rag.interfaces.mcp.over_stdio import run_over_stdio

    with this_invocation(ctx).newsdesk() as newsdesk:
        run_over_stdio(newsdesk)
