"""What an ingest did, or would do: a sentence on stdout, a line on stderr for each failure, an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from rag.errors import BudgetReached
from rag.interfaces.cli.budgets import price_text
from rag.interfaces.cli.finding_text import show_findings
from rag.interfaces.cli.safe_text import one_line
from rag.interfaces.cli.screen import Screen, count, duration, write_json

if TYPE_CHECKING:
    from rag.domain import FailedSource, IngestEstimate, IngestReport

_WORTH_A_RATE = 2.0
"""Seconds; a rate of less says little."""


def tell_report(report: IngestReport, *, as_json: bool, is_quiet: bool = False) -> None:
    """Print it, and end with its exit code: that of a budget, else of the first failure.

    ``is_quiet`` leaves out what went well.
    """
    _tell_failures(report.failed)
    if report.stopped:
        sys.stderr.write(f"newsdesk: {report.stopped} Run it again to go on from here.\n")
    if as_json:
        write_json(report.model_dump(mode="json"))
    elif not is_quiet:
        screen = Screen()
        screen.line(_report_text(report))
        show_findings(screen, report.findings)
    if report.stopped:
        raise typer.Exit(BudgetReached.exit_code)
    _end_with(report.failed)


def tell_estimate(estimate: IngestEstimate, *, as_json: bool) -> None:
    """The same for what an ingest would do."""
    _tell_failures(estimate.failed)
    if as_json:
        write_json(estimate.model_dump(mode="json"))
    else:
        Screen().line(_estimate_text(estimate))
    _end_with(estimate.failed)


def _report_text(report: IngestReport) -> str:
    did = [f"{count(report.added, 'article')} added", *_changes(report)]
    did += [f"{count(report.copies, 'copy', 'copies')} of others"] if report.copies else []
    did += _failures(report)
    taken = report.added + report.changed
    rate = f" ({taken / report.seconds:.1f} articles/s)" if taken and report.seconds >= _WORTH_A_RATE else ""
    waiting = f" {count(report.waiting, 'chunk')} left to embed." if report.waiting else ""
    return f"{', '.join(did)}, in {duration(report.seconds)}{rate}.{waiting}"


def _estimate_text(estimate: IngestEstimate) -> str:
    would = [f"{count(estimate.added, 'article')} to add", *_changes(estimate), *_failures(estimate)]
    parts = f"{count(estimate.sentences, 'sentence')}, {count(estimate.chunks, 'chunk')}"
    takes = [f"{estimate.to_embed:,} to embed", f"{count(estimate.tokens, 'token')} at most"]
    takes += ["time not known" if estimate.seconds is None else f"about {duration(estimate.seconds)}"]
    takes += [] if estimate.cost_usd == 0 else [price_text(estimate.cost_usd)]
    return f"{', '.join(would)}. {parts}; {', '.join(takes)}."


def _changes(result: IngestReport | IngestEstimate) -> list[str]:
    changed = [f"{result.changed:,} changed"] if result.changed else []
    return [*changed, *([f"{result.unchanged:,} unchanged"] if result.unchanged else [])]


def _failures(result: IngestReport | IngestEstimate) -> list[str]:
    return [f"{count(len(result.failed), 'source')} failed"] if result.failed else []


def _tell_failures(failures: Sequence[FailedSource]) -> None:
    for failed in failures:
        said = failed.error if failed.source in failed.error else f"{failed.source}: {failed.error}"
        sys.stderr.write(f"newsdesk: {one_line(said)}\n")


def _end_with(failures: Sequence[FailedSource]) -> None:
    if failures:
        raise typer.Exit(failures[0].exit_code)
