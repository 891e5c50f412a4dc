"""A page of titled parts whose rows have sources, for a terminal, as Markdown and as HTML."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.interfaces.cli.safe_text import one_line
from rag.interfaces.cli.screen import day

if TYPE_CHECKING:
    from rag.domain import Citation
    from rag.interfaces.cli.screen import Screen

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222}"
    "h1,h2,h3{line-height:1.25}details{margin:.2rem 0 .6rem}summary{cursor:pointer}"
    "blockquote{margin:.3rem 0 .3rem 1rem;padding-left:.8rem;border-left:3px solid #bbb;color:#444}"
    "footer,.origin{color:#666;font-size:.9rem}"
)


@dataclass(frozen=True)
class Row:
    """One value in words, with the places it rests on."""

    text: str
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Part:
    """``depth`` 2 is a part of the part before it."""

    title: str
    rows: tuple[Row, ...]
    depth: int = 1


@dataclass(frozen=True)
class Page:
    title: str
    origin: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()


def show_page(screen: Screen, page: Page) -> None:
    """Each value with the numbers of its sources, which stand at the end."""
    places: dict[Citation, int] = {}
    screen.line(one_line(page.title), style="bold")
    screen.line(one_line(page.origin), style="dim")
    for part in page.parts:
        screen.line()
        screen.line(one_line(part.title), style="bold" if part.depth == 1 else "italic")
        for row in part.rows:
            marks = "".join(f" [{places.setdefault(place, len(places) + 1)}]" for place in row.citations)
            screen.line(f"{one_line(row.text)}{marks}", lead="  - ")
    if places:
        screen.line()
        screen.line("Sources", style="bold")
    for place, number in places.items():
        screen.line(f"“{one_line(place.quote)}”", lead=f"{number:3}. ", style="dim")
    screen.line()
    for note in page.notes:
        screen.line(note, style="dim")


def markdown_page(page: Page) -> str:
    """The page with a footnote for every place that is cited."""
    places: dict[Citation, int] = {}
    lines = [f"# {_escaped(page.title)}", "", _escaped(page.origin)]
    for part in page.parts:
        lines += ["", f"{'#' * (part.depth + 1)} {_escaped(part.title)}", ""]
        for row in part.rows:
            marks = "".join(f"[^{places.setdefault(place, len(places) + 1)}]" for place in row.citations)
            lines.append(f"- {_escaped(row.text)}{marks}")
    lines += ["", *(f"[^{number}]: {_source(place)}" for place, number in places.items())]
    lines += ["", *(f"*{_escaped(note)}*\n" for note in page.notes)]
    return "\n".join(lines).rstrip() + "\n"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(text))


def _source(place: Citation) -> str:
    origin = _escaped(", ".join(filter(None, [place.title, place.publisher, day(place.published_at)])))
    link = f" <{place.url}>" if place.url and _ADDRESS.match(place.url) and " " not in place.url else ""
    return f"“{_escaped(place.quote)}” ({origin}, {place.start}–{place.end}){link}"


def html_page(page: Page) -> str:
    """One file that needs nothing else: each value opens to show its sources."""
    body = [f"<h1>{_safe(page.title)}</h1>", f'<p class="origin">{_safe(page.origin)}</p>']
    for part in page.parts:
        body.append(f"<h{part.depth + 1}>{_safe(part.title)}</h{part.depth + 1}>")
        body += [_html_row(row) for row in part.rows]
    notes = "".join(f"<p>{_safe(note)}</p>" for note in page.notes)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{_safe(page.title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + f"\n<footer>{notes}</footer>\n</body></html>\n"
    )


def _html_row(row: Row) -> str:
    if not row.citations:
        return f"<p>{_safe(row.text)}</p>"
    quotes = "".join(
        f"<blockquote>{_safe(place.quote)}<br>{_html_source(place)}</blockquote>" for place in row.citations
    )
    return f"<details><summary>{_safe(row.text)}</summary>{quotes}</details>"


def _html_source(place: Citation) -> str:
    origin = _safe(", ".join(filter(None, [place.title, place.publisher, day(place.published_at)])))
    if place.url and _ADDRESS.match(place.url):
        address = html.escape(place.url, quote=True)
        return f'<a href="{address}" rel="noreferrer">{origin or address}</a>'
    return f"<small>{origin}</small>"


def _safe(text: str) -> str:
    return html.escape(one_line(text))
