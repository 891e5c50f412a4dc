"""Quoted spans of a text: marks of every kind, quotes within quotes, and quotes over several paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` with its marks, ``text[inner_start:inner_end]`` without.

    ``depth`` counts the quotations around it. ``continues`` says that it carries on the quotation before,
    which was left open at the end of its paragraph, as newspapers do.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    kind: str
    opens: bool
    closes: bool


_KINDS = {"“": "“", "”": "“", "„": "“", "«": "«", "»": "«", '"': '"', "‘": "‘", "’": "‘", "'": "'"}
_OPENING, _CLOSING = "“„«‘", "”»’"
_MARKS = re.compile(f"[{''.join(_KINDS)}]")
_PARAGRAPH = re.compile(r"[^\n]+")
_ELISION = re.compile(
    r"['’](?:tis|twas|em|til|cause|bout|n|\d0s|\d\d)(?!\w)",
    re.IGNORECASE,
)


def find_quotations(text: str) -> list[Quotation]:
    """Every quotation, in the order in which they begin; the outer one before those within.

    Apostrophes are no marks. A mark without its partner quotes nothing, unless the next paragraph opens with
    the same mark: then the quotation runs to the paragraph's end, and the next one continues it.
    """
    found: list[Quotation] = []
    left_open: str | None = None
    paragraphs = [line.span() for line in _PARAGRAPH.finditer(text)]
    for at, (begin, end) in enumerate(paragraphs):
        following = text[paragraphs[at + 1][0] :][:1] if at + 1 < len(paragraphs) else ""
        quotations, open_at_end = _in_paragraph(text, begin, end, following)
        if left_open and quotations and quotations[0].start == begin:
            quotations[0] = replace(quotations[0], continues=True)
        found.extend(quotations)
        left_open = open_at_end
    return found


def _in_paragraph(text: str, begin: int, end: int, following: str) -> tuple[list[Quotation], str | None]:
    """The quotations of a paragraph, and the mark of the one that the next paragraph continues."""
    found: list[Quotation] = []
    stack: list[_Mark] = []
    for mark in _marks(text, begin, end):
        partner = _partner(stack, mark)
        if partner is not None:
            depth = stack.index(partner)
            del stack[depth:]
            found.append(Quotation(partner.at, mark.at + 1, partner.at + 1, mark.at, depth))
        elif mark.opens:
            stack.append(mark)
    left_open = next((mark for mark in stack if following and mark.kind == _KINDS.get(following)), None)
    if left_open is not None:
        found.append(Quotation(left_open.at, end, left_open.at + 1, end, stack.index(left_open)))
    found = [quotation for quotation in found if quotation.inner_start < quotation.inner_end]
    in_order = sorted(_deepened(found), key=lambda quotation: quotation.start)
    return in_order, left_open.kind if left_open else None


def _deepened(found: list[Quotation]) -> Iterator[Quotation]:
    """Depths counted by the quotations that really close around each."""
    for inner in found:
        around = sum(outer.start < inner.start and inner.end <= outer.end for outer in found)
        yield replace(inner, depth=around)


def _partner(stack: list[_Mark], mark: _Mark) -> _Mark | None:
    """The innermost open mark of the kind, if this one may close it."""
    if not mark.closes:
        return None
    return next((opened for opened in reversed(stack) if opened.kind == mark.kind), None)


def _marks(text: str, begin: int, end: int) -> Iterator[_Mark]:
    for found in _MARKS.finditer(text, begin, end):
        at, sign = found.start(), found.group()
        before = text[at - 1] if at > begin else " "
        after = text[at + 1] if at + 1 < end else " "
        kind = _KINDS[sign]
        if kind in "‘'":
            mark = _single(text, at, before, after)
        elif sign == '"':
            opens = not after.isspace() and not (before.isalnum() or before in ".,!?…;:")
            mark = _Mark(at, kind, opens, not opens or not (before.isspace() or before in "([—–"))
        else:
            mark = _Mark(at, kind, sign in _OPENING, sign in _CLOSING)
        if mark.opens or mark.closes:
            yield mark


def _single(text: str, at: int, before: str, after: str) -> _Mark:
    """A single mark, which is mostly an apostrophe: "don't", "the workers' union", "'90s"."""
    sign = text[at]
    inside_word = before.isalnum() and after.isalnum()
    opens = sign in "‘'" and not before.isalnum() and not after.isspace() and before not in ".,!?…"
    opens = opens and not _ELISION.match(text, at)
    closes = sign in "’'" and not inside_word and not before.isspace() and not after.isalnum()
    if closes and before in "sS" and after == " " and text[at + 2 : at + 3].islower():
        closes = not re.search(r"['’](?!\w)", text[at + 1 : at + 200].split("\n", 1)[0])
    return _Mark(at, _KINDS[sign], opens, closes)
