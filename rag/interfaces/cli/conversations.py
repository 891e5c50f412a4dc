"""`newsdesk chat`, and `newsdesk conversations`: what was said before, to list, go on with and delete."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.invocation import AsJson, Data, Verbose, Yes, this_invocation
from rag.interfaces.cli.questions import (
    AsOf,
    Fast,
    Model,
    Publishers,
    Since,
    Until,
    check_question,
    read_filters,
    read_model,
)

if TYPE_CHECKING:
    from rag.domain import ChatEvent, Turn

ConversationId = Annotated[
    str, typer.Argument(metavar="ID", help="An id as `newsdesk conversations list` shows it.")
]


def conversations_group() -> typer.Typer:
    """`newsdesk conversations`, with its verbs below it."""
    group = typer.Typer(rich_markup_mode=None, help="Conversations that are kept in the archive.")
    group.command("list")(list_conversations)
    group.command("show")(show_conversation)
    group.command("rename")(rename_conversation)
    group.command("export")(export_conversation)
    group.command("delete")(delete_conversation)
    return group


def _check_message(text: str | None) -> str | None:
    return None if text is None else check_question(text)


def chat(
    ctx: typer.Context,
    message: Annotated[
        str | None,
        typer.Argument(
            metavar="MESSAGE",
            callback=_check_message,
            show_default=False,
            help="What to say. Without it, every line of standard input is a message.",
        ),
    ] = None,
    conversation: Annotated[
        str | None,
        typer.Option("--conversation", "-c", metavar="ID", show_default=False, help="Go on with this one."),
    ] = None,
    fast: Fast = False,
    model: Model = None,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    publisher: Publishers = None,
    yes: Yes = False,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Ask, and ask on: "How long did he stay?", "and the Chinese side?", "only the Gazette".

    How a message is understood is shown. Earlier answers say what it means and are never evidence. With
    choices asked back, a number picks one.
    """
    from rag.interfaces.cli.downloads import model_that_may_be_used
    from rag.interfaces.cli.moments import read_as_of, read_time_range
    from rag.interfaces.cli.progress import shown_progress

    wanted, moment, time_range = (
        read_model(model, fast=fast),
        read_as_of(as_of),
        read_time_range(since, until),
    )
    filters = read_filters(publisher, None, None, None) if publisher else None
    invocation = this_invocation(ctx)
    settings = invocation.settings()
    chosen = model_that_may_be_used(settings, wanted, yes=yes)
    with invocation.newsdesk(settings) as newsdesk:
        spoken_in = conversation
        for said in [message] if message is not None else _lines():
            with shown_progress() as progress:
                events = newsdesk.stream_chat(
                    said,
                    conversation=spoken_in,
                    model=chosen,
                    as_of=moment,
                    time_range=time_range,
                    filters=filters,
                    progress=progress,
                )
                turn = _tell(events, progress.close, as_json=as_json)
            spoken_in = turn.conversation_id


def _lines() -> Iterator[str]:
    """Messages, one a line, until the end of standard input; a person at a terminal is shown a prompt."""
    is_person = sys.stdin.isatty() and sys.stderr.isatty()
    while True:
        if is_person:
            sys.stderr.write("> ")
            sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield check_question(line)


def _tell(events: Iterator[ChatEvent], clear: Callable[[], None], *, as_json: bool) -> Turn:
    from rag.domain import turn_of
    from rag.interfaces.cli.answer_text import show_turn
    from rag.interfaces.cli.screen import Screen, write_json

    if not as_json:
        return show_turn(Screen(), events, before=clear)
    turn = turn_of(events)
    write_json(turn.model_dump(mode="json"))
    return turn


def list_conversations(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option("-k", "--limit", min=1, max=1000, help="How many of them.")] = 50,
    cursor: Annotated[
        str | None,
        typer.Option(metavar="CURSOR", show_default=False, help="Go on where a list with --json ended."),
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """List the conversations, the latest first."""
    from rag.interfaces.cli.screen import Screen, count, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        found = newsdesk.conversations.page(after=cursor, limit=limit)
    if as_json:
        write_json(found.model_dump(mode="json"))
        return
    screen = Screen()
    for info in found.conversations:
        screen.line(info.title or "Untitled", style="bold")
        spoken = f"{info.updated_at:%Y-%m-%d %H:%M} UTC"
        screen.line(f"{info.conversation_id}, {count(info.turns, 'turn')}, {spoken}", lead="  ", style="dim")
    if not found.total:
        screen.line("No conversations yet. Start with `newsdesk chat`.")
    elif found.next:
        screen.line(f"{found.total:,} in all; -k shows more.", style="dim")


def show_conversation(
    ctx: typer.Context,
    conversation_id: ConversationId,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Show what was asked and answered."""
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        found = newsdesk.conversations.get(conversation_id)
        text = newsdesk.conversations.export(conversation_id)
    if as_json:
        write_json(found.model_dump(mode="json"))
    else:
        for line in text.splitlines():
            Screen().line(line)


def rename_conversation(
    ctx: typer.Context,
    conversation_id: ConversationId,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="The new title.")],
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Give a conversation another title."""
    from rag.interfaces.cli.screen import Screen

    with this_invocation(ctx).newsdesk() as newsdesk:
        info = newsdesk.conversations.rename(conversation_id, title)
    Screen().line(f"{info.conversation_id} is now called “{info.title}”.")


def export_conversation(
    ctx: typer.Context,
    conversation_id: ConversationId,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Print a conversation as Markdown, or as JSON."""
    from rag.interfaces.cli.safe_text import neutral
    from rag.interfaces.cli.screen import write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        found = newsdesk.conversations.get(conversation_id)
        text = newsdesk.conversations.export(conversation_id)
    if as_json:
        write_json(found.model_dump(mode="json"))
    else:
        sys.stdout.write(neutral(text))


def delete_conversation(
    ctx: typer.Context, conversation_id: ConversationId, data: Data = None, verbose: Verbose = False
) -> None:
    """Delete a conversation. Its articles stay."""
    from rag.interfaces.cli.screen import Screen

    with this_invocation(ctx).newsdesk() as newsdesk:
        newsdesk.conversations.delete(conversation_id)
    Screen().line(f"{conversation_id} is deleted.")
