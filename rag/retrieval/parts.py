"""Questions that ask for several things: "Does the A article say …, while the B article …?"

Each part is searched apart, beside the whole, since one sentence rarely answers to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.text.words import content_words

MOST_PARTS = 8
LEAST_WORDS = 3
"""Words that a part must have to be looked for by itself; fewer stay with their neighbour."""

_CONTRAST = (
    r"(?:while|whereas|compared\s+(?:to|with)|in\s+(?:contrast|comparison)\s+(?:to|with)|as\s+opposed\s+to"
    r"|versus|vs\.?|rather\s+than)"
)
_NEW_CLAUSE = (
    r"(?:is|are|was|were|has|have|had|does|did|do|will|would|can|could|also|whose|who|which|what|when|where|why"
    r"|how|one|another|its|their|his|her|an?|the(?=\s+(?:[\w.'’|-]+\s+){0,5}?(?:articles?|reports?|stor(?:y|ies)))"
    r")\b"
)
_JOINT = re.compile(
    rf",?\s+{_CONTRAST}\s+|;\s+|\?\s+|,\s+(?:and|or|but)\s+|\s+(?:and|but)\s+(?={_NEW_CLAUSE})", re.IGNORECASE
)
_SEAM = re.compile(rf"{_JOINT.pattern}|,\s+", re.IGNORECASE)
"""A comma alone joins no two questions; where something else does, it parts clauses."""


_PAIR = re.compile(
    r"(?:^\W*(?:compare|contrast)\s+|\b(?:both|(?:difference|contrast)s?\s+between|comparison\s+of)\s+)"
    r"(?:[^,;?]+?)(?P<joint>\s+(?:and|with|to)\s+)(?=\w)[^,;?]+",
    re.IGNORECASE,
)
"""Two things named to be compared, however shortly."""


def parts_of(question: str) -> list[str]:
    """The parts of a question, cut from it in reading order; none if it asks for one thing."""
    parts = _clauses(question)
    pair = _PAIR.search(question) if not parts else None
    if pair:
        parts = [question[: pair.start("joint")], question[pair.end("joint") :]]
    return [part.strip(" ,;?") for part in parts][:MOST_PARTS]


def _clauses(question: str) -> list[str]:
    if not _JOINT.search(question):
        return []
    parts: list[str] = []
    start = end = 0
    for piece_start, piece_end in _pieces(question):
        if _is_short(question[start:end]) or _is_short(question[piece_start:piece_end]):
            end = piece_end
        else:
            parts.append(question[start:end])
            start, end = piece_start, piece_end
    return [*parts, question[start:end]] if parts else []


def _pieces(question: str) -> Iterator[tuple[int, int]]:
    """What lies between the seams."""
    start = 0
    for seam in _SEAM.finditer(question):
        yield start, seam.start()
        start = seam.end()
    yield start, len(question)


def _is_short(piece: str) -> bool:
    return len(content_words(piece)) < LEAST_WORDS
