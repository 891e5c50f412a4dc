"""What articles hold against their readers, as a person reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.domain import FindingKind, Handling

if TYPE_CHECKING:
    from rag.domain import Finding
    from rag.interfaces.cli.screen import Screen

MOST_SHOWN = 10
"""Findings that are listed; `--json` gives all of them."""

_IN_WORDS = {
    FindingKind.INSTRUCTION: "speaks to a language model",
    FindingKind.FOREIGN_REQUEST: "asks for what the article has nothing to do with",
    FindingKind.CHAT_MARKER: "looks like the frame of a conversation with a model",
    FindingKind.ENCODED: "is encoded",
    FindingKind.ACTIVE_MARKUP: "is code or markup that readers do not see",
    FindingKind.LINK_MARKUP: "is the markup of a link or of a page",
    FindingKind.FAKE_CITATION: "looks like the number of a source",
    FindingKind.HIDDEN_CHARACTERS: "holds characters that nobody sees",
    FindingKind.LOOKALIKE_LETTERS: "mixes in letters that look like others",
}
_DONE = {
    Handling.KEPT_BACK: "no model is given it, and no answer shows it",
    Handling.MADE_PLAIN: "a model is given the words alone",
}


def show_findings(screen: Screen, findings: Sequence[Finding], *, with_titles: bool = True) -> None:
    """A line for each finding, with its words below; nothing if there is none."""
    if not findings:
        return
    screen.line("Not meant for readers:", style="bold")
    for finding in findings[:MOST_SHOWN]:
        screen.line(in_words(finding, with_title=with_titles), lead="  - ")
        screen.line(f"“{finding.words}”", lead="    ")
    if len(findings) > MOST_SHOWN:
        screen.line(f"and {len(findings) - MOST_SHOWN:,} more; --json gives all of them.", lead="  - ")
    screen.line()


def in_words(finding: Finding, *, with_title: bool = False) -> str:
    """Where it stands, what it is and what is done about it."""
    place = f"{finding.span.start}:{finding.span.end}" if finding.span else "in the title"
    article = f"{finding.title or finding.article_id}, {place}" if with_title else place
    return f"{article}: {_IN_WORDS[finding.kind]}; {_DONE[finding.done]}."
