"""What a model may add to what the rules cut from the text: roles, speakers, measures, events."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import (
    Certainty,
    Citation,
    DraftEvent,
    DraftFigure,
    DraftMention,
    DraftQuote,
    Event,
    Figure,
    Mentioned,
    Quote,
    Span,
)
from rag.summaries.checking import Checker, lines_of
from rag.summaries.figures import iso_date
from rag.summaries.quotes import naming_of
from rag.summaries.rules import Found
from rag.text.matching import find_quote

_NEAR = 2
_FIELDS = {
    "person": "people",
    "organisation": "organisations",
    "organization": "organisations",
    "place": "places",
}


def with_speakers(
    checker: Checker, quotes: Sequence[Quote], drafts: Sequence[DraftQuote]
) -> tuple[Quote, ...]:
    """The quotes, those without a speaker given the drafted one where a sentence nearby names them."""
    known = list(quotes)
    for draft in drafts:
        fit = (n for n, quote in enumerate(known) if find_quote(draft.words, quote.text) is not None)
        at = next(fit, None)
        if at is None:
            checker.reject("quotes", draft.words, "no quotation of the article has these words")
        elif known[at].speaker is None:
            place = _place_near(checker, known[at].citations[0], draft.speaker)
            if place is None:
                why = f"no sentence near the quotation names {draft.speaker}"
                checker.reject("quotes", draft.words, why, known[at].citations[:1])
            else:
                update = {
                    "speaker": draft.speaker,
                    "naming": naming_of(draft.speaker),
                    "citations": (*known[at].citations, place),
                }
                known[at] = known[at].model_copy(update=update)
    return tuple(known)


def _place_near(checker: Checker, citation: Citation, name: str) -> Citation | None:
    reading = checker.reading
    for line in lines_of(reading, [citation]):
        for step in sorted(range(-_NEAR, _NEAR + 1), key=abs):
            near = reading.line(line.number + step)
            span = find_quote(name, near.text) if near else None
            if near is not None and span is not None:
                return reading.cite(near, span.start, span.end)
    return None


def with_measures(
    checker: Checker, figures: Sequence[Figure], drafts: Sequence[DraftFigure]
) -> tuple[Figure, ...]:
    """The figures, with the drafted words for what they measure where the figure's sentence carries them."""
    known = list(figures)
    for draft in drafts:
        at = next((n for n, figure in enumerate(known) if _is_same_figure(figure, draft)), None)
        if at is None:
            checker.reject("figures", draft.text, "the article has no such figure")
            continue
        numbers = [line.number for line in lines_of(checker.reading, known[at].citations)]
        if checker.carried("figures", f"{draft.measures}: {known[at].text}", numbers):
            known[at] = known[at].model_copy(update={"measures": draft.measures})
    return tuple(known)


def _is_same_figure(figure: Figure, draft: DraftFigure) -> bool:
    return figure.text.casefold() == draft.text.strip().casefold()


def with_events(checker: Checker, events: Sequence[Event], drafts: Sequence[DraftEvent]) -> list[Event]:
    """The events, told in the drafted words where the same sentence carries them with the same date."""
    known = list(events)
    for draft in drafts:
        claim = checker.carried("timeline", draft.text, draft.sentences)
        if claim is None:
            continue
        dated = _dated(checker, claim.citations, draft.when)
        if dated is None:
            checker.reject(
                "timeline", draft.text, f"its sentence has no date {draft.when!r}", claim.citations
            )
            continue
        at = next((n for n, event in enumerate(known) if _is_same_event(event, dated, claim.citations)), None)
        if at is None:
            known.append(dated.model_copy(update={"text": claim.text, "certainty": draft.certainty}))
        else:
            known[at] = known[at].model_copy(update={"text": claim.text})
    return known


def _is_same_event(event: Event, dated: Event, citations: Sequence[Citation]) -> bool:
    return event.date == dated.date and bool(set(event.citations) & set(citations))


def _dated(checker: Checker, citations: tuple[Citation, ...], when: str) -> Event | None:
    """An event at the date of that wording, without words or certainty of its own yet."""
    for line in lines_of(checker.reading, citations):
        for found in line.dates:
            iso = iso_date(found)
            if iso and found.first and found.last and _same_words(found.text, when):
                return Event(
                    text=line.flat, date=iso, start=found.first, end=found.last, when=found.text,
                    certainty=Certainty.REPORTED, citations=citations,
                )  # fmt: skip
    return None


def _same_words(one: str, other: str) -> bool:
    mine, theirs = (set(re.findall(r"\w+", text.casefold())) for text in (one, other))
    return bool(mine & theirs) and (mine <= theirs or theirs <= mine)


# --- people, organisations and places ----------------------------------------------------------------------


def with_mentions(
    checker: Checker, found: Found, drafts: Sequence[DraftMention]
) -> dict[str, tuple[Mentioned, ...]]:
    """The named things by field, with drafted roles where a sentence has name and role, and new names."""
    fields: dict[str, list[Mentioned]] = {
        "people": list(found.people),
        "organisations": list(found.organisations),
        "places": list(found.places),
        "subjects": list(found.subjects),
    }
    for draft in drafts:
        field = _FIELDS.get(draft.kind.lower(), "subjects")
        known = next(
            ((f, n) for f in fields for n, m in enumerate(fields[f]) if _is_same_thing(m, draft)), None
        )
        if known is None:
            new = _new_mention(checker, draft)
            if new is not None:
                fields[field].append(new)
            continue
        at, place = known
        if at == "subjects" and field != "subjects":
            fields[field].append(fields[at].pop(place))
            at, place = field, -1
        fields[at][place] = _with_role(checker, fields[at][place], draft)
    return {name: tuple(items) for name, items in fields.items()}


def _is_same_thing(known: Mentioned, draft: DraftMention) -> bool:
    return known.name.casefold() == draft.name.strip().casefold()


def _new_mention(checker: Checker, draft: DraftMention) -> Mentioned | None:
    reading = checker.reading
    spans = [
        Span(start=line.sentence.start + found.start, end=line.sentence.start + found.end)
        for line in reading.body
        if (found := find_quote(draft.name, line.text)) is not None
    ]
    if not spans:
        checker.reject("mentions", draft.name, "the article does not name it")
        return None
    citations = (reading.cut(spans[0].start, spans[0].end),)
    known = Mentioned(name=citations[0].quote, salience=0.1, mentions=tuple(spans), citations=citations)
    return _with_role(checker, known, draft)


def _with_role(checker: Checker, known: Mentioned, draft: DraftMention) -> Mentioned:
    if known.role is not None or not draft.role:
        return known
    for citation in known.citations:
        for line in lines_of(checker.reading, [citation]):
            span = find_quote(draft.role, line.text)
            if span is not None:
                place = checker.reading.cite(line, span.start, span.end)
                return known.model_copy(update={"role": place.quote, "citations": (*known.citations, place)})
    checker.reject("mentions", f"{draft.name}: {draft.role}", "no sentence that names it says so")
    return known
