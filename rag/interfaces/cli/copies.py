"""`newsdesk articles copies`: which articles are one text, and which of them is the original."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.invocation import AsJson, Data, Verbose, this_invocation

if TYPE_CHECKING:
    from rag.domain import Copy, CopyGroup
    from rag.interfaces.cli.screen import Screen

_ID = typer.Argument(metavar="[ID]", show_default=False, help="An id as `newsdesk articles` lists it.")


def show_copies(
    ctx: typer.Context,
    article_id: Annotated[str | None, _ID] = None,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """List the copies of one article, or all groups of copies, each with its original and why it is that."""
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        groups = [newsdesk.copies(article_id)] if article_id else list(newsdesk.copy_groups())
    if as_json:
        write_json({"groups": [group.model_dump(mode="json") for group in groups]})
        return
    screen = Screen()
    for group in groups:
        _show(screen, group)
    if not groups:
        screen.line("No article is a copy of another.")


def _show(screen: Screen, group: CopyGroup) -> None:
    from rag.interfaces.cli.screen import count

    screen.line(_described(group.original), style="bold")
    screen.line(f"{_why(group)}; origin: {group.origin}", lead="  ", style="dim")
    for copy in group.copies:
        screen.line(f"{_described(copy)}  {copy.likeness:.0%} alike", lead="  ")
    published_by = f" of {count(group.publishers, 'publisher')}" if group.publishers else ""
    screen.line(f"{count(len(group.members), 'article')}{published_by}, 1 origin.", lead="  ", style="dim")


def _described(copy: Copy) -> str:
    from rag.interfaces.cli.screen import day

    parts = [copy.article_id, copy.publisher, day(copy.published_at), copy.title]
    return "  ".join(filter(None, parts))


def _why(group: CopyGroup) -> str:
    from rag.domain import OriginalBy

    words = [member.credit.text for member in group.members if member.credit]
    said = f" (“{words[0]}”)" if words else ""
    return {
        OriginalBy.NAMED: f"the original: named as such{said}",
        OriginalBy.EARLIEST: f"the original: published first{said}",
        OriginalBy.LONGEST: f"taken for the original: the longest, none is dated{said}",
        OriginalBy.ONLY: f"no copies{said}",
    }[group.reason]
