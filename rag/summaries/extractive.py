"""A summary without a language model: the article's own sentences and clauses."""

from __future__ import annotations

from rag.domain import SummaryDraft
from rag.summaries.outline import Outline, headline, in_head, open_questions, when, who, whole
from rag.summaries.rules import Found


def extract(outline: Outline, found: Found) -> SummaryDraft:
    """Every field that the rules can fill, verbatim."""
    reading = outline.reading
    best = outline.best()
    summary = whole(best) if best else None
    fields = {
        "why": tuple(outline.why()),
        "when": tuple(when(reading, best)),
        "next_steps": tuple(outline.next_steps()),
    }
    return SummaryDraft(
        headline=headline(reading),
        summary=summary,
        key_points=tuple(outline.key_points()),
        who=tuple(who(reading, found.people, found.organisations)),
        what=(summary,) if summary else (),
        where=tuple(in_head(reading, found.places, 3)),
        how=tuple(outline.how()),
        open_questions=tuple(open_questions(reading, lambda field: bool(fields[field]))),
        **fields,
    )
