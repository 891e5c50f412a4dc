"""The verbs that sum up: summarize."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.interfaces.cli.budgets import Budget, DryRun, read_budget
from rag.interfaces.cli.invocation import ArticleId, Data, Verbose, Yes, this_invocation

if TYPE_CHECKING:
    from rag.domain import Estimate, Value
    from rag.interfaces.cli.pages import Page


class Format(StrEnum):
    """How a summary is printed."""

    TEXT = "text"
    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How it is printed.", show_choices=True)]
AsJson = Annotated[bool, typer.Option("--json", help="The same as --format json.")]
Fast = Annotated[bool, typer.Option("--fast", help="Use no language model.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", metavar="PROVIDER:NAME", show_default=False, help="The model, instead of NEWSDESK_MODEL."
    ),
]
Schema = Annotated[
    Path | None,
    typer.Option(
        "--schema",
        metavar="FILE",
        show_default=False,
        help="A JSON Schema (2020-12) that says what is wanted instead; - reads it from standard input.",
    ),
]


def summarize(
    ctx: typer.Context,
    article: ArticleId,
    format: FormatOption = Format.TEXT,  # noqa: A002 - the option's name
    as_json: AsJson = False,
    fast: Fast = False,
    model: Model = None,
    schema: Schema = None,
    show_rejected: Annotated[
        bool, typer.Option("--show-rejected", help="Also list what the article did not carry.")
    ] = False,
    budget: Budget = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Sum up one article, field by field.

    People, quotes, figures, dates, positions and what happened: each value with the sentence it stands in.
    With --schema, what your own JSON Schema asks for, valid against it, as far as the article carries it.
    """
    from rag.interfaces.cli.downloads import model_that_may_be_used
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.summary_parts import filled_page, summary_page

    if fast and model is not None:
        raise typer.BadParameter("it names no language model; leave out --model", param_hint="--fast")
    invocation = this_invocation(ctx)
    settings = invocation.settings()
    chosen = model_that_may_be_used(settings, "extractive" if fast else model, yes=yes)
    form = Format.JSON if as_json else format
    limit = read_budget(budget)
    own = None if schema is None else _read_schema(schema)
    with shown_progress() as progress, invocation.newsdesk(settings, progress=progress) as newsdesk:
        if dry_run:
            estimate = newsdesk.estimate_summary(article, schema=own, model=chosen, progress=progress)
            show_estimate(estimate, form)
            return
        if own is not None:
            filled = newsdesk.summarize(article, schema=own, model=chosen, limit=limit, progress=progress)
            show(form, filled, filled_page(filled, rejected=show_rejected))
            return
        summary = newsdesk.summarize(article, model=chosen, limit=limit, progress=progress)
    show(form, summary, summary_page(summary, rejected=show_rejected))


def _read_schema(path: Path) -> dict[str, Any]:
    """The schema in a file. Raises `SchemaRefused`."""
    import json

    from rag.errors import SchemaRefused

    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
        schema = json.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        raise SchemaRefused(f"{path} cannot be read as a JSON Schema: {error}.") from None
    if not isinstance(schema, dict):
        raise SchemaRefused(f"{path} holds no JSON Schema: that is an object.")
    return schema


def show_estimate(estimate: Estimate, form: Format) -> None:
    """Print what a piece of work would take."""
    from rag.interfaces.cli.budgets import estimate_text
    from rag.interfaces.cli.screen import Screen, write_json

    if form is Format.JSON:
        write_json(estimate.model_dump(mode="json"))
    else:
        Screen().line(estimate_text(estimate))


def show(format: Format, value: Value, page: Page) -> None:  # noqa: A002 - the option's name
    """Print a value as a document for a program, or its page for a person."""
    from rag.interfaces.cli.pages import html_page, markdown_page, show_page
    from rag.interfaces.cli.screen import Screen, write_json

    if format is Format.JSON:
        write_json(value.model_dump(mode="json"))
    elif format is Format.TEXT:
        show_page(Screen(), page)
    else:
        sys.stdout.write(html_page(page) if format is Format.HTML else markdown_page(page))
