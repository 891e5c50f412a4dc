"""Numbers in text, with unit, scale and hedge, and whether one number carries another.

Calendar years and dates are not numbers here; `rag.text.dates` finds them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rag.text import number_words
from rag.text.number_words import SCALES
from rag.text.tokens import tokens
from rag.text.units import CURRENCY_SIGNS, STRICT_UNITS, unit_behind

Spans = Sequence[tuple[int, int]]


class Hedge(StrEnum):
    """How a number is softened: "about 500", "more than 500", "up to 500"."""

    NONE = ""
    ABOUT = "about"
    MORE = "more than"
    LESS = "less than"
    MANY = "an unknown multiple of"


@dataclass(frozen=True, slots=True)
class Number:
    """A number at ``text[start:end]``, its unit included; ``low`` and ``high`` differ for a range.

    ``unit`` is the base of its kind ("seconds" for hours) and ``factor`` leads there; it is empty for a
    plain count, of which ``counted`` holds the stems of what is counted ("people", "soldier").
    ``role`` keeps a "from", "to" or "by" before it. ``implied`` marks "an hour": one, but never said so.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    unit: str = ""
    factor: float = 1.0
    counted: frozenset[str] = frozenset()
    hedge: Hedge = Hedge.NONE
    role: str = ""
    implied: bool = False


@dataclass(frozen=True, slots=True)
class _Amount:
    """A bare value before its unit is looked at."""

    start: int
    end: int
    value: float
    unit: str = ""
    hedge: Hedge = Hedge.NONE
    implied: bool = False


_SIGN = "|".join(re.escape(sign) for sign in sorted(CURRENCY_SIGNS, key=len, reverse=True))
_DIGITS = re.compile(
    rf"(?P<sign>{_SIGN})?\s?(?<![\w.,])(?<![^\W\d]-)(?P<minus>[-−](?=\d))?"
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"(?:(?P<rank>st|nd|rd|th)\b|[\s-]?(?P<scale>thousand|million|billion|trillion|hundred|dozen"
    rf"|bn|mn|mln|tn|k|m|b)\b(?![.']\w))?",
    re.IGNORECASE,
)
_SIGNED_DIGITS = re.compile(rf"(?:{_SIGN})\s?\d")
_SHORT_SCALES = {"bn": 1e9, "b": 1e9, "mn": 1e6, "mln": 1e6, "m": 1e6, "tn": 1e12, "k": 1e3}
_SHORT_SCALES |= {"hundred": 100.0, "dozen": 12.0} | SCALES
_CLOCK = re.compile(
    r"(?<![\w:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?<![\w:.])(?P<hour24>[0-2]?\d):(?P<minute24>[0-5]\d)(?![\w:])",
    re.IGNORECASE,
)
_CARDINAL = re.compile(number_words.CARDINAL_WITH_HALF, re.IGNORECASE)
_AND_A_HALF = re.compile(r"\s+and\s+a\s+half\b(?:\s+(thousand|million|billion|trillion)\b)?", re.IGNORECASE)
_MANY = re.compile(number_words.MANY, re.IGNORECASE)
_FRACTION = re.compile(number_words.FRACTION, re.IGNORECASE)
_ORDINAL = re.compile(number_words.ORDINAL, re.IGNORECASE)
_ARTICLE = re.compile(r"\b(half\s+)?an?\s+(?=[a-z])", re.IGNORECASE)
_RANGE_JOINT = re.compile(r"\s?[-–—]\s?|\s+to\s+")
_BETWEEN_JOINT = re.compile(r"\s+and\s+")
_BETWEEN = re.compile(r"\bbetween\s+(?:about\s+|around\s+)?$", re.IGNORECASE)
_PRONOUN_ONE = re.compile(
    r"\b(?:no|every|any|each|this|that|which|another|the|some|number)[\s-]+$", re.IGNORECASE
)
_AFTER_PRONOUN_ONE = re.compile(
    r"[\s-]+(?:of|another|day|thing|is|was|in|who|that|can|by|on|has|had|would|will|could|may|might|which)\b"
    r"|[^\w\s-]|$"
)
_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|by|of|from|until|till|during|before|after|early|late|mid|the|for|and|to|year|through"
    r"|spring|summer|autumn|fall|winter)[\s-]+$|[(/–-]$|^$",
    re.IGNORECASE,
)
_ROUND_COUNT = re.compile(r"[\s-](?:people|men|women|troops|jobs|homes|[a-z]{3,}s)\b")

