"""Small charts as inline SVG: a bar for each system with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from eval.scoring import MetricValue, RunSummary

_LABELS = 170
_WIDTH = 420
_BAR = 16
_STEP = 24
_TOP = 22


def metric_chart(metric: str, summaries: Sequence[RunSummary]) -> str:
    """One metric of several runs on a scale from 0 to 1, which all metrics here share."""
    measured = [(summary, summary.metrics[metric]) for summary in summaries if metric in summary.metrics]
    bars = "".join(_bar(place, summary, value) for place, (summary, value) in enumerate(measured))
    height = _TOP + _STEP * len(measured) + 18
    ticks = "".join(_tick(share / 4, height) for share in range(5))
    return (
        f'<svg viewBox="0 0 {_LABELS + _WIDTH + 60} {height}" width="{_LABELS + _WIDTH + 60}" role="img" '
        f'aria-label="{escape(_spoken(metric, measured))}">'
        f'<text class="name" x="0" y="14">{escape(metric)}</text>{ticks}{bars}</svg>'
    )


def _bar(place: int, summary: RunSummary, value: MetricValue) -> str:
    top = _TOP + _STEP * place
    middle = top + _BAR / 2
    kind = "ours" if summary.system == "newsdesk" else "other"
    return (
        f'<text x="0" y="{middle + 4}">{escape(summary.name.partition(".")[2])}</text>'
        f'<rect class="{kind}" x="{_LABELS}" y="{top}" width="{_WIDTH * value.value:.1f}" height="{_BAR}"/>'
        f'<line class="whisker" x1="{_x(value.low)}" x2="{_x(value.high)}" y1="{middle}" y2="{middle}"/>'
        f'<text x="{_LABELS + _WIDTH + 10}" y="{middle + 4}">{value.value:.3f}</text>'
    )


def _tick(value: float, height: int) -> str:
    return (
        f'<line class="axis" x1="{_x(value)}" x2="{_x(value)}" y1="{_TOP - 4}" y2="{height - 14}"/>'
        f'<text x="{_x(value)}" y="{height - 2}" text-anchor="middle">{value:g}</text>'
    )


def _x(value: float) -> str:
    return f"{_LABELS + _WIDTH * value:.1f}"


def _spoken(metric: str, measured: Sequence[tuple[RunSummary, MetricValue]]) -> str:
    return f"{metric}: " + ", ".join(f"{summary.name} {value.value:.3f}" for summary, value in measured)
