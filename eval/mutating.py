"""True sentences turned false, one fact at a time, and true ones said in another way.

Shares no code with what it tests: a figure that grounding cannot read has to be changed here all the same.
What is put in the place of a fact stands nowhere in the article, or stands there for something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from eval.cases import AnnotatedArticle


@dataclass(frozen=True, slots=True)
class Change:
    """``kind`` names the fact that was changed, or "rewritten" for a sentence that stays true."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """Proper names by their kind: those of an article, and those of others that it does not mention."""

    own: dict[str, tuple[str, ...]]
    foreign: dict[str, tuple[str, ...]]


def _row(words: str) -> list[str]:
    return words.split()


Changer = Callable[[str, str, Names], Iterator[str]]
"""From a sentence, its article's text and the names at hand to sentences that are false."""


def changes(sentence: str, article: str, names: Names) -> Iterator[Change]:
    """Every false version of a sentence, each with one fact changed. Of a question there is none."""
    if sentence.rstrip("\"”'’)").endswith("?"):
        return
    for kind, changer in _CHANGERS.items():
        seen = {sentence}
        for text in changer(sentence, article, names):
            if text not in seen:
                seen.add(text)
                yield Change(kind, text)


def _swap(sentence: str, found: re.Match[str], new: str) -> str:
    return sentence[: found.start()] + new + sentence[found.end() :]


def _says(text: str, word: str) -> bool:
    return re.search(rf"(?<![\w.,]){re.escape(word)}(?![\w]|[.,]\d)", text, re.IGNORECASE) is not None


# --- numbers ----------------------------------------------------------------------------------------------

