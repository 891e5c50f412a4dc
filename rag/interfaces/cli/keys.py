"""`newsdesk keys`: who may use the server from elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.interfaces.cli.invocation import AsJson, Data, Verbose, this_invocation

KeyName = Annotated[str, typer.Argument(metavar="NAME", help="What the key is for.")]
ScopeName = Annotated[str, typer.Option(metavar="SCOPE", help="read, write or admin.")]


def keys_group() -> typer.Typer:
    """`newsdesk keys`, with its three verbs below it."""
    group = typer.Typer(rich_markup_mode=None, help="Make, list and revoke keys for the HTTP API.")
    group.command("add")(add_key)
    group.command("list")(list_keys)
    group.command("revoke")(revoke_key)
    return group


def add_key(
    ctx: typer.Context,
    name: KeyName,
    scope: ScopeName = "read",
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Make a key. It is shown once; only a hash of it is kept."""
    from rag.app import now
    from rag.domain import Scope
    from rag.interfaces.cli.screen import Screen, write_json

    scopes = [known.value for known in Scope]
    if scope not in scopes:
        raise typer.BadParameter(f"{scope!r} is none of {', '.join(scopes)}", param_hint="--scope")
    with this_invocation(ctx).newsdesk() as newsdesk:
        made = newsdesk.keys.add(name, Scope(scope), at=now())
    if as_json:
        write_json({"name": name, "scope": scope, "id": made.key.id, "key": made.secret})
    else:
        Screen().line(made.secret)


def list_keys(
    ctx: typer.Context, as_json: AsJson = False, data: Data = None, verbose: Verbose = False
) -> None:
    """List the keys, the revoked ones included."""
    from rag.interfaces.cli.screen import Screen, day, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        found = newsdesk.keys.list()
    if as_json:
        write_json({"keys": [key.model_dump(mode="json", exclude={"sha256"}) for key in found]})
        return
    screen = Screen()
    for key in found:
        state = f"revoked {day(key.revoked_at)}" if key.revoked_at else "in force"
        screen.line(f"{key.id}  {key.scope.value:5}  made {day(key.created_at)}, {state}  {key.name}")
    if not found:
        screen.line("No keys yet. Make one with `newsdesk keys add NAME`.")


def revoke_key(ctx: typer.Context, name: KeyName, data: Data = None, verbose: Verbose = False) -> None:
    """Revoke a key by its name or id, for good and at once."""
    from rag.app import now
    from rag.interfaces.cli.screen import Screen

    with this_invocation(ctx).newsdesk() as newsdesk:
        key = newsdesk.keys.revoke(name, at=now())
    Screen().line(f"{key.name} ({key.id}) is revoked.")