_MORE = (
    r"(?:more|greater)\s+than|over|above|at\s+least"
    r"|exceed(?:ed|s|ing)?|upwards?\s+of|no\s+(?:fewer|less)\s+than"
)
_LESS = (
    r"(?:less|fewer|lower)\s+than|under|below|at\s+most|up\s+to|as\s+(?:many|much|few|little)\s+as"
    r"|no\s+more\s+than"
)
_ABOUT = (
    r"about|around|approximately|roughly|nearly|almost|some|close\s+to|(?:an?\s+)?estimated|circa|just"
    r"(?:\s+(?:over|under|short\s+of))?|near"
)
_BEFORE = re.compile(
    rf"(?:\b(?P<role>from|to|by)\s+)?(?:\b(?:(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<about>{_ABOUT}))\s+)?"
    rf"(?:(?:the|a|an|its|his|her|their)\s+)?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\s+(?:(?P<more>or\s+more|plus)|(?P<less>or\s+(?:less|fewer))|(?P<about>or\s+so))\b|(?P<plus>\+)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"[\s-]+(?:of\s+(?:the\s+|its\s+|his\s+|her\s+|their\s+|all\s+)?)?(?P<words>[^,.;:()\"“”?!—–\d]{1,60})"
)
_COUNTED_WORDS = 3
_ANYONE = frozenset({"peopl", "person", "individu", "human"})


def find_numbers(text: str, *, taken: Spans = ()) -> list[Number]:
    """The numbers of a text in reading order; what lies in ``taken`` (dates) is left alone."""
    amounts = _join_ranges(text, _without_overlaps(_amounts(text), taken))
    return [_with_unit(text, amount) for amount in amounts]


def _amounts(text: str) -> Iterator[_Amount]:
    """Every candidate, the surest kinds first: a later one that overlaps is dropped."""
    for found in _CLOCK.finditer(text):
        yield _Amount(found.start(), found.end(), _minutes(found), unit="clock")
    for found in _DIGITS.finditer(text):
        amount = _digits(text, found)
        if amount is not None:
            yield amount
    for found in _MANY.finditer(text):
        yield _Amount(*found.span(), number_words.read_many(found.group()), hedge=Hedge.MANY)
    for found in _FRACTION.finditer(text):
        yield _Amount(*found.span(), number_words.read_fraction(found.group()), unit="share")
    yield from _worded(text)
    for found in _ORDINAL.finditer(text):
        yield _Amount(*found.span(), number_words.read_ordinal(found.group()), unit="ordinal")
    for found in _ARTICLE.finditer(text):
        half = found.group(1) is not None
        if not half or unit_behind(text, found.end()):
            yield _Amount(found.start(), found.end() - 1, 0.5 if half else 1.0, implied=not half)


def _minutes(found: re.Match[str]) -> float:
    if found["hour24"]:
        return int(found["hour24"]) * 60.0 + int(found["minute24"])
    hour = int(found["hour"]) % 12 + (12 if found["half"].lower() == "p" else 0)
    return hour * 60.0 + int(found["minute"] or 0)


def _digits(text: str, found: re.Match[str]) -> _Amount | None:
    start, end = found.start(), found.end()
    start += len(found.group()) - len(found.group().lstrip())
    value = float(found["digits"].replace(",", ""))
    if found["minus"]:
        value = -value
    if found["rank"]:
        return _Amount(start, end, value, unit="ordinal")
    if found["scale"]:
        value *= _SHORT_SCALES[found["scale"].lower()]
    elif text[end : end + 1].isalnum() and unit_behind(text, end) is None:
        return None  # "5G", "737s": a name, not an amount
    if found["sign"]:
        return _Amount(start, end, value, unit=CURRENCY_SIGNS[found["sign"].upper()])
    if not found["scale"] and _is_year(text, start, end, found["digits"]):
        return None
    return _Amount(start, end, value)


def _is_year(text: str, start: int, end: int, digits: str) -> bool:
    if not (digits.isdigit() and len(digits) == 4 and 1500 <= int(digits) <= 2100):
        return False
    if text[end : end + 1] == "%" or unit_behind(text, end) is not None:
        return False
    return bool(_YEAR_BEFORE.search(text[:start])) or not _ROUND_COUNT.match(text, end)


def _worded(text: str) -> Iterator[_Amount]:
    for found in _CARDINAL.finditer(text):
        at = found.start()
        while at < found.end():
            read = number_words.read_cardinal(text[at : found.end()])
            if read is None:
                break
            value, length = read
            end = at + length
            half = _AND_A_HALF.match(text, end)
            if half:
                value, end = value + 0.5, half.end()
                value *= SCALES[half.group(1).lower()] if half.group(1) else 1
            if not _is_pronoun_one(text, at, end):
                yield _Amount(at, end, value)
            rest = re.compile(r"(?:[\s-]+(?:and\s+)?)").match(text, end)
            at = rest.end() if rest else found.end()


def _is_pronoun_one(text: str, start: int, end: int) -> bool:
    if text[start:end].lower() != "one":
        return False
    return bool(_PRONOUN_ONE.search(text[:start]) or _AFTER_PRONOUN_ONE.match(text, end))


def _without_overlaps(amounts: Iterator[_Amount], taken: Spans) -> list[_Amount]:
    spans = list(taken)
    kept: list[_Amount] = []
    for amount in amounts:
        if all(amount.end <= start or amount.start >= end for start, end in spans):
            kept.append(amount)
            spans.append((amount.start, amount.end))
    return sorted(kept, key=lambda amount: amount.start)


def _join_ranges(text: str, amounts: list[_Amount]) -> list[tuple[_Amount, _Amount]]:
    """Pairs of lower and upper end; a single number is both."""
    joined: list[tuple[_Amount, _Amount]] = []
    for amount in amounts:
        if joined and joined[-1][0] is joined[-1][1] and _is_range(text, joined[-1][0], amount):
            joined[-1] = (joined[-1][0], amount)
        else:
            joined.append((amount, amount))
    return joined


def _is_range(text: str, low: _Amount, high: _Amount) -> bool:
    if low.implied or high.implied or "ordinal" in (low.unit, high.unit):
        return False
    before = text[max(0, low.start - 40) : low.start]
    unit = unit_behind(text, low.end)
    for end in (low.end, unit[1] if unit else low.end):
        joint = text[end : high.start]
        if _RANGE_JOINT.fullmatch(joint):
            return _role_and_hedge(before)[0] != "from"
        if _BETWEEN_JOINT.fullmatch(joint):
            return bool(_BETWEEN.search(before))
    return False


def _with_unit(text: str, pair: tuple[_Amount, _Amount]) -> Number:
    low, high = pair
    behind = None if high.unit in ("ordinal", "clock") else unit_behind(text, high.end)
    end = behind[1] if behind else high.end
    lowest = low.value * _shared_scale(low, high)
    role, hedge = _role_and_hedge(text[max(0, low.start - 40) : low.start])
    softened = _BEHIND.match(text, end)
    if hedge is Hedge.NONE and softened:
        hedge = Hedge.MORE if softened["plus"] else _hedge(softened)
    number = Number(
        start=low.start,
        end=end,
        text=text[low.start : end],
        low=lowest,
        high=high.value,
        unit=high.unit or low.unit,
        hedge=low.hedge or hedge,
        role=role,
        implied=low.implied,
    )
    if behind and not high.unit and not low.unit:
        return replace(number, unit=behind[0].base, factor=behind[0].factor)
    return number if number.unit else replace(number, counted=_counted(text, end))


def _shared_scale(low: _Amount, high: _Amount) -> float:
    """In "$5 to $7 million" and "3-4bn" the scale belongs to both ends."""
    if low is high or not 0 < low.value < 1000 <= high.value:
        return 1.0
    scale = max(scale for scale in (1e12, 1e9, 1e6, 1e3, 1.0) if scale <= high.value)
    return scale if high.value / scale >= low.value else 1.0


def _role_and_hedge(before: str) -> tuple[str, Hedge]:
    found = _BEFORE.search(before)
    if found is None:
        return "", Hedge.NONE
    return (found["role"] or "").lower(), _hedge(found)


def _hedge(found: re.Match[str]) -> Hedge:
    if found["more"]:
        return Hedge.MORE
    if found["less"]:
        return Hedge.LESS
    return Hedge.ABOUT if found["about"] else Hedge.NONE


def _counted(text: str, end: int) -> frozenset[str]:
    """Stems of the words right behind a plain count, up to the first word that carries no meaning."""
    behind = _COUNTED.match(text, end)
    if behind is None:
        return frozenset()
    stems: list[str] = []
    for token in tokens(behind["words"]):
        if not token.is_content or len(stems) == _COUNTED_WORDS:
            break
        stems.append(token.stem)
    return frozenset(stems)


# --- comparison -------------------------------------------------------------------------------------------


def same_unit(claim: Number, source: Number, *, source_stems: frozenset[str] = frozenset()) -> bool:
    """Whether two numbers measure the same kind of thing, so that their values can be compared.

    A count that names what it counts agrees with one that names it too, in part, or leaves it open;
    ``source_stems`` are the words of the source, where the thing may stand apart from its number.
    """
    if claim.unit or source.unit:
        if claim.unit == source.unit:
            return True
        bare = claim if not claim.unit else source
        strict = {claim.unit, source.unit} & STRICT_UNITS
        return not strict and not bare.unit and not bare.counted
    if not claim.counted or not source.counted or claim.counted & source.counted:
        return True
    return bool(claim.counted & _ANYONE) or claim.counted <= source_stems


def carries(source: Number, claim: Number) -> bool:
    """Whether the source's number says what the claim's does, units being comparable.

    "More than 500" follows from 512 and "about 500" from 512, but "500" from neither of them, and
    "five" not from "five to seven".
    """
    if {claim.role, source.role} in ({"from", "to"}, {"from", "by"}, {"to", "by"}):
        return False
    if Hedge.MANY in (claim.hedge, source.hedge) and claim.hedge is not source.hedge:
        return False
    low, high = _ends(source, claim)
    if math.isclose(low, claim.low) and math.isclose(high, claim.high):
        return claim.hedge is source.hedge or _may_replace(claim.hedge, source.hedge)
    if claim.hedge in (Hedge.MORE, Hedge.LESS):
        return source.hedge is Hedge.NONE and low == high and _is_round_bound(claim, low)
    return claim.hedge is Hedge.ABOUT and claim.low == claim.high and _rounds_to(low, high, claim.low)


def _ends(source: Number, claim: Number) -> tuple[float, float]:
    if source.unit == claim.unit:
        ratio = source.factor / claim.factor
        return source.low * ratio, source.high * ratio
    return source.low, source.high


def _may_replace(claim: Hedge, source: Hedge) -> bool:
    """A softened figure may lose its "about", and a plain one gain it; a bound stays a bound."""
    return {claim, source} <= {Hedge.NONE, Hedge.ABOUT}


def _is_round_bound(claim: Number, value: float) -> bool:
    """ "More than 500" for 512: the value cut to a rounder one, up or down as the claim says."""
    if not (value > 0 and 0.75 <= claim.low / value <= 1.25 and claim.low > 0):
        return False
    cut = math.floor if claim.hedge is Hedge.MORE else math.ceil
    digits = math.floor(math.log10(value))
    steps = [factor * 10.0**power for power in range(digits - 1, digits + 1) for factor in (1, 5)]
    return claim.low != value and any(math.isclose(cut(value / step) * step, claim.low) for step in steps)


def _rounds_to(low: float, high: float, value: float) -> bool:
    if low != high or value == 0:
        return False
    digits = len(f"{abs(value):.0f}".rstrip("0")) if float(value).is_integer() else 2
    step = 10 ** (math.floor(math.log10(abs(value))) - max(digits, 1) + 1)
    return math.isclose(round(low / step) * step, value)