_MONTH_NAMES = _row("January February March April May June July August September October November December")
_DAY_NAMES = _row("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTH = rf"(?:{'|'.join(_MONTH_NAMES)})"
_FIGURE = re.compile(r"(?<![\w.,:/–-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w:/]|[.,–-]\d)")
_SPELLED = _row(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen eighteen"
    " twenty thirty forty fifty sixty seventy eighty ninety"
)
_SPELLED_FIGURE = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b", re.IGNORECASE)
_RANKS = _row("first second third fourth fifth sixth seventh eighth ninth tenth")
_RANK = re.compile(rf"(?<=\b(?:the|her|his|its|our) )(?:{'|'.join(_RANKS)})\b(?=\s+[a-z]+)")


def _other_numbers(sentence: str, article: str, names: Names) -> Iterator[str]:
    for found in _FIGURE.finditer(sentence):
        if not _is_part_of_date(sentence, found):
            for new in _other_figures(found.group(), article):
                yield _swap(sentence, found, new)
    for pattern, row in ((_SPELLED_FIGURE, _SPELLED), (_RANK, _RANKS)):
        for found in pattern.finditer(sentence):
            at = row.index(found.group().lower())
            fresh = [row[(at + step) % len(row)] for step in (1, 3, 4)]
            for new in [word for word in fresh if not _says(article, word)][:2]:
                yield _swap(sentence, found, new.capitalize() if found.group()[0].isupper() else new)


def _is_part_of_date(sentence: str, found: re.Match[str]) -> bool:
    before, behind = sentence[: found.start()], sentence[found.end() :]
    return bool(re.search(rf"{_MONTH}\.?\s+$", before) or re.match(rf"\s+(?:of\s+)?{_MONTH}", behind))


def _other_figures(figure: str, article: str) -> list[str]:
    """Another first digit, and another last one."""
    first = str(int(figure[0]) % 9 + 1) + figure[1:]
    last = figure[:-1] + str((int(figure[-1]) + 1) % 10)
    options = dict.fromkeys(option for option in (first, last) if not option.startswith("0"))
    return [option for option in options if option != figure and not _says(article, option)]


# --- units ------------------------------------------------------------------------------------------------

_UNITS = {
    "percent": "percentage points", "per cent": "percentage points", "million": "billion",
    "billion": "million", "thousand": "million", "seconds": "minutes", "minutes": "hours",
    "hours": "days", "days": "weeks", "weeks": "months", "months": "years", "years": "months",
    "kilometers": "miles", "kilometres": "miles",
    "km": "miles", "miles": "kilometers", "meters": "feet", "metres": "feet", "feet": "meters",
    "dollars": "euros", "euros": "dollars", "pounds": "euros", "kilograms": "pounds", "kg": "pounds",
    "%": " euros", "cents": "euros", "hour": "day", "day": "week", "week": "month", "month": "year",
    "year": "month", "minute": "hour", "decades": "years", "tons": "pounds", "inches": "feet",
    "people": "companies",
}  # fmt: skip
_COUNT = rf"(?:\d[\d,.]*|{'|'.join(_SPELLED)}|hundred|thousand|million|billion|several|few)"
_MEASURE = re.compile(
    rf"(?P<count>(?<![\w.,]){_COUNT}[\s-]?)(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"(?:US\$|\$|£|€)(?=\s?\d)")


def _other_units(sentence: str, article: str, names: Names) -> Iterator[str]:
    for found in _MEASURE.finditer(sentence):
        unit = found["unit"].lower()
        if found["count"].strip().lower() in ("several", "few", "hundred") and unit in ("million", "billion"):
            continue
        new = found["count"] + _UNITS[unit]
        if not _says(article, new.strip()):
            yield _swap(sentence, found, new)
    for found in _CURRENCY.finditer(sentence):
        yield _swap(sentence, found, "€" if found.group() != "€" else "$")


# --- dates ------------------------------------------------------------------------------------------------

_MONTH_WORD = re.compile(
    rf"\b(?:{'|'.join(name for name in _MONTH_NAMES if name != 'May')})\b|\bMay(?=\s+\d)"
)
_DAY_WORD = re.compile(rf"\b(?:{'|'.join(_DAY_NAMES)})\b")
_YEAR = re.compile(r"(?<![\w.,$£€-])(?:1[6-9]|20)\d\d(?![\w%]|[.,]\d|\s+(?:people|men|women|years))")
_MONTH_AND_DAY = re.compile(rf"(?P<month>\b{_MONTH}\s+)(?P<day>\d{{1,2}})(?!\w)")
_DAY_AND_MONTH = re.compile(rf"(?P<day>(?<![\w.,])\d{{1,2}})(?P<month>\s+{_MONTH}\b)")
_RELATIVE = {
    "yesterday": "tomorrow", "tomorrow": "yesterday", "last week": "last year", "last year": "last month",
    "last month": "last week", "next week": "next year", "next year": "next week", "next month": "next year",
    "this year": "last year", "this week": "last month", "this month": "last year",
}  # fmt: skip
_RELATIVE_WORDS = re.compile(rf"\b(?:{'|'.join(_RELATIVE)})\b")


def _other_dates(sentence: str, article: str, names: Names) -> Iterator[str]:
    for pattern, row, steps in ((_MONTH_WORD, _MONTH_NAMES, (3, 5)), (_DAY_WORD, _DAY_NAMES, (2, 3))):
        for found in pattern.finditer(sentence):
            at = row.index(found.group())
            for new in (row[(at + step) % len(row)] for step in steps):
                if not _says(article, new):
                    yield _swap(sentence, found, new)
    for found in _YEAR.finditer(sentence):
        year = int(found.group())
        for new in (str(year - 3), str(year + 2)):
            if not _says(article, new):
                yield _swap(sentence, found, new)
    yield from _other_days(sentence, article)
    for found in _RELATIVE_WORDS.finditer(sentence):
        yield _swap(sentence, found, _RELATIVE[found.group()])


def _other_days(sentence: str, article: str) -> Iterator[str]:
    for pattern in (_MONTH_AND_DAY, _DAY_AND_MONTH):
        for found in pattern.finditer(sentence):
            day = str(int(found["day"]) % 27 + 2)
            new = found.group().replace(found["day"], day)
            if not _says(article, new):
                yield _swap(sentence, found, new)


# --- names and speakers -----------------------------------------------------------------------------------

_NAME = r"(?:[A-Z][\w.’'-]*\s)*[A-Z][\w’'-]+"
_SAYING = (
    "said|says|told|added|stated|explained|argued|claimed|announced|warned|noted|reported|commented|wrote"
)
_SPEAKER_FIRST = re.compile(rf"(?P<name>(?<![\w.] )(?<!\w){_NAME})(?=\s+(?:also\s+)?(?:{_SAYING})\b)")
_SPEAKER_LAST = re.compile(rf"(?<=[,”\"]\s)(?P<verb>(?:{_SAYING})\s+)(?P<name>{_NAME})")
_SPEAKER_NAMED = re.compile(rf"(?P<verb>[Aa]ccording\s+to\s+)(?P<name>{_NAME})(?!\s+(?:and|of)\b)")
_PRONOUNS = frozenset(_row("He She They It We I You This That These Those What Who There The A An"))


def _other_names(sentence: str, article: str, names: Names) -> Iterator[str]:
    for kind, known in names.own.items():
        for name in known:
            pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
            for found in list(pattern.finditer(sentence))[:1]:
                if not _is_inside_longer_name(sentence, found):
                    for new in _strangers(name, kind, sentence, names):
                        yield _swap(sentence, found, new)


def _is_inside_longer_name(sentence: str, found: re.Match[str]) -> bool:
    before = re.search(r"([A-Z][\w.’'-]*)\s$", sentence[: found.start()])
    return bool(before and found.start() > len(before[0])) or bool(
        re.match(r"(?:\s|\s?&\s?|-)[A-Z]", sentence[found.end() :])
    )


def _strangers(name: str, kind: str, sentence: str, names: Names) -> list[str]:
    """One name from elsewhere, and one that the article gives to somebody else.

    Places of one article often lie in each other, so that a sentence stays true of both.
    """
    words = set(name.lower().split())
    others = [other for other in names.own[kind] if not words & set(other.lower().split())]
    apart = [other for other in others if other not in sentence and len(other) > 3]
    start = sum(map(ord, name))
    foreign = names.foreign.get(kind, ())
    apart = [] if kind == "place" else apart
    return [row[start % len(row)] for row in (foreign, apart) if row]


def _other_speakers(sentence: str, article: str, names: Names) -> Iterator[str]:
    for pattern in (_SPEAKER_FIRST, _SPEAKER_LAST, _SPEAKER_NAMED):
        for found in pattern.finditer(sentence):
            if found["name"].split()[0] in _PRONOUNS:
                continue
            for new in _strangers(found["name"], "person", sentence, names):
                verb = found.groupdict().get("verb") or ""
                yield _swap(sentence, found, verb + new)


# --- negation and direction -------------------------------------------------------------------------------

_AUXILIARY = re.compile(
    r"\b(?:is|was|were|are|has|have|had|will|would|can|could|should|did|does|do)\b(?!\s+(?:not|n[’']t|never|no)\b)"
    r"(?![’'])(?=\s+(?!tell\b)\w)"
)
_NEGATED = re.compile(r"(?<=[a-z])(?<!\bor) not\b(?!\s+(?:only|just)\b)| never\b")
_CONTRACTED = re.compile(r"\b(is|was|were|are|has|have|had|would|could|should|did|does|do)n[’']t\b")
_BARE_VERB = {
    "announced": "announce", "won": "win", "took": "take", "began": "begin", "went": "go", "became": "become",
    "made": "make", "gave": "give", "led": "lead", "left": "leave", "found": "find", "killed": "kill",
    "received": "receive", "arrived": "arrive", "asked": "ask", "called": "call", "reported": "report",
    "came": "come", "met": "meet", "opened": "open", "scored": "score", "lost": "lose", "sent": "send",
    "agreed": "agree", "helped": "help", "started": "start", "used": "use", "saw": "see", "created": "create",
}  # fmt: skip
_PAST_VERB = re.compile(
    r"(?<=[a-z] )(?<!to )(?<!by )(?<!is )(?<!was )(?<!were )(?<!been )(?<!has )(?<!have )(?<!had )(?<!be )"
    r"(?<!are )"
    rf"(?P<verb>{'|'.join(_BARE_VERB)})(?=\s+(?:the|a|an|his|her|its|their|in|on|to|at|from|with|over|for|that)\b)"
)


def _turned_round(sentence: str, article: str, names: Names) -> Iterator[str]:
    for found in list(_AUXILIARY.finditer(sentence))[:2]:
        yield _swap(sentence, found, f"{found.group()} not")
    for found in _NEGATED.finditer(sentence):
        yield _swap(sentence, found, "")
    for found in _CONTRACTED.finditer(sentence):
        yield _swap(sentence, found, found[1])
    for found in list(_PAST_VERB.finditer(sentence))[:1]:
        yield _swap(sentence, found, f"did not {_BARE_VERB[found['verb']]}")


_OPPOSITES = (
    ("more", "fewer"), ("higher", "lower"), ("increase", "decrease"), ("increased", "decreased"),
    ("increases", "decreases"), ("rose", "fell"), ("risen", "fallen"), ("rise", "fall"),
    ("rising", "falling"), ("before", "after"), ("won", "lost"), ("winning", "losing"),
    ("largest", "smallest"), ("larger", "smaller"), ("biggest", "smallest"),
    ("north", "south"), ("northern", "southern"), ("east", "west"),
    ("eastern", "western"), ("opened", "closed"), ("support", "oppose"), ("supported", "opposed"),
    ("supports", "opposes"), ("older", "younger"), ("above", "below"), ("best", "worst"), ("better", "worse"),
    ("growing", "shrinking"), ("grew", "shrank"), ("began", "ended"), ("started", "stopped"),
    ("accepted", "rejected"), ("approved", "rejected"), ("legal", "illegal"), ("public", "private"),
    ("inside", "outside"), ("failed", "succeeded"), ("arrived", "departed"), ("bought", "sold"),
    ("strong", "weak"), ("positive", "negative"), ("at least", "at most"), ("majority", "minority"),
    ("male", "female"), ("men", "women"), ("early", "late"), ("earlier", "later"), ("win", "lose"),
    ("possible", "impossible"), ("easy", "difficult"), ("old", "new"), ("Democratic", "Republican"),
    ("Democrats", "Republicans"), ("husband", "wife"), ("brother", "sister"), ("son", "daughter"),
)  # fmt: skip
_OPPOSITE = dict(_OPPOSITES) | {second: first for first, second in _OPPOSITES}
_DIRECTION = re.compile(
    rf"\b(?:{'|'.join(sorted(_OPPOSITE, key=len, reverse=True))})\b(?!['’]|\s+(?:up|and\s+more)\b)"
)
_IDIOMS = re.compile(r"\b(?:years|as\s+(?:\w+\s+){1,3}as|wherever|as\s+of|more\s+and)\s+$")


def _other_directions(sentence: str, article: str, names: Names) -> Iterator[str]:
    for found in _DIRECTION.finditer(sentence):
        if _IDIOMS.search(sentence[: found.start()]):
            continue
        yield _swap(sentence, found, _OPPOSITE[found.group()])


_CHANGERS: dict[str, Changer] = {
    "number": _other_numbers,
    "unit": _other_units,
    "date": _other_dates,
    "name": _other_names,
    "negation": _turned_round,
    "direction": _other_directions,
    "speaker": _other_speakers,
}
KINDS = tuple(_CHANGERS)


# --- the names of a collection ----------------------------------------------------------------------------

_PROPER = re.compile(r"[A-Z][\w.’'-]+(?:\s(?:of\s|de\s|van\s)?[A-Z][\w.’'-]+){0,3}")
_NO_NAMES = _PRONOUNS | set(_row("My Our Your His Her Mr Mrs Ms Dr Professor President Prime Senator"))
_NAMED_KINDS = ("person", "place", "organization")


def names_of(article: AnnotatedArticle, others: Sequence[AnnotatedArticle]) -> Names:
    """The proper names people marked in an article, and those of the others that it does not contain."""
    foreign = {
        kind: tuple(
            name
            for other in others
            if other.case_id != article.case_id
            for name in _marked(other, kind)
            if not any(word in article.text for word in name.split() if len(word) > 2) and "." not in name
        )
        for kind in _NAMED_KINDS
    }
    return Names({kind: _marked(article, kind) for kind in _NAMED_KINDS}, foreign)


def _marked(article: AnnotatedArticle, kind: str) -> tuple[str, ...]:
    mentions = [name for entity in article.entities if entity.kind == kind for name in entity.mentions]
    proper = [
        name for name in mentions if _PROPER.fullmatch(name) and name.split()[0].rstrip(".") not in _NO_NAMES
    ]
    return tuple(dict.fromkeys(name for name in proper if name.lower() not in article.text))
