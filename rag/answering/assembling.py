"""From checked claims to the `Answer`: its status, the reason for what is missing, the nearest evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from rag.answering.drafting import Ending, Outcome
from rag.answering.grounding import Grounded
from rag.domain import (
    Answer,
    Citation,
    Conflict,
    Evidence,
    Filters,
    ModelInfo,
    Reason,
    Searched,
    SearchResult,
    SecondOpinion,
    Status,
    Usage,
)

NEAREST = 3
"""How many sentences an unanswered question shows."""

_EXPLANATIONS = {
    Reason.NO_ARTICLES: "There are no articles yet. Add some with `newsdesk ingest`.",
    Reason.NONE_IN_RANGE: "No article lies within the time range and filters.",
    Reason.NOT_IN_SOURCES: "The articles found do not answer this question.",
    Reason.ONLY_PARTLY: "Part of what was drafted is not carried by the sources and was left out.",
    Reason.SOURCES_CONFLICT: "The articles do not agree on this.",
    Reason.MODEL_FAILED: "The model gave no usable answer",
}


def assemble(
    question: str,
    found: SearchResult,
    evidence: Sequence[Evidence],
    ending: Ending,
    checked: Grounded,
    *,
    conflicts: Sequence[Conflict] = (),
    second_opinion: SecondOpinion | None = None,
    model: ModelInfo,
    usage: Usage,
    created_at: datetime,
) -> Answer:
    """The answer with its status. No supported claim is left: unanswered, with the nearest evidence."""
    searched = found.searched
    status, reason = _outcome(searched, ending, checked, conflicts)
    return Answer(
        question=question,
        status=status,
        reason=reason,
        explanation=_explain(reason, ending),
        claims=checked.claims,
        citations=_each_once(citation for claim in checked.claims for citation in claim.citations),
        conflicts=tuple(conflicts),
        nearest=() if checked.claims else _nearest(evidence),
        searched=searched,
        rejected=checked.rejected,
        findings=found.findings or (),
        model=model,
        prompt=ending.prompt,
        second_opinion=second_opinion,
        usage=usage,
        created_at=created_at,
    )


def _outcome(
    searched: Searched, ending: Ending, checked: Grounded, conflicts: Sequence[Conflict]
) -> tuple[Status, Reason | None]:
    if checked.claims:
        if ending.instead_of:  # whatever else is to be said: the model that was asked for did not answer
            return Status.PARTIAL, Reason.MODEL_FAILED
        if conflicts:
            return Status.PARTIAL, Reason.SOURCES_CONFLICT
        whole = ending.outcome is Outcome.COMPLETE and _left_out(checked) < len(checked.claims)
        return (Status.ANSWERED, None) if whole else (Status.PARTIAL, Reason.ONLY_PARTLY)
    if searched.articles == 0:
        limited = searched.time_range is not None or searched.filters != Filters()
        return Status.UNANSWERED, Reason.NONE_IN_RANGE if limited else Reason.NO_ARTICLES
    if ending.outcome is not Outcome.COMPLETE:
        return Status.UNANSWERED, Reason.MODEL_FAILED
    return Status.UNANSWERED, Reason.NOT_IN_SOURCES


def _left_out(checked: Grounded) -> int:
    """How many rejected claims were about a passage that no claim shown rests on."""
    shown = {citation for claim in checked.claims for citation in claim.citations}
    return sum(not shown.intersection(claim.citations) for claim in checked.rejected)


def _explain(reason: Reason | None, ending: Ending) -> str:
    if reason is None:
        return ""
    if ending.instead_of:
        failed = f"{_EXPLANATIONS[Reason.MODEL_FAILED]} ({ending.instead_of})"
        return f"{failed}: these are the sentences that fit the question best, word for word."
    if reason is Reason.MODEL_FAILED:
        return f"{_EXPLANATIONS[reason]} ({ending.in_words})."
    if reason is Reason.ONLY_PARTLY and ending.outcome is not Outcome.COMPLETE:
        return f"The model did not come to an end ({ending.in_words}); what it said until then is shown."
    return _EXPLANATIONS[reason]


def _nearest(evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
    best = sorted(evidence, key=lambda item: (-item.score, item.number))[:NEAREST]
    return tuple(item.citation for item in best)


def _each_once(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citations))
