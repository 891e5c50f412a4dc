"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.interfaces.cli import (
    archive,
    conversations,
    digests,
    feeds,
    keys,
    mcp,
    questions,
    schemas,
    serving,
    summaries,
    upkeep,
)
from rag.interfaces.cli.invocation import Data, Verbose

_HELP = "Ask questions of your news archive and get answers tied to the exact sentences they came from."


def application() -> typer.Typer:
    """Every command under one name, in the order a newcomer needs them."""
    app = typer.Typer(
        name="newsdesk", help=_HELP, add_completion=False, rich_markup_mode=None, invoke_without_command=True
    )
    app.callback()(_globals)
    app.command("ingest")(archive.ingest)
    app.command("search")(questions.search)
    app.command("ask")(questions.ask)
    app.command("summarize")(summaries.summarize)
    app.command("digest")(digests.digest)
    app.command("chat")(conversations.chat)
    app.add_typer(conversations.conversations_group(), name="conversations")
    app.command("verify")(questions.verify)
    app.add_typer(archive.articles_group(), name="articles")
    app.add_typer(feeds.feeds_group(), name="feeds")
    app.command("serve")(serving.serve)
    app.command("mcp")(mcp.mcp)
    app.add_typer(keys.keys_group(), name="keys")
    app.command("reindex")(archive.reindex)
    app.command("doctor")(upkeep.doctor)
    app.add_typer(upkeep.models_group(), name="models")
    app.command("schema")(schemas.schema)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"newsdesk {version('newsdesk')}")
        raise typer.Exit


def _globals(
    ctx: typer.Context,
    data: Data = None,
    verbose: Verbose = False,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help(), err=True)
        raise typer.Exit(2)
