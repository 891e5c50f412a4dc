"""Writing for a person at a terminal, or as one JSON document for a program."""

from __future__ import annotations

import codecs
import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rag.interfaces.cli.safe_text import neutral, neutral_json

if TYPE_CHECKING:
    from rich.text import Text

_NARROWEST = 20
"""Columns below which wrapping would only make it worse."""


class Screen:
    """Lines on stdout: wrapped to the width of a terminal, whole when they go to a file or a pipe."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False, markup=False, emoji=False)

    def line(self, text: str = "", *, lead: str = "", style: str = "") -> None:
        """One paragraph. ``lead`` stands before its first line, and later lines are indented by its width."""
        from rich.cells import cell_len

        for number, row in enumerate(self._rows(neutral(text), style, cell_len(lead))):
            indent = "" if not row.plain else " " * cell_len(lead) if number else lead
            self._console.print(indent, row, sep="", soft_wrap=True)

    def _rows(self, text: str, style: str, indent: int) -> list[Text]:
        from rich.text import Text

        whole = Text(text, style=style)
        if not self._console.is_terminal:
            return list(whole.split("\n", allow_blank=True))
        rows = list(whole.wrap(self._console, max(_NARROWEST, self._console.width - indent)))
        for row in rows:
            row.rstrip()
        return rows or [Text("")]


def write_json(document: dict[str, Any]) -> None:
    """One JSON document on stdout; in ASCII where stdout cannot carry Unicode."""
    encoding = codecs.lookup(sys.stdout.encoding or "ascii").name
    text = json.dumps(document, ensure_ascii=encoding != "utf-8", indent=2)
    sys.stdout.write(neutral_json(text) + "\n")


def day(moment: datetime | None) -> str:
    """A date as a reader writes it: 27 Oct 2023."""
    return f"{moment.day} {moment:%b %Y}" if moment is not None else "date unknown"


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 article``, ``2 articles``, ``1,200 articles``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size(number: int) -> str:
    """Bytes as a person says them: 23 MB, 1.1 GB."""
    for unit, scale in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= scale:
            figure = number / scale
            return f"{figure:.1f} {unit}" if figure < 10 else f"{figure:.0f} {unit}"
    return f"{number} bytes"


def duration(seconds: float) -> str:
    """``0.8 s``, ``14 s``, ``3 min 20 s``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
