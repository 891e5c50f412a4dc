"""Whom an article says its text comes from: "(Reuters) -", "This story was first published by …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.domain import Credit
from rag.text.publishers import AGENCIES, agency

_OPENING = 250
_LINES = 6
"""A credit stands in the opening, or in a line of its own among the first or last ones."""

_AGENCY = "|".join(
    re.escape(name)
    for name in sorted((n for names in AGENCIES.values() for n in names), key=len, reverse=True)
)
_NAME = r"(?:[Tt]he )?[A-Z0-9][\w.&'’-]*(?:\s+(?:of|for|and|the|de|del|la|[A-Z0-9][\w.&'’-]*)){0,6}"
_DATELINE = re.compile(rf"\A[^\n]{{0,80}}?\((?P<name>{_AGENCY})\)\s*[-–—]{{1,2}}")
_SUBJECT = r"\b[Tt]his (?:article|story|report|piece|post|interview|feature)"
_ADVERBS = r"(?:first |originally |previously )"
_PUBLISHED = re.compile(
    rf"{_SUBJECT} (?:(?:was|is|has been) )?(?:{_ADVERBS}(?:published|appeared|posted|ran|aired|reported)"
    rf"|republished|reprinted|reproduced|syndicated|provided|produced|supplied)"
    rf"(?: here)?(?: with permission)? (?:by|in|on|at|from) (?P<name>{_NAME})"
)
_TAKEN_OVER = re.compile(
    rf"\b(?:Republished|Reprinted|Reproduced)(?: with(?: the)? permission)? (?:of|from) (?P<name>{_NAME})"
)
_SIGNED = re.compile(
    rf"(?:[Ss]ource|[Vv]ia|[Bb]y|—|–|--?)\s*:?\s*(?:the |The )?(?P<name>{_AGENCY})(?: Staff| staff)?\.?\Z"
)
_CONTRIBUTED = re.compile(
    rf"\b(?P<name>{_AGENCY})(?: (?:also )?contributed(?: to this (?:report|story|article))?)\b"
)


def credit_of(text: str) -> Credit | None:
    """The credit that says most, with its words cut from the text; None if there is none.

    That somebody published the whole text counts before that they contributed to it.
    """
    return next(_credits(text), None)


def _credits(text: str) -> Iterator[Credit]:
    lines = [line for line in text.split("\n") if line.strip()]
    ends = list(dict.fromkeys([*lines[:_LINES], *lines[-_LINES:]]))
    for pattern in (_PUBLISHED, _TAKEN_OVER):
        yield from (_credit(found) for line in ends if (found := pattern.search(line)))
    if found := _DATELINE.search(text[:_OPENING]):
        yield _credit(found)
    yield from (_credit(found) for line in ends if (found := _SIGNED.fullmatch(line.strip())))
    yield from (_credit(found, is_whole=False) for line in ends if (found := _CONTRIBUTED.search(line)))


def _credit(found: re.Match[str], *, is_whole: bool = True) -> Credit:
    name = found["name"].removeprefix("the ").removeprefix("The ").rstrip(".,")
    return Credit(name=agency(name) or name, text=found.group().strip(), is_whole=is_whole)
