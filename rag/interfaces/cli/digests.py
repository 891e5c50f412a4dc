"""The verb that tells many articles as stories: digest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.interfaces.cli.budgets import Budget, DryRun, read_budget
from rag.interfaces.cli.invocation import Data, Verbose, Yes, this_invocation
from rag.interfaces.cli.questions import LONGEST_QUESTION, AsOf, Publishers, Since, Until
from rag.interfaces.cli.summaries import AsJson, Fast, Format, FormatOption, Model, show, show_estimate

if TYPE_CHECKING:
    from datetime import datetime

    from rag.domain import Filters


def digest(
    ctx: typer.Context,
    topic: Annotated[
        str | None,
        typer.Option("--topic", metavar="WORDS", show_default=False, help="Only articles on this topic."),
    ] = None,
    since: Since = None,
    until: Until = None,
    publisher: Publishers = None,
    articles: Annotated[
        list[str] | None,
        typer.Option(
            "--articles", metavar="ID", show_default=False, help="Only this article; may be repeated."
        ),
    ] = None,
    as_of: AsOf = None,
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", show_default=False, help="Remember it under this name."),
    ] = None,
    new_since: Annotated[
        str | None,
        typer.Option(
            "--new-since",
            metavar="DATE|last",
            show_default=False,
            help="Say what is new since the last digest of that name, or since the last one made by DATE.",
        ),
    ] = None,
    format: FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    as_json: AsJson = False,
    fast: Fast = False,
    model: Model = None,
    show_rejected: Annotated[
        bool, typer.Option("--show-rejected", help="Also list what the articles did not carry.")
    ] = False,
    budget: Budget = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Tell many articles as stories, each line with the sentence it stands in.

    What happened, what independent sources agree on and where they differ, who says what, and when. Copies
    count once.
    """
    from rag.interfaces.cli.digest_parts import digest_page
    from rag.interfaces.cli.downloads import model_that_may_be_used
    from rag.interfaces.cli.moments import read_as_of, read_time_range
    from rag.interfaces.cli.progress import shown_progress

    if fast and model is not None:
        raise typer.BadParameter("it names no language model; leave out --model", param_hint="--fast")
    invocation = this_invocation(ctx)
    settings = invocation.settings()
    chosen = model_that_may_be_used(settings, "extractive" if fast else model, yes=yes)
    form = Format.JSON if as_json else format
    limit = read_budget(budget)
    since_digest = _read_new_since(name, new_since)
    topic = _read_topic(topic)
    moment, time_range = read_as_of(as_of), read_time_range(since, until)
    filters = _filters(publisher, articles)
    with shown_progress() as progress, invocation.newsdesk(settings, progress=progress) as newsdesk:
        if dry_run:
            estimate = newsdesk.estimate_digest(
                topic, time_range=time_range, filters=filters, as_of=moment, model=chosen, progress=progress
            )
            show_estimate(estimate, form)
            return
        made = newsdesk.digest(
            topic,
            time_range=time_range,
            filters=filters,
            as_of=moment,
            name=name,
            new_since=since_digest,
            model=chosen,
            limit=limit,
            progress=progress,
        )
    show(form, made, digest_page(made, rejected=show_rejected))


def _read_new_since(name: str | None, new_since: str | None) -> datetime | Literal["last"] | None:
    from rag.interfaces.cli.moments import read_moment

    if name is not None and not name.strip():
        raise typer.BadParameter("it is empty", param_hint="--name")
    if new_since is None:
        return None
    if name is None:
        raise typer.BadParameter("it needs --name: digests are compared by name", param_hint="--new-since")
    return "last" if new_since.strip().lower() == "last" else read_moment(new_since, "--new-since")


def _read_topic(topic: str | None) -> str | None:
    if topic is None:
        return None
    if not topic.strip() or len(topic) > LONGEST_QUESTION:
        raise typer.BadParameter(f"it must have 1 to {LONGEST_QUESTION:,} characters", param_hint="--topic")
    return topic.strip()


def _filters(publishers: list[str] | None, articles: list[str] | None) -> Filters:
    from rag.domain import Filters

    return Filters(publishers=tuple(publishers or ()), articles=tuple(articles or ()))
