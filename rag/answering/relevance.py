"""Whether a text can answer a question at all: a true quote about something else is no answer.

The text has to reach every name the question gives, hold the kind of answer it asks for (a count, a date,
a place …), share its words, and not speak of another time.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import takewhile

from rag.answering.grounding.facts import Facts, facts_of
from rag.text.dates import Date
from rag.text.names import Name, same_name
from rag.text.numbers import Number
from rag.text.tokens import tokens, word_set
from rag.text.units import CURRENCIES, unit_behind

CAN_ANSWER = 0.55
"""Relevance from which a text is taken for an answer."""


class AnswerKind(StrEnum):
    """What a question asks for."""

    COUNT = "count"
    AMOUNT = "amount"
    MONEY = "money"
    DURATION = "duration"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    YES_NO = "yes or no"
    LIST = "list"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class QuestionProfile:
    """What an answer must bring: its kind, the names and dates to reach, the stems to share.

    ``counted`` are the stems of what a "how many" counts, ``unit`` its unit where it is a measure.
    """

    kind: AnswerKind
    names: tuple[Name, ...]
    dates: tuple[Date, ...]
    stems: frozenset[str]
    counted: frozenset[str] = frozenset()
    unit: str = ""
    figures: tuple[Number, ...] = ()
    """Those of the sentence that asks: "with 73 home runs" is about no other record."""
    asks_for_name: bool = False
    """Whether it goes by a name of its own: "which airline", "what team"."""


_PEOPLE = (
    r"officials?|people|persons?|leaders?|presidents?|ministers?|secretar(?:y|ies)|senators?|players?|coach(?:es)?|actors?"
    r"|actress(?:es)?|singers?|artists?|authors?|directors?|candidates?|judges?|lawyers?|athletes?|diplomats?"
    r"|executives?|scientists?|members?|governors?|mayors?|politicians?|party|teams?|compan(?:y|ies)"
)
_PLACES = (
    r"cit(?:y|ies)|countr(?:y|ies)|states?|places?|towns?|regions?|provinces?|venues?|continents?|islands?"
    r"|stadiums?"
)
_AUXILIARIES = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might)\b"
_KINDS = (
    (AnswerKind.DURATION, r"how\s+long\b(?!\s+ago)"),
    (
        AnswerKind.DATE,
        r"when\b|how\s+long\s+ago|(?:what|which)\s+(?:year|date|day|month|weekday|week)\b|since\s+when",
    ),
    (AnswerKind.COUNT, r"how\s+many\b|what\s+(?:is|was)\s+the\s+(?:number|toll|count)\b|what\s+number\b"),
    (
        AnswerKind.MONEY,
        r"how\s+much\s+(?:money|did\s+.*\b(?:cost|pay|spend|earn)\b|does\s+.*\bcost\b|will\s+.*\bcost\b|is\s+.*\bworth\b)"
        r"|what\s+(?:will|did|does|would|do)\b.*\bcost\b|(?:what|which)\s+(?:is|was|were|are)\s+the\s+(?:price|cost|fine|fee|salary)\b|what\s+price\b",
    ),
    (
        AnswerKind.AMOUNT,
        r"how\s+(?:much|far|fast|tall|big|large|high|heavy|old|deep|wide|often)\b|what\s+(?:percentage|share|percent)\b",
    ),
    (
        AnswerKind.PERSON,
        rf"who(?:m|se)?\b|(?:which|what)\s+(?:(?!{_AUXILIARIES})[\w.'’-]+\s+){{0,3}}?(?:{_PEOPLE})\b",
    ),
    (
        AnswerKind.PLACE,
        rf"where\b|(?:which|what)\s+(?:(?!{_AUXILIARIES})[\w.'’-]+\s+){{0,2}}?(?:{_PLACES})\b",
    ),
    (
        AnswerKind.LIST,
        r"(?:list|name)\b|(?:what|which)\s+(?:are|were)\s+the\b|what\s+\w+s\s+(?:did|do|does|have|has|were|are)\b",
    ),
    (
        AnswerKind.YES_NO,
        rf"{_AUXILIARIES}(?:n['’]t\b)?",
    ),
)
_MEASURED = frozenset(
    {AnswerKind.DATE, AnswerKind.PLACE, AnswerKind.COUNT, AnswerKind.DURATION, AnswerKind.AMOUNT}
)
_OPENING = r"^\W*(?:(?:and|but|so|in|on|at|by|for|from|to|with|of|about)\s+)?"
_QUESTION_WORDS = r"(?:who|whom|whose|what|which|when|where|why|how|list|name)\b"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_ASKED_BEHIND = re.compile(
    rf"(?:,\s+|\s(?=(?:of|at|in|for|to|by|from|on|with)\s+(?:which|what)\b))"
    rf"(?P<asked>(?:(?:of|in|on|at|by|for|from|to|with)\s+)?{_QUESTION_WORDS}.*)$",
    re.IGNORECASE,
)
_NAMED_THING = re.compile(
    r"\b(?:which|what)\s+(?:(?!of\b|is\b|was\b|are\b|were\b|did\b|does\b|do\b|has\b|have\b)[\w.’'-]+\s+){0,5}?(?:airline|airport|album"
    r"|app|artist|athlete|automaker|band|bank|billionaire|book|brand|celebrity|chain|coach|company|country|film|giant"
    r"|golfer|group|island|movie|museum|nation|network|newspaper|park|platform|player|quarterback|rapper|restaurant"
    r"|retailer|series|service|show|singer|song|star|state|team|university|website)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"how\s+many\s+(?P<words>(?:[\w'’-]+\s+){1,3})", re.IGNORECASE)
_SEVERAL = re.compile(
    r"(?:list|name)\b|(?:what|which)\s+(?:are|were)\b|(?:what|which)\s+(?:\w+\s+)?\w+[^s\W]s\b", re.IGNORECASE
)
_PERSONS = word_set(
    """
    people person man men woman women child children member worker employee staff soldier troop officer
    student pupil patient passenger resident citizen customer voter protester prisoner refugee migrant fan
    teacher nurse docker miner driver farmer victim
    """
)
_GENERIC = word_set(
    """
    held take took taken place happen occur list name mention come go give get make say tell call do many much
    """
)
"""Words of questions that an answer does not repeat."""
_PLACE_AHEAD = re.compile(
    r"\b(?:in|at|near|to|from|outside|off|across|on|around|of)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,2}$",
    re.IGNORECASE,
)
_BARE_NAME = 6
"""Words."""
_CONTEXT_WEIGHT = 0.6
_PERSON_WORDS = re.compile(rf"\b(?:{_PEOPLE}|police|insider|critics?|man|woman|men|women)\b", re.IGNORECASE)
_ANSWERS_NOTHING = 0.0


def question_profile(question: str, asked_on: date | None = None) -> QuestionProfile:
    """Read a question for what an answer must bring; ``asked_on`` places its "last week"."""
    read = facts_of(question, asked_on)
    kind = answer_kind(question)
    noun = _counted_noun(question)
    unit = unit_behind(noun, 0) if noun else None
    asking = {token.stem for token in tokens(_asking_words(question))} - {
        token.stem for token in tokens(noun)
    }
    stems = {token.stem for token in read.plain} - asking - _GENERIC
    return QuestionProfile(
        kind=AnswerKind.DURATION if unit and unit[0].base in ("seconds", "months") else kind,
        names=read.names,
        dates=tuple(mention for mention in read.dates if mention.is_calendar),
        stems=frozenset(stems),
        counted=frozenset(token.stem for token in tokens(noun) if token.is_content)
        if not unit
        else frozenset(),
        unit=unit[0].base if unit else "",
        figures=tuple(
            number for number in facts_of(_asking_part(question), asked_on).numbers if not number.implied
        ),
        asks_for_name=_NAMED_THING.search(question) is not None,
    )


def asks_for_several(question: str) -> bool:
    """Whether a question asks for all of something: "What concerns …", "Which members …", "List the …"."""
    return _SEVERAL.match(question.strip()) is not None


def _counted_noun(question: str) -> str:
    """What a "how many" counts: the words behind it, up to the verb."""
    found = _COUNTED.search(question)
    read = tokens(found["words"]) if found else []
    noun = list(takewhile(lambda token: token.is_content, read))
    return " ".join(token.text for token in noun)


def answer_kind(question: str) -> AnswerKind:
    asked = _asking_part(question)
    for kind, pattern in _KINDS:
        if re.match(_OPENING + rf"(?:{pattern})", asked, re.IGNORECASE):
            return kind
    return AnswerKind.OPEN


def _asking_part(question: str) -> str:
    """The last sentence, from a "which" or "how" in its midst on: the rest only leads up to it."""
    last = _SENTENCE_END.split(question.strip())[-1]
    if re.match(_OPENING + rf"(?:{_QUESTION_WORDS}|{_AUXILIARIES})", last, re.IGNORECASE):
        return last
    behind = _ASKED_BEHIND.search(last)
    return behind["asked"] if behind else last


def _asking_words(question: str) -> str:
    """The words that only say what is asked for: "which city", "what year"."""
    for kind, pattern in _KINDS:
        found = re.match(_OPENING + rf"(?:{pattern})", _asking_part(question), re.IGNORECASE)
        if found and kind in _MEASURED:
            return found.group()
    return ""


def can_answer(
    profile: QuestionProfile, text: str, *, context: str = "", published: date | None = None
) -> bool:
    """Whether the text may be shown as an answer."""
    return relevance(profile, text, context=context, published=published) >= CAN_ANSWER


def relevance(
    profile: QuestionProfile, text: str, *, context: str = "", published: date | None = None
) -> float:
    """How well a text can answer a question, 0 to 1; 0 where a name, the kind or the time rules it out.

    ``context`` is what stands beside the text: the article's title and the sentences next to it.
    """
    if not gives_kind(profile, text, published=published):
        return _ANSWERS_NOTHING
    return aboutness(profile, text, context=context, published=published)


def aboutness(
    profile: QuestionProfile, text: str, *, context: str = "", published: date | None = None
) -> float:
    """The share of what the question names and says that the text does, 0 to 1, whatever kind it asks for."""
    here, around = facts_of(text, published), facts_of(context, published)
    if not all(_reaches(name, here) or _reaches(name, around) for name in profile.names):
        return _ANSWERS_NOTHING
    if not all(
        _reaches_figure(number, here) or _reaches_figure(number, around) for number in profile.figures
    ):
        return _ANSWERS_NOTHING
    if _speaks_of_another_time(profile, here, around, published):
        return _ANSWERS_NOTHING
    if not profile.stems:
        return 1.0
    shared = sum(
        1.0 if here.has_word(word) else _CONTEXT_WEIGHT if around.has_word(word) else 0.0
        for word in profile.stems
    )
    reached = sum(1.0 if _reaches(name, here) else _CONTEXT_WEIGHT for name in profile.names)
    return (shared + reached) / (len(profile.stems) + len(profile.names))


def is_bare_name(profile: QuestionProfile, text: str) -> bool:
    """Whether the text is little more than a name that the question does not give."""
    return len(text.split()) <= _BARE_NAME and bool(_new_names(profile, facts_of(text, None)))


def gives_kind(profile: QuestionProfile, text: str, *, published: date | None = None) -> bool:
    """Whether the text holds the kind of thing asked for: a count, a date, a person …"""
    return _has_kind(profile, facts_of(text, published))


def _reaches(name: Name, facts: Facts) -> bool:
    if any(same_name(name, other) for other in facts.names):
        return True
    return all(token in facts.forms for token in name.tokens)


def _reaches_figure(number: Number, facts: Facts) -> bool:
    return any(math.isclose(number.low, other.low) for other in facts.numbers)


def _speaks_of_another_time(
    profile: QuestionProfile, here: Facts, around: Facts, published: date | None
) -> bool:
    """A year in the question that neither the text nor its article's date allows."""
    years = {mention.year for mention in profile.dates if mention.year is not None}
    if not years:
        return False
    known = {day.year for item in (*here.dates, *around.dates) for day in (item.first, item.last) if day}
    known |= {published.year} if published else set()
    return bool(known) and not years & known


