"""Whether one of two articles that disagree corrects the other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Citation, Evidence
from rag.text.disagreement import is_denied

_TITLE = re.compile(r"\b(?:correct(?:ion|ed|s)|clarification|erratum|errata|corrigendum)\b", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:(?:gave|had|reported|stated|printed|contained)\s+(?:an?\s+|the\s+)?(?:wrong|incorrect|inaccurate|erroneous)"
    r"|misstated|was\s+incorrect|were\s+incorrect|regrets?\s+the\s+error|earlier\s+version|has\s+been\s+corrected"
    r"|(?:a|this|the)\s+correction)\b",
    re.IGNORECASE,
)


def correction_among(
    positions: Sequence[tuple[Evidence, str]], evidence: Sequence[Evidence]
) -> Citation | None:
    """The place that corrects the other positions: in a later article that says so; None if none does.

    ``positions`` are sentences with the value each gives.
    """
    for item, value in positions:
        others = [(other, theirs) for other, theirs in positions if other is not item]
        if all(_is_later(item, other) for other, _ in others) and (
            _denies(item, value, [theirs for _, theirs in others]) or _says_so(item, evidence)
        ):
            return item.citation
    return None


def _is_later(item: Evidence, other: Evidence) -> bool:
    mine, theirs = item.article.published_at, other.article.published_at
    return mine is not None and theirs is not None and mine > theirs


def _denies(item: Evidence, value: str, others: Sequence[str]) -> bool:
    """ "83 million crowns, not 38 million"."""
    text = item.sentence.text
    return any(
        is_denied(text, found.start())
        for other in others
        for found in re.finditer(re.escape(" ".join(other.split()[:2])), text)
    )


def _says_so(item: Evidence, evidence: Sequence[Evidence]) -> bool:
    if _TITLE.search(item.article.title) or _TITLE.fullmatch((item.article.section or "").rstrip("s")):
        return True
    return any(
        _CUE.search(other.sentence.text)
        for other in evidence
        if other.article.article_id == item.article.article_id
        and abs(other.sentence.position - item.sentence.position) <= 1
    )
