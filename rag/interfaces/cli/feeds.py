"""`newsdesk feeds`: the feeds that are read again and again, for cron or by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.invocation import AsJson, Data, Verbose, this_invocation

if TYPE_CHECKING:
    from rag.domain import RememberedFeed

FeedUrl = Annotated[str, typer.Argument(metavar="URL", help="The address of an RSS, Atom or JSON feed.")]


def feeds_group() -> typer.Typer:
    """`newsdesk feeds`, with its four verbs below it."""
    group = typer.Typer(rich_markup_mode=None, help="Remember feeds, and take in what is new in them.")
    group.command("add")(add_feed)
    group.command("list")(list_feeds)
    group.command("remove")(remove_feed)
    group.command("update")(update_feeds)
    return group


def add_feed(ctx: typer.Context, url: FeedUrl, data: Data = None, verbose: Verbose = False) -> None:
    """Remember a feed. Its articles are taken in by the next update."""
    from rag.interfaces.cli.screen import Screen

    with this_invocation(ctx).newsdesk() as newsdesk:
        feed = newsdesk.feeds.add(url)
    Screen().line(f"{feed.title or 'A feed without a title'} ({feed.url}) is remembered.")


def list_feeds(
    ctx: typer.Context, as_json: AsJson = False, data: Data = None, verbose: Verbose = False
) -> None:
    """List the feeds, when each was read, and what went wrong."""
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        found = newsdesk.feeds.list()
    if as_json:
        write_json({"feeds": [feed.model_dump(mode="json", exclude={"validators"}) for feed in found]})
        return
    screen = Screen()
    for feed in found:
        screen.line(feed.title or "(no title)", style="bold")
        screen.line(feed.url, lead="  ", style="dim")
        screen.line(_last_time(feed), lead="  ", style="dim")
    if not found:
        screen.line("No feeds yet. Start with `newsdesk feeds add URL`.")


def _last_time(feed: RememberedFeed) -> str:
    if feed.last_checked is None:
        return "never read"
    read = f"read {feed.last_checked:%Y-%m-%d %H:%M} UTC"
    return f"{read}: {feed.last_error}" if feed.last_error else read


def remove_feed(ctx: typer.Context, url: FeedUrl, data: Data = None, verbose: Verbose = False) -> None:
    """Forget a feed. Its articles stay in the archive."""
    from rag.interfaces.cli.screen import Screen

    with this_invocation(ctx).newsdesk() as newsdesk:
        newsdesk.feeds.remove(url)
    Screen().line(f"{url} is forgotten; its articles stay.")


def update_feeds(
    ctx: typer.Context, as_json: AsJson = False, data: Data = None, verbose: Verbose = False
) -> None:
    """Take in what is new in every feed.

    Made for cron: it asks only for what has changed, and prints nothing unless something fails. The exit
    code is that of the first failure.
    """
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.reports import tell_report

    invocation = this_invocation(ctx)
    with shown_progress() as progress, invocation.newsdesk(progress=progress) as newsdesk:
        report = newsdesk.feeds.update(progress=progress)
    tell_report(report, as_json=as_json, is_quiet=not invocation.verbose)