def _has_kind(profile: QuestionProfile, here: Facts) -> bool:
    if profile.asks_for_name and not _new_names(profile, here):
        return False
    said = [number for number in here.numbers if number.unit != "ordinal"]
    spoken = [number for number in said if not number.implied]
    match profile.kind:
        case AnswerKind.COUNT:
            return any(counts_what_is_asked(profile, number) for number in spoken)
        case AnswerKind.MONEY:
            return any(number.unit in CURRENCIES for number in spoken)
        case AnswerKind.AMOUNT:
            return bool(spoken)
        case AnswerKind.DURATION:
            return any(number.unit in ("seconds", "months") for number in said) or _gives_a_start(here)
        case AnswerKind.DATE:
            return bool(here.dates) or any(number.unit == "clock" for number in said)
        case AnswerKind.PERSON:
            return bool(_new_names(profile, here)) or bool(_PERSON_WORDS.search(here.text))
        case AnswerKind.PLACE:
            return any(_PLACE_AHEAD.search(here.text[: name.start]) for name in _new_names(profile, here))
        case _:
            return True


def counts_what_is_asked(profile: QuestionProfile, number: Number) -> bool:
    """A count of the thing asked for; people go by many names, or are left unnamed."""
    if number.unit:
        return False
    if not number.counted or not profile.counted or number.counted & profile.counted:
        return True
    return "peopl" in profile.counted or bool(profile.counted & _PERSONS and number.counted & _PERSONS)


def _gives_a_start(here: Facts) -> bool:
    """ "Since 2018" says how long, too."""
    return bool(here.dates) and re.search(r"\b(?:since|until|from)\b", here.text, re.IGNORECASE) is not None


def _new_names(profile: QuestionProfile, here: Facts) -> list[Name]:
    return [name for name in here.names if not any(same_name(name, asked) for asked in profile.names)]
