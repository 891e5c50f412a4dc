"""The values in a sentence that can answer a question: figures, dates or names of the kind asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.answering.grounding.facts import Facts
from rag.answering.relevance import AnswerKind, QuestionProfile, counts_what_is_asked
from rag.text.dates import Date
from rag.text.disagreement import dates_disagree, is_denied, numbers_disagree
from rag.text.names import Name, same_name
from rag.text.numbers import Number
from rag.text.units import CURRENCIES

_ASKS_FOR_A_NAME = re.compile(
    r"\b(?:name|named|called|title|actor|singer|author|who|whom|whose)\b", re.IGNORECASE
)
_NAMED_KINDS = frozenset({AnswerKind.PERSON, AnswerKind.PLACE})
_BEHIND = re.compile(r"(?:\s+(?:of\s+)?(?:the\s+|its\s+|his\s+|her\s+|their\s+)?[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Slot:
    """A value at ``text[start:end]``; ``denied`` if the text gives it as the wrong one."""

    value: Number | Date | Name
    start: int
    end: int
    text: str
    denied: bool
    counts_what_is_asked: bool = False


def answer_slots(question: str, profile: QuestionProfile, here: Facts) -> list[Slot]:
    """What in the text can be the answer, in reading order."""
    if profile.kind is AnswerKind.DATE:
        return [_slot(here, date, date.end) for date in here.dates]
    fits = _number_test(profile)
    if fits is not None:
        numbers = [number for number in here.numbers if not number.implied and fits(number)]
        slots = [_slot(here, number, _end_of(here.text, number)) for number in numbers]
        return [replace(slot, counts_what_is_asked=profile.kind is AnswerKind.COUNT) for slot in slots]
    if profile.kind in _NAMED_KINDS or (
        profile.kind is AnswerKind.OPEN and _ASKS_FOR_A_NAME.search(question)
    ):
        return [_slot(here, name, name.end) for name in _new_names(profile, here)]
    return []


def _number_test(profile: QuestionProfile) -> Callable[[Number], bool] | None:
    match profile.kind:
        case AnswerKind.COUNT:
            return lambda number: counts_what_is_asked(profile, number)
        case AnswerKind.MONEY:
            return lambda number: number.unit in CURRENCIES
        case AnswerKind.DURATION:
            return lambda number: number.unit in ("seconds", "months")
        case AnswerKind.AMOUNT:
            return lambda number: number.unit not in ("ordinal", "clock")
        case _:
            return None


def _slot(here: Facts, value: Number | Date | Name, end: int) -> Slot:
    return Slot(value, value.start, end, here.text[value.start : end], is_denied(here.text, value.start))


def _end_of(text: str, number: Number) -> int:
    """The figure with the word it counts: "1,200 workers", "38 million crowns"."""
    if number.unit:
        return number.end
    found = _BEHIND.match(text, number.end)
    return found.end() if found else number.end


def _new_names(profile: QuestionProfile, here: Facts) -> list[Name]:
    """Names that the question does not give, those who merely speak left out."""
    voices = [(speech.start, speech.end) for speech in here.speech]
    return [
        name
        for name in here.names
        if not any(same_name(name, asked) for asked in profile.names)
        and not all(token in profile.stems or token in _forms(profile) for token in name.tokens)
        and not any(start <= name.start < end for start, end in voices)
    ]


def _forms(profile: QuestionProfile) -> frozenset[str]:
    return frozenset(token for name in profile.names for token in name.tokens)


def disagree(one: Slot, other: Slot) -> bool:
    """Whether two values of one kind exclude each other."""
    match one.value, other.value:
        case Number(), Number():
            both = one.counts_what_is_asked and other.counts_what_is_asked
            return numbers_disagree(one.value, other.value, count_the_same=both)
        case Date(), Date():
            return dates_disagree(one.value, other.value)
        case Name(), Name():
            return not (same_name(one.value, other.value) or same_name(other.value, one.value))
        case _:
            return False


def agree_anywhere(slots: Sequence[Slot], others: Sequence[Slot]) -> bool:
    """Whether a value of one side is compatible with one of the other: they do not disagree as a whole."""
    return any(not disagree(one, other) for one in slots for other in others)
