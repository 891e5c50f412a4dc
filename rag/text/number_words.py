"""Numbers written as words: "twenty-one", "a hundred and five", "half a million", "two dozen"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from operator import mul

_ONES_IN_ORDER = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS_IN_ORDER = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = {word: value for value, word in enumerate(_ONES_IN_ORDER.split())}
_TENS = {word: value * 10 for value, word in enumerate(_TENS_IN_ORDER.split(), start=2)}
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_GROUPS = {"dozen": 12.0, "hundred": 100.0}
_MANY = {"dozens": 12.0, "scores": 20.0, "tens": 10.0, "hundreds": 100.0} | {
    f"{word}s": value for word, value in SCALES.items()
}
_ORDINAL_STEMS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100,
}  # fmt: skip
_FRACTIONS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + ending: value for word, value in _ORDINAL_STEMS.items() if 3 <= value <= 10 for ending in ("", "s")
}
_PARTS = [word for word in _FRACTIONS if word.endswith("s") and word != "halves"]


def _any_of(words: Sequence[str] | dict[str, int] | dict[str, float]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_PLAIN = _any_of([*_ONES, *_TENS, *_GROUPS, *SCALES])
_ARTICLE = rf"(?:half\s+an?\s+|an?\s+)(?={_any_of([*_GROUPS, *SCALES])})"
CARDINAL = rf"(?:{_ARTICLE})?\b(?:{_PLAIN})\b(?:(?:\s+and\s+a\s+half\b|\s+and\s+|[\s-]+)(?:{_PLAIN})\b)*"
CARDINAL_WITH_HALF = rf"(?:{CARDINAL})(?:\s+and\s+a\s+half\b(?:\s+(?:{_any_of(SCALES)})\b)?)?"
MANY = rf"\b(?:{_any_of(_MANY)})(?:\s+of\s+(?:{_any_of(_MANY)}))?\b(?=\s+(?:of\b|more\b|[a-z]))"
ORDINAL = rf"\b(?:(?:{_any_of(_TENS)})-)?(?:{_any_of(_ORDINAL_STEMS)})\b"
FRACTION = (
    rf"\b(?:(?:an?|one)[\s-])?(?:half|quarter|third|fourth|fifth|sixth|eighth|tenth)(?=\s+(?:of|the)\b)"
    rf"|\b(?:{_any_of(_ONES)})[\s-](?:halves|{_any_of(_PARTS)})\b"
    rf"|\bhalf\b(?=\s+(?:its|his|her|their|our|all|that|those)\b)"
)
_TOKEN = re.compile(r"[a-z]+")


def read_cardinal(text: str) -> tuple[float, int] | None:
    """The value of the longest number at the start of ``text`` and its length; None if it is none.

    "five six" is read as 5 with the length of "five": two numbers side by side are not one.
    """
    lowered = text.lower()
    reader = _Reader()
    end = 0
    for token in _TOKEN.finditer(lowered):
        if not reader.take(token.group()):
            break
        if not reader.open:
            end = token.end()
    return (reader.value, end) if end else None


class _Reader:
    """Adds up one number, word by word, and refuses the word that does not belong to it."""

    def __init__(self) -> None:
        self._total = 0.0
        self._group: float | None = None
        self._scale = float("inf")
        self._last = ""
        self._factor = 1.0
        self.open = True
        """Whether the words so far ("a", "two hundred and") wait for another one."""

    @property
    def value(self) -> float:
        return (self._total + (self._group or 0.0)) * self._factor

    def take(self, word: str) -> bool:
        taken = self._take(word)
        if taken:
            self._last = word
        return taken

    def _take(self, word: str) -> bool:
        if word in ("a", "an", "half", "and"):
            return self._take_joint(word)
        if word in _ONES or word in _TENS:
            return self._take_small(float(_ONES.get(word) or _TENS.get(word) or 0))
        if word in _GROUPS:
            return self._take_group(_GROUPS[word])
        if word in SCALES and SCALES[word] < self._scale:
            return self._take_scale(SCALES[word])
        return False

    def _take_joint(self, word: str) -> bool:
        if word == "and":
            fits = self._last in ("hundred", *SCALES)
        elif word == "half":
            fits = self._last == ""
            self._factor = 0.5 if fits else self._factor
        else:
            fits = self._last in ("", "half")
        self.open = True
        return fits

    def _take_small(self, value: float) -> bool:
        if self._last in ("a", "an", "half"):
            return False
        if self._group is not None:
            room = 10 if self._last in _TENS else 100 if self._last in ("hundred", "and") else 0
            if not 0 < value < room:
                return False
        elif self._total and self._last not in ("and", *SCALES):
            return False
        self._group = (self._group or 0.0) + value
        self.open = False
        return True

    def _take_group(self, size: float) -> bool:
        if self._last in ("hundred", "dozen"):
            return False
        self._group = (self._group or 1.0) * size
        self.open = False
        return True

    def _take_scale(self, scale: float) -> bool:
        self._total += (self._group or 1.0) * scale
        self._group = None
        self._scale = scale
        self.open = False
        return True


def read_ordinal(text: str) -> float:
    """The rank that words such as "third" or "twenty-first" name."""
    tens, _, last = text.lower().rpartition("-")
    return float(_TENS.get(tens, 0) + _ORDINAL_STEMS[last])


def read_fraction(text: str) -> float:
    """The value of "half", "a third", "three quarters"."""
    *count, part = re.split(r"[\s-]+", text.lower())
    return (_ONES.get(count[0], 1) if count else 1) / _FRACTIONS[part]


def read_many(text: str) -> float:
    """The size that an open plural names: 1,000 for "thousands", 100,000 for "hundreds of thousands"."""
    return reduce(mul, (_MANY[word] for word in _TOKEN.findall(text.lower()) if word in _MANY))
