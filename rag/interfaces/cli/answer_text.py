"""Answers, hits and verifications as a person reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from rag.domain import Answer, Claim, Reason, StandaloneQuestion, Status, Turn, answer_of, turn_of
from rag.interfaces.cli.finding_text import show_findings
from rag.interfaces.cli.safe_text import one_line
from rag.interfaces.cli.screen import count, day, duration

if TYPE_CHECKING:
    from rag.domain import (
        AnswerEvent,
        AskedBack,
        Attribution,
        ChatEvent,
        Citation,
        Conflict,
        ConflictPosition,
        Hit,
        RejectedClaim,
        Searched,
        SearchResult,
        Verification,
    )
    from rag.interfaces.cli.screen import Screen

_INDENT = "    "
_WHAT_HELPS = {
    Reason.NONE_IN_RANGE: "Widen the dates or filters, or ingest articles of that time.",
    Reason.NOT_IN_SOURCES: "Ask about one thing at a time, or ingest articles that report on it.",
    Reason.MODEL_FAILED: "Ask again, use another --model, or --fast for the best sentences without a model.",
}


def show_as_it_comes(
    screen: Screen, events: Iterable[AnswerEvent], *, rejected: bool, before: Callable[[], None]
) -> Answer:
    """Print each claim as soon as it is checked, then the rest of the answer, and return that.

    ``before`` is called ahead of the first line, to clear the terminal of what is drawn there.
    """
    claims = _Claims(screen)

    def show(event: AnswerEvent) -> AnswerEvent:
        if isinstance(event, Claim):
            before()
            claims.show(event)
        return event

    answer = answer_of(map(show, events))
    before()
    claims.end()
    _show_rest(screen, answer, rejected=rejected)
    return answer


def show_turn(screen: Screen, events: Iterator[ChatEvent], *, before: Callable[[], None]) -> Turn:
    """Print how a message was understood, its answer as it comes, or what is asked back."""
    first = next(events)
    before()
    if isinstance(first, StandaloneQuestion):
        _show_understood(screen, first)
        show_as_it_comes(screen, _until_answered(events), rejected=False, before=before)
        return turn_of(events)
    turn = turn_of([first])
    if turn.asked_back is not None:
        _show_asked_back(screen, turn.asked_back)
    return turn


def _until_answered(events: Iterator[ChatEvent]) -> Iterator[AnswerEvent]:
    for event in events:
        if not isinstance(event, StandaloneQuestion | Turn):
            yield event
        if isinstance(event, Answer):
            return


def _show_understood(screen: Screen, question: StandaloneQuestion) -> None:
    if question.because:
        screen.line(f"Understood as: {question.text}")
        screen.line("; ".join(question.because) + ".", style="dim")
        for choice in question.instead:
            screen.line(f"Or ask: {choice.question}", style="dim")
        screen.line()


def _show_asked_back(screen: Screen, asked_back: AskedBack) -> None:
    screen.line(asked_back.text, style="bold")
    for number, choice in enumerate(asked_back.choices, 1):
        screen.line(choice.label, lead=f"{number:2}. ")
    screen.line()


def show_answer(screen: Screen, answer: Answer, *, rejected: bool) -> None:
    """The claims with their quotes, what disagrees, and where all that came from."""
    show_as_it_comes(screen, (*answer.claims, answer), rejected=rejected, before=lambda: None)


def _show_rest(screen: Screen, answer: Answer, *, rejected: bool) -> None:
    """What belongs to an answer besides its claims."""
    if answer.status is Status.UNANSWERED:
        _show_why_not(screen, answer)
    elif answer.explanation:
        screen.line(answer.explanation)
        screen.line()
    for conflict in answer.conflicts:
        _show_conflict(screen, conflict)
    if rejected:
        _show_rejected(screen, answer.rejected)
    show_findings(screen, answer.findings)
    screen.line(_searched(answer.searched), style="dim")
    for note in answer.searched.notes:
        screen.line(note, style="dim")
    screen.line(_model(answer), style="dim")
    for line in _second_opinion(answer):
        screen.line(line, style="dim")


class _Claims:
    """Claims one after the other; those that rest on the same sentences stand together above them."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._count = 0
        self._citations: tuple[Citation, ...] = ()

    def show(self, claim: Claim) -> None:
        if claim.citations != self._citations:
            self.end()
        self._count += 1
        self._citations = claim.citations
        self._screen.line(_said(claim), lead=f"{self._count:2}. ", style="bold")

    def end(self) -> None:
        """The sentences under the claims that rest on them."""
        for citation in self._citations:
            _show_citation(self._screen, citation)
        if self._citations:
            self._screen.line()
        self._citations = ()


def _said(claim: Claim) -> str:
    return f"{claim.text} ({_by(claim.attribution)})" if claim.attribution else claim.text


def _by(attribution: Attribution) -> str:
    """ "denied by Tom Odell, a spokesman (the port), to Reuters"."""
    who = attribution.speaker
    who += f", {attribution.role.text}" if attribution.role else ""
    who += f" ({attribution.organisation.text})" if attribution.role and attribution.organisation else ""
    heard = f", to {attribution.told_to.text}" if attribution.told_to else ""
    return f"{attribution.act.value} by {who}{heard}"


def _show_citation(screen: Screen, citation: Citation) -> None:
    screen.line(f"“{citation.quote}”", lead=_INDENT)
    screen.line(_origin(citation), lead=f"{_INDENT}— ", style="dim")


