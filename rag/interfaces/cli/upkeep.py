"""The verbs that look after the installation: doctor, models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from rag.interfaces.cli.invocation import AsJson, Data, Verbose, this_invocation

if TYPE_CHECKING:
    from rag.domain import Check
    from rag.interfaces.cli.screen import Screen


def doctor(ctx: typer.Context, as_json: AsJson = False, data: Data = None, verbose: Verbose = False) -> None:
    """Check the data folder, the index and the models."""
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk(allow_download=False) as newsdesk:
        checks = newsdesk.doctor()
    if as_json:
        write_json({"checks": [check.model_dump(mode="json") for check in checks]})
    else:
        _show_checks(Screen(), checks)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def _show_checks(screen: Screen, checks: list[Check]) -> None:
    for check in checks:
        screen.line(f"{check.name}: {check.detail}", lead="ok    " if check.ok else "MEND  ")


def models_group() -> typer.Typer:
    """`newsdesk models`, which lists, with `fetch` below it."""
    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(list_models)
    group.command("fetch")(fetch_models)
    return group


def list_models(
    ctx: typer.Context, as_json: AsJson = False, data: Data = None, verbose: Verbose = False
) -> None:
    """List the files of the local models, or fetch them."""
    if ctx.invoked_subcommand is not None:
        return
    from rag.app import asset_status
    from rag.interfaces.cli.screen import Screen, size, write_json

    found = asset_status(this_invocation(ctx).settings())
    if as_json:
        write_json({"models": [asset.model_dump(mode="json") for asset in found]})
        return
    screen = Screen()
    for asset in found:
        screen.line(
            f"{asset.purpose}: {asset.name} ({size(asset.size)})",
            lead="here     " if asset.present else "missing  ",
        )
        screen.line(asset.path, lead="         ", style="dim")


def fetch_models(ctx: typer.Context, data: Data = None, verbose: Verbose = False) -> None:
    """Download the files of the local models that are missing, and check each by its hash."""
    from rag.app import fetch_assets
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.screen import Screen

    invocation = this_invocation(ctx)
    invocation.set_logging()
    with shown_progress() as progress:
        paths = fetch_assets(invocation.settings(), progress=progress)
    screen = Screen()
    for path in paths:
        screen.line(str(path))
