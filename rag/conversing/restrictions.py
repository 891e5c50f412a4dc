"""Messages that only restrict the question before: "only the Gazette", "just since May"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from rag.domain import Filters, TimeRange, Value
from rag.retrieval.time_expressions import find_times

_ONLY = re.compile(
    r"^\W*(?:and\s+|but\s+|ok(?:ay)?[,\s]+)?(?:(?:only|just)\s+(?:(?:from|in|by|the\s+articles\s+(?:of|from))\s+)?"
    r"|(?:and\s+)?according\s+to\s+)(?P<what>.+?)\W*$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


class Restriction(Value):
    """What the next search is restricted to, in words and as a value."""

    because: str
    time_range: TimeRange | None = None
    filters: Filters | None = None


def read_restriction(message: str, publishers: Sequence[str], as_of: datetime) -> Restriction | None:
    """The restriction a message consists of; None if it says more or something else."""
    found = _ONLY.match(message)
    if found is None:
        return None
    wanted = _ARTICLE.sub("", found["what"]).casefold()
    for publisher in publishers:
        if wanted and wanted in (publisher.casefold(), _ARTICLE.sub("", publisher).casefold()):
            return Restriction(
                because=f"only articles of {publisher}", filters=Filters(publishers=(publisher,))
            )
    times = find_times(found["what"], as_of)
    if times and times[0].end - times[0].start >= len(found["what"]) / 2:
        return Restriction(because=f"only articles of {times[0].text}", time_range=times[0].time_range)
    return None
