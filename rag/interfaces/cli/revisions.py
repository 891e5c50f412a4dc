"""`newsdesk articles history` and `diff`: the revisions of an article and what changed between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.invocation import ArticleId, AsJson, Data, Verbose, this_invocation

if TYPE_CHECKING:
    from rag.domain import Revision, RevisionDiff, SentenceChange
    from rag.interfaces.cli.screen import Screen

_SHOWN_OF_HASH = 12

Hash = typer.Argument(
    metavar="[HASH]", show_default=False, help="A revision, by the first characters of its hash."
)


def show_history(
    ctx: typer.Context,
    article_id: ArticleId,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """List the revisions of one article, the first one taken in first."""
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        revisions = newsdesk.history(article_id)
    if as_json:
        listed = [revision.model_dump(mode="json") for revision in revisions]
        write_json({"article_id": article_id, "revisions": listed})
        return
    screen = Screen()
    for revision in revisions:
        screen.line(_described(revision))


def show_diff(
    ctx: typer.Context,
    article_id: ArticleId,
    before: Annotated[str | None, Hash] = None,
    after: Annotated[str | None, Hash] = None,
    as_json: AsJson = False,
    data: Data = None,
    verbose: Verbose = False,
) -> None:
    """Show what changed in one article, sentence by sentence.

    Without a hash the current revision is compared with the one before, with one hash with that revision.
    """
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        diff = newsdesk.diff(article_id, before, after)
    if as_json:
        write_json(diff.model_dump(mode="json"))
    else:
        _show(Screen(), diff)


def _described(revision: Revision) -> str:
    from rag.interfaces.cli.screen import count

    moment = f"{revision.taken_in:%Y-%m-%d %H:%M} UTC" if revision.taken_in else "time unknown"
    parts = [
        revision.content_sha256[:_SHOWN_OF_HASH],
        moment,
        count(revision.length, "character"),
        revision.title or "(no title)",
    ]
    return "  ".join(parts) + ("  (current)" if revision.is_current else "")


def _show(screen: Screen, diff: RevisionDiff) -> None:
    from rag.interfaces.cli.screen import count

    screen.line(_described(diff.before), lead="from ")
    screen.line(_described(diff.after), lead="to   ")
    screen.line()
    if diff.before.title != diff.after.title:
        screen.line(f"title: {diff.before.title} → {diff.after.title}")
    for change in diff.changes:
        _show_change(screen, change)
    screen.line(f"{count(diff.unchanged, 'sentence')} unchanged.")


def _show_change(screen: Screen, change: SentenceChange) -> None:
    """``-`` is gone, ``+`` is new; ``~`` has changed, with [-words that went-] and {+words that came+}."""
    from rag.domain import Difference

    marks = {Difference.REMOVED: "[-{}-]", Difference.ADDED: "{{+{}+}}", Difference.SAME: "{}"}
    if change.kind is Difference.CHANGED:
        screen.line("".join(marks[word.kind].format(word.text) for word in change.words), lead="~ ")
    elif change.kind is Difference.REMOVED:
        screen.line(change.before or "", lead="- ", style="red")
    else:
        screen.line(change.after or "", lead="+ ", style="green")
