"""Characters that nobody sees, and letters that look like others.

Ordinary news has some of them: soft hyphens, a zero-width space between two words, joiners in emoji and in
scripts that need them. Those are left alone; what is told is what only a deceiver has a use for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u2061-\u2064\ufeff"
_OVERRIDES = "\u202a-\u202e\u2066-\u2069"
_TAGS = "\U000e0000-\U000e007f"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"

_STEERING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f{_OVERRIDES}{_TAGS}]")
_UNSEEN = re.compile(f"[\u00ad\u034f\u061c\u180e\u200e\u200f{_ZERO_WIDTH}{_OVERRIDES}{_TAGS}{_SELECTORS}]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_FLAG = re.compile(f"\U0001f3f4[{_TAGS}]+")

_IN_WORDS = re.compile(f"(?<=[A-Za-z])[{_ZERO_WIDTH}]+(?=[A-Za-z])")
_MANY_IN_WORDS = 3
"""Zero-width characters within words of a text from which they are no accident of its layout."""

_CODED = re.compile(f"[{_ZERO_WIDTH}]{{8,}}|[{_TAGS}]+|[{_SELECTORS}]{{3,}}")
_REORDERED = re.compile("[\u202b\u202e\u2067][^\u2069\u202c\n]*")
"""What runs from right to left, to the mark that ends it; only letters of such a script need that."""

_MIXED = re.compile(r"[^\W\d_]{3,}")
_LATIN = re.compile("[A-Za-z]")
_ALIKE = dict(
    zip(
        "аеорсухіјѕһԁԛԝАВЕКМНОРСТХІЈЅαεικνορτυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijshdqwABEKMHOPCTXIJSaeiknoptuxABEZHIKMNOPTYX",
        strict=True,
    )
)
_TO_LATIN = str.maketrans(_ALIKE)
_FOREIGN = re.compile(f"[{''.join(_ALIKE)}]")

_DISGUISED = re.compile(
    f"{_FOREIGN.pattern}|{_UNSEEN.pattern}|[\u1d00-\u1d7f\u2100-\u214f\u2460-\u24ff\uff01-\uff5e]"
    "|[\U0001d400-\U0001d7ff]"
)
"""With letters in the forms of mathematics, circles and full width."""


def hidden_characters(text: str) -> Iterator[tuple[int, int]]:
    """Where characters stand that nobody sees and no ordinary text needs."""
    if text.isascii() or not _UNSEEN.search(text):
        return
    flags = [match.span() for match in _FLAG.finditer(text)]
    for match in _CODED.finditer(text):
        is_flag = any(start <= match.start() < end for start, end in flags)
        if len(set(match.group())) > 1 and not is_flag:
            yield match.span()
    within = [match.span() for match in _IN_WORDS.finditer(text)]
    if len(within) >= _MANY_IN_WORDS:
        yield from within
    if not _RIGHT_TO_LEFT.search(text):
        yield from (match.span() for match in _REORDERED.finditer(text))


def lookalike_letters(text: str) -> Iterator[tuple[int, int]]:
    """Words of Latin letters with some of another alphabet that look the same, as a Cyrillic "а"."""
    if text.isascii() or not _FOREIGN.search(text):
        return
    for word in _MIXED.finditer(text):
        letters = word.group()
        others = [letter for letter in letters if not _LATIN.match(letter)]
        if len(others) < len(letters) and any(letter in _ALIKE for letter in others):
            yield word.span()


def without_unseen(text: str) -> str:
    """The text without any character that nobody sees; emoji and Arabic lose their joiners, too."""
    return text if text.isascii() else _UNSEEN.sub("", text)


def as_read(text: str) -> str:
    """The text as a reader, or a model, takes it: plain letters for their look-alikes, nothing hidden."""
    if text.isascii() or not _DISGUISED.search(text):
        return text
    return unicodedata.normalize("NFKC", without_unseen(text)).translate(_TO_LATIN)


def spelled_out(text: str) -> str:
    r"""The text with what nobody sees written as ``\u200b``."""
    return _UNSEEN.sub(lambda match: _escape(ord(match.group())), text)


def order_spelled_out(text: str) -> str:
    r"""The text with what would change the order in which it is read, or is never shown, as ``\u202e``."""
    return _STEERING.sub(lambda match: _escape(ord(match.group())), text)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
