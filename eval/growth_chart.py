"""The time for an article against how many there are, as an SVG: an area for each part, from zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

_LEFT, _TOP = 50, 20
_WIDTH, _HEIGHT = 560, 260
_LEGEND = 130
_COLOURS = ("#1d6fa5", "#e0a030", "#5a9e6f", "#b4412b", "#8868b0", "#999999")

Point = tuple[int, Mapping[str, float]]
"""A number of articles, and the milliseconds of each part at it."""


def growth_chart(points: Sequence[Point], title: str) -> str:
    """All points have the same parts, the first at the bottom."""
    parts = list(points[0][1]) if points else []
    most = max((sum(values.values()) for _, values in points), default=1.0)
    last = max((articles for articles, _ in points), default=1)
    areas = "".join(_area(points, parts, number, last, most) for number in range(len(parts)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {_LEFT + _WIDTH + _LEGEND} {_TOP + _HEIGHT + 40}" font-family="sans-serif" '
        f'font-size="12">\n<rect width="100%" height="100%" fill="#ffffff"/>\n'
        f'<text x="{_LEFT}" y="14" font-weight="600">{escape(title)}</text>\n'
        f"{areas}{_legend(parts)}{_scale(last, most)}</svg>\n"
    )


def _area(points: Sequence[Point], parts: Sequence[str], number: int, last: int, most: float) -> str:
    def height(values: Mapping[str, float], count: int) -> float:
        return _y(sum(values[part] for part in parts[:count]), most)

    upper = [f"{_x(at, last):.1f},{height(values, number + 1):.1f}" for at, values in points]
    lower = [f"{_x(at, last):.1f},{height(values, number):.1f}" for at, values in reversed(points)]
    return f'<polygon points="{" ".join([*upper, *lower])}" fill="{_COLOURS[number % len(_COLOURS)]}"/>\n'


def _legend(parts: Sequence[str]) -> str:
    left = _LEFT + _WIDTH + 14
    return "".join(
        f'<rect x="{left}" y="{_TOP + 20 * place}" width="12" height="12" '
        f'fill="{_COLOURS[parts.index(part) % len(_COLOURS)]}"/>'
        f'<text x="{left + 18}" y="{_TOP + 20 * place + 11}">{escape(part)}</text>\n'
        for place, part in enumerate(reversed(parts))
    )


def _scale(last: int, most: float) -> str:
    bottom = _TOP + _HEIGHT
    across = "".join(
        f'<text x="{_x(last * part / 4, last):.1f}" y="{bottom + 16}" text-anchor="middle">'
        f"{last * part / 4:,.0f}</text>\n"
        for part in range(5)
    )
    up = "".join(
        f'<text x="{_LEFT - 6}" y="{_y(most * part / 4, most) + 4:.1f}" text-anchor="end">'
        f"{most * part / 4:.1f}</text>\n"
        for part in range(5)
    )
    named = f'<text x="{_LEFT + _WIDTH / 2}" y="{bottom + 34}" text-anchor="middle">articles</text>\n'
    return (
        f'<path d="M{_LEFT},{_TOP}V{bottom}H{_LEFT + _WIDTH}" fill="none" stroke="#444444"/>\n'
        f"{across}{up}{named}"
    )


def _x(articles: float, last: int) -> float:
    return _LEFT + _WIDTH * articles / last


def _y(milliseconds: float, most: float) -> float:
    return _TOP + _HEIGHT * (1 - milliseconds / most)
