"""Compares what a claim asserts with what its source says: facts first, then the words that remain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rag.answering.grounding.binding import Place, bound_elsewhere, part_of_it, subject_clash
from rag.answering.grounding.facts import Facts
from rag.answering.grounding.slots import slot_clash
from rag.answering.grounding.voices import speaker_problem
from rag.text.dates import Agreement, Date, agreement
from rag.text.names import Aliases, Name, given_names_clash, same_name
from rag.text.numbers import Hedge, Number, carries, same_unit
from rag.text.opposites import opposite_clash
from rag.text.polarity import polarity_clash

ENOUGH_WORDS = 0.75
"""Share of a claim's content that its source must cover; a fragment without a verb must be covered whole."""


_FEW = 4
"""Names, figures, dates and words."""


class Severity(IntEnum):
    """How bad a problem is: a source that is silent, or one that says otherwise."""

    MISSING = 1
    CONTRADICTION = 2


@dataclass(frozen=True, slots=True)
class Problem:
    severity: Severity
    reason: str


@dataclass(frozen=True, slots=True)
class Background:
    """What the article at large says about names: short forms it explains, and everybody it names."""

    aliases: Aliases
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """``coverage`` is the share of the claim's names, figures, dates and words found in the source."""

    coverage: float
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        return not self.problems

    @property
    def worst(self) -> Severity | None:
        return max((problem.severity for problem in self.problems), default=None)


def compare(claim: Facts, source: Facts, background: Background, *, speaker: str | None = None) -> Comparison:
    """Check a claim against a source: one sentence, or some taken together, a line each.

    ``speaker`` is whom the draft names beside its text.
    """
    problems = [
        *_name_problems(claim, source, background),
        *_number_problems(claim, source),
        *_date_problems(claim, source),
        *_code_problems(claim, source),
        *_contradictions(claim, source, background, speaker),
    ]
    coverage = _coverage(claim, source, len(problems))
    if coverage < _needed(claim) and all(problem.severity is Severity.MISSING for problem in problems):
        problems.append(Problem(Severity.MISSING, _uncovered(claim, source)))
    return Comparison(coverage, tuple(problems))


def may_hold(claim: Facts, source: Facts) -> bool:
    """Whether the words alone would do, facts unseen: cheap to ask before comparing."""
    return _coverage(claim, source, 0) >= _needed(claim)


def _needed(claim: Facts) -> float:
    """Of a few words each counts: "the strike ended" is not borne out by "the flights were cancelled"."""
    return 1.0 if claim.statement.is_fragment or is_short(claim) else ENOUGH_WORDS


def _contradictions(
    claim: Facts, source: Facts, background: Background, speaker: str | None
) -> Iterator[Problem]:
    """What the source puts otherwise: negation and modality, direction, who does it, who says it."""
    turned = opposite_clash(claim.tokens, source.tokens)
    reasons = (
        polarity_clash(claim.statement, source.statement),
        f"the source says “{turned[1].text}”, the claim says “{turned[0].text}”" if turned else None,
        subject_clash(claim, source),
        speaker_problem(claim, source, speaker),
        slot_clash(claim, source, background.aliases),
    )
    yield from (Problem(Severity.CONTRADICTION, reason) for reason in reasons if reason)


# --- names ------------------------------------------------------------------------------------------------


def _name_problems(claim: Facts, source: Facts, background: Background) -> Iterator[Problem]:
    for name in claim.names:
        if not has_name(source, name, background.aliases):
            yield Problem(Severity.MISSING, f"the source does not mention {name.text}")
        elif not any(set(name.tokens) <= set(other.tokens) for other in source.names):
            other = given_names_clash(name, background.names)
            if other is not None:
                reason = f"the source means {other.text}, the claim says {name.text}"
                yield Problem(Severity.CONTRADICTION, reason)


def has_name(source: Facts, name: Name, aliases: Aliases) -> bool:
    """Whether a source names it, in a long or short form, or has its words."""
    if any(same_name(name, other, aliases) for other in source.names):
        return True
    if len(name.tokens) == 1:
        return name.tokens[0] in source.forms
    return name.text.casefold() in source.text.casefold()


# --- numbers ----------------------------------------------------------------------------------------------


def _number_problems(claim: Facts, source: Facts) -> Iterator[Problem]:
    for number in claim.numbers:
        reason = None if number.implied else _number_clash(claim, number, source)
        if reason is not None:
            yield reason


