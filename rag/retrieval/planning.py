"""From a reader's question to what is searched for. What was understood is shown with every answer."""

from __future__ import annotations

from datetime import datetime

from rag.domain import Filters, TimeRange, Value
from rag.text.canonical import canonical_text


class Plan(Value):
    """What is searched: a query on one line, as of a moment, within a range and filters."""

    query: str
    as_of: datetime
    time_range: TimeRange | None = None
    filters: Filters = Filters()
    notes: tuple[str, ...] = ()


def plan(question: str, *, as_of: datetime, time_range: TimeRange | None, filters: Filters) -> Plan:
    """The question as it was asked; a range and filters only where the reader gave them."""
    query = " ".join(canonical_text(question).split())
    return Plan(query=query, as_of=as_of, time_range=time_range, filters=filters)
