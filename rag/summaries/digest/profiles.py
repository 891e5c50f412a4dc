"""What is compared of an article when stories are put together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rag.summaries.digest.grouping import Marks, Profile
from rag.summaries.figures import iso_date
from rag.summaries.reading import Reading

if TYPE_CHECKING:
    from rag.ports import Vectors

_OPENING = 25
"""Lines whose names, figures and dates count: what an article comes to later is often another story."""


def profile_of(reading: Reading, passages: Vectors) -> Profile:
    """``passages`` are the vectors of the article's passages, shape (n, dimension)."""
    import numpy as np

    middle = passages.mean(axis=0)
    return Profile(
        article_id=reading.article.article_id,
        vector=middle / max(float(np.linalg.norm(middle)), 1e-12),
        marks=marks_of(reading),
        published_at=reading.article.published_at,
    )


def marks_of(reading: Reading) -> Marks:
    """The names, figures and dates of the opening."""
    found: Counter[str] = Counter()
    for line in reading.body[:_OPENING]:
        found.update(" ".join(name.tokens) for name in line.names)
        found.update(f"{number.low:g} {number.unit}" for number in line.numbers if not number.implied)
        found.update(iso for date in line.dates if (iso := iso_date(date)) is not None)
    return found
