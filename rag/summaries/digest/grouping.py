"""Which articles tell one story: by what they mean, whom they name and when they were written."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from rag.ports import Vectors

    Matrix: TypeAlias = npt.NDArray[np.float64]

Marks: TypeAlias = Mapping[str, int]
"""Names, figures and dates, each with how often it stands there."""


@dataclass(frozen=True)
class Profile:
    """What is compared of an article. ``vector`` has length 1: the middle of its passages' vectors."""

    article_id: str
    vector: Vectors
    marks: Marks
    published_at: datetime | None = None


@dataclass(frozen=True)
class GroupingRule:
    """When two groups of articles are one story. How the values were chosen: docs/evaluation.md."""

    names: float = 0.3
    """What sharing every name, figure and date adds to the likeness by meaning."""
    day: float = 0.01
    """What each day between two articles takes from it."""
    most_days: int = 14
    """Days beyond which no more is taken."""
    alike_from: float = 0.5
    """The mean likeness of the articles of two groups from which they are one story."""


RULE = GroupingRule()


def group_stories(profiles: Sequence[Profile], rule: GroupingRule = RULE) -> list[list[int]]:
    """The indexes of the articles of each story; the order of the profiles decides nothing.

    Average linkage: the two groups whose articles are most alike in the mean are joined, as long as that is
    enough. So an article that touches many stories, such as a round-up, does not tie them together.
    """
    order = sorted(range(len(profiles)), key=lambda at: profiles[at].article_id)
    groups = _joined(likeness([profiles[at] for at in order], rule), rule.alike_from)
    return [sorted(order[at] for at in group) for group in groups]


def likeness(profiles: Sequence[Profile], rule: GroupingRule = RULE) -> Matrix:
    """How alike each two articles are, a matrix of shape (n, n)."""
    import numpy as np

    if not profiles:
        return np.zeros((0, 0))
    vectors = np.stack([profile.vector for profile in profiles]).astype(np.float64)
    alike = vectors @ vectors.T + rule.names * _shared_marks([profile.marks for profile in profiles])
    return np.asarray(alike - rule.day * np.minimum(_days_apart(profiles), rule.most_days))


def _shared_marks(marks: Sequence[Marks]) -> Matrix:
    """The cosine of the marks of each two articles; a mark that few articles have counts more."""
    import numpy as np

    columns = {mark: at for at, mark in enumerate(sorted({mark for each in marks for mark in each}))}
    spread = Counter(mark for each in marks for mark in each)
    weights = np.zeros((len(marks), len(columns)))
    for row, each in enumerate(marks):
        for mark, count in each.items():
            weights[row, columns[mark]] = (1 + math.log(count)) * math.log(1 + len(marks) / spread[mark])
    lengths = np.linalg.norm(weights, axis=1, keepdims=True)
    weights /= np.maximum(lengths, 1e-12)
    return np.asarray(weights @ weights.T)


def _days_apart(profiles: Sequence[Profile]) -> Matrix:
    """Days between each two articles; none where a date is not known."""
    import numpy as np

    moments = np.array(
        [item.published_at.timestamp() if item.published_at else math.nan for item in profiles]
    )
    return np.asarray(np.nan_to_num(np.abs(moments[:, None] - moments[None, :]) / 86_400))


def _joined(alike: Matrix, enough: float) -> list[list[int]]:
    import numpy as np

    groups = [[at] for at in range(len(alike))]
    means = alike.copy()
    np.fill_diagonal(means, -np.inf)
    while len(groups) > 1:
        one, other = sorted(divmod(int(means.argmax()), len(means)))
        if means[one, other] < enough:
            break
        share = len(groups[one]) / (len(groups[one]) + len(groups[other]))
        row = share * means[one] + (1 - share) * means[other]
        means[one], means[:, one] = row, row
        means[one, one] = -np.inf
        means = np.delete(np.delete(means, other, axis=0), other, axis=1)
        groups[one] += groups.pop(other)
    return groups
