"""Lines over sizes as a small SVG, both axes by powers of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _HEIGHT = 520, 260
_LEFT, _TOP = 56, 16
_COLOURS = ("#b3261e", "#1a5fb4", "#26a269", "#7a4fbf")


class Line(NamedTuple):
    name: str
    values: Sequence[float]


def line_chart(sizes: Sequence[int], lines: Sequence[Line]) -> str:
    """One point for each size on every line. Sizes and values are above zero."""
    values = [value for line in lines for value in line.values]
    across = _Scale(min(sizes), max(sizes), _LEFT, _LEFT + _WIDTH)
    up = _Scale(*_whole_powers(min(values), max(values)), _TOP + _HEIGHT, _TOP)
    parts = [_tick_across(across, size) for size in sizes]
    parts += [
        _tick_up(up, 10.0**power)
        for power in range(round(math.log10(up.low)), round(math.log10(up.high)) + 1)
    ]
    for number, line in enumerate(lines):
        parts.append(_drawn(line, sizes, across, up, _COLOURS[number % len(_COLOURS)], number))
    height = _TOP + _HEIGHT + 36 + 18 * len(lines)
    spoken = "; ".join(
        f"{line.name}: " + ", ".join(f"{value:.0f}" for value in line.values) for line in lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + 30} {height}" '
        f'width="{_LEFT + _WIDTH + 30}" role="img" aria-label="{escape(spoken)}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


class _Scale(NamedTuple):
    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = math.log10(self.high) - math.log10(self.low) or 1.0
        return self.start + (self.end - self.start) * (math.log10(value) - math.log10(self.low)) / span


def _whole_powers(low: float, high: float) -> tuple[float, float]:
    return 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high))


def _tick_across(scale: _Scale, size: int) -> str:
    x = scale.at(size)
    return (
        f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{_TOP}" y2="{_TOP + _HEIGHT}" stroke="#ddd"/>'
        f'<text x="{x:.0f}" y="{_TOP + _HEIGHT + 16}" text-anchor="middle">{size:,} chunks</text>'
    )


def _tick_up(scale: _Scale, value: float) -> str:
    y = scale.at(value)
    return (
        f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{value:g}</text>'
    )


def _drawn(line: Line, sizes: Sequence[int], across: _Scale, up: _Scale, colour: str, number: int) -> str:
    points = [(across.at(size), up.at(value)) for size, value in zip(sizes, line.values, strict=True)]
    joined = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3" fill="{colour}"/>' for x, y in points)
    y = _TOP + _HEIGHT + 38 + 18 * number
    told = f"{line.name}: " + ", ".join(f"{value:.0f}" for value in line.values)
    return (
        f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f'<rect x="{_LEFT}" y="{y - 9}" width="12" height="4" fill="{colour}"/>'
        f'<text x="{_LEFT + 18}" y="{y - 2}">{escape(told)}</text>'
    )
