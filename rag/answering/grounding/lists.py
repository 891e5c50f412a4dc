"""A list in a sentence becomes one claim per item, in the source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Claim

_FEWEST = 3
_COLON = re.compile(r"(?P<lead>[^:]*[\w”\")]):\s+(?P<items>[^:]+)$")
_SUCH_AS = re.compile(
    r"(?P<lead>.*?\w),?\s+(?P<joint>such\s+as|including)\s+(?P<items>[^:]+)$", re.IGNORECASE
)
_COMMA = re.compile(r",\s+(?:and\s+|or\s+)?|\s+(?:and|or)\s+(?=[^,]*$)")
_SEMICOLON = re.compile(r";\s+(?:and\s+|or\s+)?")
_SIDES = re.compile(
    r"\b(?:north|south|east|west|upper|lower|left|right|first|second|men|women|trade|research|command|law|terms)\s+$",
    re.IGNORECASE,
)
_LONGEST_ITEM = 14


def split_list(text: str) -> list[str]:
    """One text per item of the list that a sentence gives, lead-in repeated; empty if it gives none.

    A list stands behind a colon, between semicolons, or behind "such as" or "including", and has three
    items or more. "The East and South China Sea" is one item.
    """
    for pattern in (_COLON, _SUCH_AS):
        found = pattern.match(text.strip())
        if found is not None:
            items = _items(found["items"])
            if items:
                joint = f" {found['joint']} " if pattern is _SUCH_AS else ": "
                return [f"{found['lead']}{joint}{item}." for item in items]
    return []


def _items(text: str) -> list[str]:
    plain = text.strip().rstrip('.”"')
    if ";" in plain:
        return _listed(_SEMICOLON.split(plain), commas_allowed=True)
    at = _split_points(plain)
    return _listed([plain[start:end] for start, end in at], commas_allowed=False)


def _split_points(text: str) -> list[tuple[int, int]]:
    """Spans of the items: split at commas, and at the last "and" unless it stands within an item."""
    spans: list[tuple[int, int]] = []
    start = 0
    joints = [
        joint
        for joint in _COMMA.finditer(text)
        if joint.group().startswith(",") or not _within_item(text, joint)
    ]
    for joint in joints:
        spans.append((start, joint.start()))
        start = joint.end()
    return [*spans, (start, len(text))]


def _within_item(text: str, joint: re.Match[str]) -> bool:
    """ "East and South China Sea", "trade and investment": an "and" that joins words, not items.

    A list whose last item follows ", and" has no other "and" between items.
    """
    if re.search(r",\s+(?:and|or)\s", text):
        return True
    return _SIDES.search(text[: joint.start()] + " ") is not None


def _listed(parts: Sequence[str], *, commas_allowed: bool) -> list[str]:
    items = [part.strip(" ,") for part in parts if part.strip(" ,")]
    too_long = any(len(item.split()) > _LONGEST_ITEM for item in items) and not commas_allowed
    return [] if len(items) < _FEWEST or too_long else items


def expand_lists(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Put one claim per item in the place of every claim whose text is a list.

    The items are words of the claim itself, so verdict, citations and attribution stay. A speaker named
    in the lead-in ("US officials said …: Taiwan.") moves into the attribution.
    """
    expanded: list[Claim] = []
    for claim in claims:
        items = split_list(_without_speaker(claim))
        for text in items or [claim.text]:
            item = claim.model_copy(update={"text": text})
            if item not in expanded:
                expanded.append(item)
    return tuple(expanded)


def _without_speaker(claim: Claim) -> str:
    """The claim without its "US officials said", which its attribution says already."""
    if claim.attribution is None:
        return claim.text
    opening = re.match(
        rf"{re.escape(claim.attribution.speaker)}\s+(?:said|says|stated|claimed|added|told\s+\w+)\s+(?:that\s+)?(?=\w)",
        claim.text,
    )
    if opening is None:
        return claim.text
    rest = claim.text[opening.end() :]
    return rest[0].upper() + rest[1:]