def _number_clash(claim: Facts, number: Number, source: Facts) -> Problem | None:
    comparable = [
        other
        for other in source.numbers
        if same_unit(number, other, source_stems=source.stems)
        and (not other.implied or _means_one(number, other))
    ]
    good = [other for other in comparable if carries(other, number)]
    bad = [other for other in comparable if other not in good]
    here = Place(claim, number.start, number.end)
    if good:
        places = _places(source, good), _places(source, bad)
        elsewhere = bound_elsewhere(here, *places) or part_of_it(here, *places)
        if elsewhere is None:
            return None
        reason = f"source says {elsewhere.text} there, claim says {_shown(number)}"
        return Problem(Severity.CONTRADICTION, reason)
    if not bad:
        return Problem(Severity.MISSING, f"the source does not give the figure “{_shown(number)}”")
    nearest = max(
        bad, key=lambda other: _likeness(here, Place(source, other.start, other.end), number, other)
    )
    return Problem(Severity.CONTRADICTION, f"source says {_shown(nearest)}, claim says {_shown(number)}")


def _means_one(number: Number, article: Number) -> bool:
    """ "One hour" for "an hour", "one soldier" for "a soldier"."""
    same_measure = bool(number.unit) and number.unit == article.unit
    return number.low == 1 and (same_measure or bool(number.counted & article.counted))


def _places(source: Facts, items: Sequence[Number] | Sequence[Date]) -> list[Place]:
    return [Place(source, item.start, item.end) for item in items]


def _likeness(here: Place, there: Place, mine: Number, theirs: Number) -> tuple[bool, float]:
    """The figure that a reader would hold against the claim's: of the same unit, in the same words."""
    return mine.factor == theirs.factor, there.closeness(here.context())


def _shown(number: Number) -> str:
    hedge = "" if number.hedge is Hedge.MANY else number.hedge.value
    return " ".join(word for word in (number.role, hedge, number.text) if word)


# --- dates and codes --------------------------------------------------------------------------------------


def _date_problems(claim: Facts, source: Facts) -> Iterator[Problem]:
    for mention in claim.dates:
        good = [other for other in source.dates if agreement(mention, other) is Agreement.SAME]
        bad = [other for other in source.dates if agreement(mention, other) is Agreement.CONTRADICTING]
        if good:
            here = Place(claim, mention.start, mention.end)
            rivals = [other for other in bad if _as_precise(mention, other)]
            elsewhere = bound_elsewhere(here, _places(source, good), _places(source, rivals))
            if elsewhere is not None:
                reason = f"source says {elsewhere.text} there, claim says {mention.text}"
                yield Problem(Severity.CONTRADICTION, reason)
        elif bad:
            yield Problem(Severity.CONTRADICTION, f"source says {bad[0].text}, claim says {mention.text}")
        else:
            yield Problem(Severity.MISSING, f"the source does not give the date “{mention.text}”")


def _as_precise(mention: Date, other: Date) -> bool:
    """ "Last year" and "2022" answer the same "when"."""
    if mention.precision == other.precision:
        return True
    if not (mention.first and mention.last and other.first and other.last):
        return False
    return abs((mention.last - mention.first) - (other.last - other.first)).days <= 1


def _code_problems(claim: Facts, source: Facts) -> Iterator[Problem]:
    """Words with digits that are neither figure nor date ("F-16", "5G") must stand there as they are."""
    for code in claim.codes:
        if all(token.lower != code.lower for token in source.tokens):
            yield Problem(Severity.MISSING, f"the source does not mention “{code.text}”")


# --- the words that remain --------------------------------------------------------------------------------


def _coverage(claim: Facts, source: Facts, problems: int) -> float:
    total = _units(claim)
    figures = total - len(claim.plain)
    if total == 0:
        return 1.0 if claim.tokens and claim.stems <= source.stems else 0.0
    words = sum(source.has_word(token.stem) for token in claim.plain)
    return (words + max(0, figures - problems)) / total


def is_short(claim: Facts) -> bool:
    """Whether it says so little that each word of it counts."""
    return _units(claim) <= _FEW


def _units(claim: Facts) -> int:
    """How many names, dates, figures and words a claim has to be covered in."""
    figures = sum(not number.implied for number in claim.numbers)
    return len(claim.plain) + len(claim.names) + len(claim.dates) + figures


def _uncovered(claim: Facts, source: Facts) -> str:
    absent = dict.fromkeys(token.text for token in claim.plain if not source.has_word(token.stem))
    shown = ", ".join(f"“{word}”" for word in absent)
    return f"the source does not say {shown}" if shown else "the source does not say this"
