"""Lines that were broken to fit a width, joined again: a sentence must not end where a line did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise

_WIDTHS = range(40, 121)
"""Characters: narrower are poems and tables, wider is what nobody breaks by hand."""
_LONGEST_WORD = 40
"""Text without blanks between words, such as Chinese, is not unwrapped: joining needs to know its rules."""
_FEWEST_LINES = 3
_FULL_SHARE = 0.8
_OPEN_SHARE = 0.6
_SLACK = 0.12
"""Lines may end so much earlier than they had to, in parts of the width: texts are edited after wrapping."""

_PARAGRAPH_END = re.compile(r"\n(?:[^\S\n]*\n)+")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*\Z")
_OWN_LINE = re.compile(r"\s*(?:[-*•–>|#]\s|\d{1,3}[.)]\s)|[^\S\n]{2,}\S")
"""How a list item, a quoted line or an indented paragraph begins."""
_BROKEN_WORD = re.compile(r"([^\W\d_]{2,})[-‐]\Z")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)+")
_BLANKS = " \t"
_INVISIBLE_HYPHENS = "\xad\x02\ufffe"
"""A soft hyphen, and what PDF libraries put for a hyphen at a line's end."""


def unwrap(text: str) -> str:
    """The text with one line a paragraph if it was broken to a width, else as it is.

    It was if nearly every line within the paragraphs is so long that the next word did not fit, and most of
    them end within a sentence.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    paragraphs = [part.split("\n") for part in _PARAGRAPH_END.split(lines.strip("\n"))]
    width = _width(paragraphs)
    if width is None:
        return text
    words = Vocabulary(text, hyphens_are_meant=True)
    return "\n\n".join(_joined(paragraph, width, words) for paragraph in paragraphs)


class Vocabulary:
    """The words of a document, which tell whether a hyphen at a line's end belongs to its word."""

    def __init__(self, text: str, *, hyphens_are_meant: bool) -> None:
        """``hyphens_are_meant`` decides where the document does not: typesetters add them, typists do not."""
        self._whole = {word.casefold() for word in _WORD.findall(text)}
        self._compounds = {word.casefold().replace("‐", "-") for word in _COMPOUND.findall(text)}
        self._hyphens_are_meant = hyphens_are_meant

    def join(self, lines: Sequence[str]) -> str:
        """Lines as one, words that were broken between them made whole."""
        last = lines[-1].strip(_BLANKS) if lines else ""
        return "".join([*(self._opening(*pair) for pair in pairwise(lines)), last])

    def _opening(self, line: str, following: str) -> str:
        """The line with what stands between it and the following one."""
        line, following = line.strip(_BLANKS), following.strip(_BLANKS)
        if line.endswith(tuple(_INVISIBLE_HYPHENS)):
            return line.rstrip(_INVISIBLE_HYPHENS)
        broken = _BROKEN_WORD.search(line[-_LONGEST_WORD:])
        rest = _WORD.match(following[:_LONGEST_WORD])
        if broken and rest:
            is_meant = not rest[0][0].islower() or self._keeps_hyphen(broken[1], rest[0])
            return line if is_meant else line[:-1]
        is_close = line.endswith("—") and not line.endswith(" —")
        return line if is_close or not line else f"{line} "

    def _keeps_hyphen(self, first: str, second: str) -> bool:
        if f"{first}-{second}".casefold() in self._compounds:
            return True
        if f"{first}{second}".casefold() in self._whole:
            return False
        return self._hyphens_are_meant


def _width(paragraphs: Sequence[Sequence[str]]) -> int | None:
    """The width the text was broken to; None if it was not."""
    inner = [pair for lines in paragraphs for pair in pairwise(lines)]
    if len(inner) < _FEWEST_LINES:
        return None
    lengths = sorted(len(line.rstrip()) for line, _ in inner)
    width = lengths[(len(lengths) - 1) * 19 // 20]  # a long address may stand out by itself
    if width not in _WIDTHS:
        return None
    full = sum(map(partial(_is_full, width), inner))
    open_ended = sum(not _SENTENCE_END.search(line.rstrip()) for line, _ in inner)
    is_wrapped = full >= _FULL_SHARE * len(inner) and open_ended >= _OPEN_SHARE * len(inner)
    return width if is_wrapped else None


def _is_full(width: int, pair: tuple[str, str]) -> bool:
    """Whether the first word of the second line had no room on the first."""
    line, following = pair
    words = following.split(maxsplit=1)
    if not words or len(words[0]) > _LONGEST_WORD:
        return False
    return len(line.rstrip()) + 1 + len(words[0]) > width * (1 - _SLACK)


def _joined(lines: Sequence[str], width: int, words: Vocabulary) -> str:
    groups = [[lines[0]]]
    for line, following in pairwise(lines):
        if _is_full(width, (line, following)) and not _OWN_LINE.match(following):
            groups[-1].append(following)
        else:
            groups.append([following])
    return "\n".join(map(words.join, groups))