def _origin(place: Citation | Hit) -> str:
    return ", ".join(
        filter(None, [place.title or place.article_id, place.publisher, day(place.published_at)])
    )


def _show_why_not(screen: Screen, answer: Answer) -> None:
    screen.line(f"Not answered. {answer.explanation}".strip(), style="bold")
    if answer.reason in _WHAT_HELPS:
        screen.line(_WHAT_HELPS[answer.reason])
    screen.line()
    if answer.nearest:
        screen.line("The nearest that was found:")
        for citation in answer.nearest:
            _show_citation(screen, citation)
        screen.line()


def _show_conflict(screen: Screen, conflict: Conflict) -> None:
    screen.line(f"The articles disagree about “{conflict.about}”:", style="bold")
    for position in conflict.positions:
        screen.line(_position(position, conflict), lead="  - ")
        _show_citation(screen, position.citation)
    screen.line()


def _position(position: ConflictPosition, conflict: Conflict) -> str:
    notes = [_by(position.attribution)] if position.attribution else []
    notes += [count(position.sources, "source")] if position.sources > 1 else []
    notes += ["a later correction"] if position.citation == conflict.corrected_by else []
    return f"{position.value} ({'; '.join(notes)})" if notes else position.value


def _show_rejected(screen: Screen, rejected: tuple[RejectedClaim, ...]) -> None:
    if not rejected:
        screen.line("No claim was rejected.")
    else:
        screen.line("Rejected, because the sources do not carry it:", style="bold")
    for claim in rejected:
        screen.line(claim.text, lead="  - ")
        screen.line(f"{claim.verdict.value}: {claim.reason}", lead=_INDENT)
    screen.line()


def _searched(searched: Searched) -> str:
    parts = [f"Searched {count(searched.articles, 'article')} for “{searched.query}”"]
    if searched.time_range is not None:
        start, end = searched.time_range.start, searched.time_range.end
        parts += [f"from {day(start)}"] if start else []
        parts += [f"before {day(end)}"] if end else []
    filters = searched.filters.model_dump(exclude_defaults=True)
    parts += [f"{name}: {', '.join(values)}" for name, values in filters.items()]
    reranked = f", reranked by {searched.reranker}" if searched.reranker else ""
    found = f"{count(searched.hits, 'passage')} found{reranked}"
    return f"{', '.join(parts)}; {found}, as of {day(searched.as_of)}."


def _model(answer: Answer) -> str:
    model, usage = answer.model, answer.usage
    name = (
        "Answered without a language model" if model.provider == "extractive" else f"Answered by {model.name}"
    )
    because = f" ({model.chosen_because})" if model.chosen_because else ""
    took = duration(sum(usage.seconds.values()))
    return f"{name}{because} in {took}, {_cost(answer)}."


def _second_opinion(answer: Answer) -> Iterator[str]:
    opinion = answer.second_opinion
    if opinion is None:
        return
    judged = count(opinion.judged, "claim")
    yield f"Second reading by {opinion.model.name}: {judged}, {opinion.lowered} taken away."
    for failure in opinion.failures:
        yield f"It had no say on other claims: {failure}"


def _cost(answer: Answer) -> str:
    if answer.model.provider in ("local", "extractive"):
        return "at no cost"
    tokens = f"{answer.usage.prompt_tokens + answer.usage.completion_tokens:,} tokens"
    known = answer.usage.cost_usd
    return f"{tokens}, ${known:.4f}" if known is not None else f"{tokens}, price not known"


def show_hits(screen: Screen, result: SearchResult) -> None:
    """The passages, best first, and what was searched."""
    for number, hit in enumerate(result.hits, 1):
        screen.line(_origin(hit), lead=f"{number:2}. ", style="bold")
        screen.line(one_line(hit.text), lead=_INDENT)
        copies = f", with {count(len(hit.copies), 'copy', 'copies')}" if hit.copies else ""
        screen.line(f"{hit.article_id}{copies}", lead=_INDENT, style="dim")
        screen.line()
    screen.line(_searched(result.searched), style="dim")
    for note in result.searched.notes:
        screen.line(note, style="dim")


def show_verification(screen: Screen, verification: Verification) -> None:
    """One line for each quote that does not hold, and the sum."""
    bad = [item for item in verification.checked if item.problem is not None]
    for item in bad:
        screen.line(f"{item.citation.article_id} [{item.citation.start}:{item.citation.end}]: {item.problem}")
        screen.line(f"“{item.citation.quote}”", lead=_INDENT)
    for claim in verification.claims:
        if claim.problem is not None:
            screen.line(f"“{claim.text}” is not carried by what it cites: {claim.problem}")
    for warning in verification.warnings:
        screen.line(f"Warning: {warning}")
    screen.line(_sum_of(len(verification.checked), len(bad)))
    uncarried = sum(claim.problem is not None for claim in verification.claims)
    if verification.claims:
        outcome = "all carried" if not uncarried else f"{uncarried} not carried"
        screen.line(f"{count(len(verification.claims), 'claim')} compared with what they cite: {outcome}.")


def _sum_of(checked: int, bad: int) -> str:
    if not checked:
        return "There is nothing to check: the answer quotes nothing."
    outcome = "all hold" if not bad else f"{bad} {'does' if bad == 1 else 'do'} not hold"
    return f"{count(checked, 'quote')} checked: {outcome}."
