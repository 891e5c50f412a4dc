"""The verbs that fill and tend the archive: ingest, articles, reindex."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.budgets import Budget, DryRun, read_budget
from rag.interfaces.cli.invocation import ArticleId, AsJson, Data, Verbose, this_invocation

if TYPE_CHECKING:
    from rag.domain import Article, ArticleInfo, Finding
    from rag.interfaces.cli.screen import Screen

_SOURCES = (
    "Files and folders: .txt, .md, .html, .pdf, .docx, .eml, .json, .jsonl, .csv, and .gz and .zip of these; "
    "- reads standard input. Addresses of web pages are fetched."
)
_FIELD = (
    "The field of a JSON or CSV record that holds the text, title, url, publisher, authors, date, language, "
    "section or id, as in text=content.rendered. May be repeated."
)
_FEED = "The articles of an RSS, Atom or JSON feed. May be repeated."
_SITEMAP = "The articles of a sitemap, or of an index of sitemaps. May be repeated."
_URLS = "A file with the address of a page on each line; # begins a comment. May be repeated."


def ingest(
    ctx: typer.Context,
    articles: Annotated[
        list[str] | None,
        typer.Argument(metavar="ARTICLES...", help=_SOURCES, show_default=False),
    ] = None,
    feeds: Annotated[
        list[str] | None,
        typer.Option("--feed", metavar="URL", help=_FEED, show_default=False),
    ] = None,
    sitemaps: Annotated[
        list[str] | None,
        typer.Option("--sitemap", metavar="URL", help=_SITEMAP, show_default=False),
    ] = None,
    url_lists: Annotated[
        list[str] | None,
        typer.Option("--urls", metavar="FILE", help=_URLS, show_default=False),
    ] = None,
    fields: Annotated[
        list[str] | None,
        typer.Option("--field", metavar="NAME=FIELD", help=_FIELD, show_default=False),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The same as --field in a YAML file.", show_default=False),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="What comes on standard input: jsonl, txt, pdf …", show_default=False
        ),
    ] = None,
    budget: Budget = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Read articles into the archive. What is known and unchanged costs nothing.

    A budget is for embeddings. Where it ends the work, a later run goes on from there.
    """
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.reports import tell_estimate, tell_report

    sources = _sources(articles, feeds, sitemaps, url_lists)
    limit = read_budget(budget)
    with shown_progress() as progress, this_invocation(ctx).newsdesk(progress=progress) as newsdesk:
        if dry_run:
            estimate = newsdesk.estimate_ingest(
                sources, fields=fields or (), mapping=mapping, kind=kind, progress=progress
            )
            tell = partial(tell_estimate, estimate)
        else:
            report = newsdesk.ingest(
                sources, fields=fields or (), mapping=mapping, kind=kind, limit=limit, progress=progress
            )
            tell = partial(tell_report, report)
    tell(as_json=as_json)


def _sources(
    articles: list[str] | None, feeds: list[str] | None, sitemaps: list[str] | None, lists: list[str] | None
) -> list[str]:
    """Every source in one list, each with its kind before it. Without any the command line is wrong."""
    from rag.ports import SourceKind

    sources = list(articles or ())
    kinds = ((SourceKind.FEED, feeds), (SourceKind.SITEMAP, sitemaps), (SourceKind.URLS, lists))
    sources += [f"{kind}{name}" for kind, names in kinds for name in names or ()]
    if not sources:
        raise typer.BadParameter("give some, or --feed, --sitemap or --urls", param_hint="ARTICLES")
    return sources


def articles_group() -> typer.Typer:
    """`newsdesk articles`, which lists, with what is done to one article below it."""
    from rag.interfaces.cli.copies import show_copies
    from rag.interfaces.cli.deletion import delete_article
    from rag.interfaces.cli.revisions import show_diff, show_history

    group = typer.Typer(rich_markup_mode=None, invoke_without_command=True)
    group.callback()(list_articles)
    group.command("show")(show_article)
    group.command("history")(show_history)
    group.command("diff")(show_diff)
    group.command("copies")(show_copies)
    group.command("delete")(delete_article)
    return group


def list_articles(
    ctx: typer.Context, as_json: AsJson = False, data: Data = None, verbose: Verbose = False
) -> None:
    """List the articles in the archive; show, compare or delete them."""
    if ctx.invoked_subcommand is not None:
        return
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        found = list(newsdesk.articles())
    if as_json:
        write_json({"articles": [article.model_dump(mode="json") for article in found]})
        return
    screen = Screen()
    for article in found:
        _show_info(screen, article)
    if not found:
        screen.line("No articles yet. Start with `newsdesk ingest FILES...`.")


def _show_info(screen: Screen, article: ArticleInfo) -> None:
    screen.line(article.title or "(no title)", style="bold")
    screen.line(f"{article.article_id}  {_origin(article)}", lead="  ", style="dim")


def _origin(article: ArticleInfo) -> str:
    from rag.interfaces.cli.screen import day

    return ", ".join(filter(None, [article.publisher, day(article.published_at), article.source]))


def show_article(
    ctx: typer.Context,
    article_id: ArticleId,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Print one article as it is stored."""
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        article = newsdesk.article(article_id)
        findings = newsdesk.findings(article)
    if as_json:
        found = [finding.model_dump(mode="json") for finding in findings]
        write_json({**article.model_dump(mode="json"), "findings": found})
    else:
        _show_article(Screen(), article, findings)


def _show_article(screen: Screen, article: Article, findings: Sequence[Finding]) -> None:
    from rag.interfaces.cli.finding_text import show_findings

    _show_info(screen, article)
    for detail in filter(None, [", ".join(article.authors), article.url]):
        screen.line(detail, lead="  ", style="dim")
    screen.line()
    show_findings(screen, findings, with_titles=False)
    screen.line(article.text)


def reindex(ctx: typer.Context, budget: Budget = None, data: Data = None, verbose: Verbose = False) -> None:
    """Rebuild the vector index from the catalogue.

    Needed after a change of embeddings, and whenever the index was lost. Where a budget ends it, the old
    index stays in use, and a later run goes on from there.
    """
    from rag.interfaces.cli.progress import shown_progress
    from rag.interfaces.cli.screen import Screen, count

    limit = read_budget(budget)
    with shown_progress() as progress, this_invocation(ctx).newsdesk(progress=progress) as newsdesk:
        chunks = newsdesk.reindex(limit=limit, progress=progress)
    Screen().line(f"{count(chunks, 'chunk')} indexed again.")
