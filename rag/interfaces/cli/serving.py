"""`newsdesk serve`: the page and the HTTP API."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.interfaces.cli.invocation import Data, Verbose, this_invocation

DEFAULT_PORT = 8484


def serve(
    ctx: typer.Context,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; keys are required beyond this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = DEFAULT_PORT,
    require_keys: Annotated[
        bool, typer.Option("--require-keys", help="Want an API key even from this machine.")
    ] = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Serve the page and the HTTP API, until Ctrl-C.

    The server owns the data folder; other commands ask it meanwhile.
    """
    import sys

    from rag.interfaces.api.logs import ServerLog
    from rag.interfaces.api.serving import Place, serving

    invocation = this_invocation(ctx)
    settings = invocation.settings()
    log = ServerLog(with_text=settings.log_text)
    with (
        invocation.newsdesk(settings) as newsdesk,
        serving(newsdesk, Place(host, port), keys_required=require_keys, log=log) as server,
    ):
        sys.stdout.write(f"Newsdesk is at {server.address}/ (Ctrl-C ends it)\n")
        sys.stdout.flush()
        server.run()
