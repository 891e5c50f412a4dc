"""Whether an article carries a single value of a form, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import isclose

from pydantic import JsonValue

from rag.domain import Citation
from rag.summaries.checking import Checker
from rag.summaries.figures import iso_date
from rag.summaries.forms.drafts import Candidate
from rag.summaries.forms.form import Leaf
from rag.summaries.reading import Line
from rag.text.dates import Date
from rag.text.matching import find_quote
from rag.text.numbers import Number
from rag.text.polarity import polarity_clash, read_statement
from rag.text.tokens import tokens, word_set
from rag.text.units import unit_behind

_BESIDE = 1
"""Sentences before and behind the cited ones in which a value may stand."""
_FEW_WORDS = 4
"""A phrase of so many words asserts nothing by itself: to stand in the text is enough."""
_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2})")
_ACRONYM = re.compile(r"[A-Z.]{1,5}")
_UNIT_NAMED = re.compile(r"(?<!\bper )(?<!\ba )(?<!\beach )(?<!\bevery )\b([A-Za-z%°]+)")
_VERBATIM = re.compile(r"\b(?:quot(?:e|es|ation|ations)|verbatim)\b")
_QUESTION_WORDS = word_set("whether if is are was were has have had did does do there can will")
_DULL = word_set("whether true false article text says mentions mentioned yes no kind type status")
Found = tuple[Citation, ...]


class Carrying:
    """Looks for values in one article. What is refused is told to the checker, by pointer."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._reading = checker.reading

    def places(self, leaf: Leaf, candidate: Candidate, pointer: str) -> Found:
        """Where the article carries the value; nothing, and a rejection, if it does not."""
        value = candidate.value
        lines = self._lines(leaf, candidate)
        if isinstance(value, bool):
            found, why = self._truth(leaf, value, lines), "no sentence says so"
        elif leaf.choices is not None:
            found, why = self._chosen(leaf, value, lines), "the sentence does not say so"
        elif isinstance(value, int | float):
            found, why = self._number(leaf, value, lines), "the sentence has no such number"
        elif isinstance(value, str) and _is_moment(leaf, value):
            found, why = self._moment(value, lines), "the sentence has no such date"
        else:
            found, why = self._words(leaf, str(value), candidate, pointer), ""
        if not found and why:
            self._checker.reject(pointer, str(value), why, [self._reading.cite(line) for line in lines[:1]])
        return found

    def _lines(self, leaf: Leaf, candidate: Candidate) -> list[Line]:
        """The cited sentences and those beside them; else those that share words with the field."""
        cited = [line for n in candidate.sentences if (line := self._reading.line(n)) is not None]
        if cited:
            near = [line.number + step for line in cited for step in (-_BESIDE, _BESIDE)]
            beside = [line for n in near if (line := self._reading.line(n)) is not None]
            return list(dict.fromkeys((*cited, *beside)))
        return lines_near(leaf.label.all_words, self._reading.body)

    # --- numbers and dates ---

    def _number(self, leaf: Leaf, value: float, lines: Iterable[Line]) -> Found:
        for line in lines:
            if any(_counts(leaf, number, value) for number in line.numbers) or any(
                value == found.year for found in line.dates if found.year
            ):
                return (self._reading.cite(line),)
        return ()

    def _moment(self, value: str, lines: Iterable[Line]) -> Found:
        moment = _MOMENT.match(value)
        wanted = moment[1] if moment else value
        for line in lines:
            if any(_is_at(found, wanted) for found in line.dates) and (
                moment is None or _names_time(line, int(moment[2]) * 60 + int(moment[3]))
            ):
                return (self._reading.cite(line),)
        return ()

    # --- enums and truth values ---

    def _chosen(self, leaf: Leaf, value: JsonValue, lines: Iterable[Line]) -> Found:
        """A choice stands if a sentence has its words, or those that explain it, and does not deny them."""
        explained = next((words for known, words in leaf.choices or () if known == value), "")
        spoken = " ".join(re.split(r"[_\-\s]+", str(value)))
        for line in lines:
            if any(_is_said(words, line) for words in (spoken, explained) if words):
                return (self._reading.cite(line),)
        return ()

    def _truth(self, leaf: Leaf, value: bool, lines: Iterable[Line]) -> Found:
        """A truth value stands if a sentence has the words of the field: without a denial, or with one."""
        statement = statement_of(leaf)
        for line in lines:
            if has_words(statement, line):
                clash = polarity_clash(read_statement(statement), read_statement(line.flat))
                if value is (clash is None):
                    return (self._reading.cite(line),)
        return ()

    # --- words ---

    def _words(self, leaf: Leaf, value: str, candidate: Candidate, pointer: str) -> Found:
        """Words stand if a sentence says them as they are, or carries them as a claim."""
        if is_verbatim(leaf):
            place = self.cut(value)
            if place is None:
                self._checker.reject(pointer, value, "the article does not have these words")
            return (place,) if place else ()
        if len(value.split()) <= _FEW_WORDS:
            for line in self._lines(leaf, candidate):
                if find_quote(value, line.text) is not None:
                    return (self._reading.cite(line),)
        claim = self._checker.carried(pointer, value, candidate.sentences)
        return claim.citations if claim else ()

    def refuse(self, pointer: str, value: JsonValue, reason: str, places: Found) -> None:
        """List a value that may not be shown."""
        self._checker.reject(pointer, str(value), reason, places)

    def cut(self, words: str) -> Citation | None:
        """The place of words that the article has as they are."""
        bare = words.strip("\"“”'‘’ \n,")
        span = find_quote(bare, self._reading.article.text) if bare else None
        return self._reading.cut(span.start, span.end) if span else None


def lines_near(words: str, lines: Iterable[Line]) -> list[Line]:
    """The lines that share words with these, those that share most first."""
    wanted = {token.stem for token in tokens(words) if token.is_content}
    sharing = [(len(wanted & line.stems), line) for line in lines]
    return [line for shared, line in sorted(sharing, key=lambda pair: (-pair[0], pair[1].number)) if shared]


def is_verbatim(leaf: Leaf) -> bool:
    """Whether the field asks for words as they stand."""
    return _VERBATIM.search(f"{leaf.label.spoken} {leaf.label.description}") is not None


def _is_moment(leaf: Leaf, value: str) -> bool:
    return bool(leaf.formats & {"date", "date-time"}) or _ISO.fullmatch(value) is not None


def _is_at(found: Date, wanted: str) -> bool:
    """Whether a date of the text is the wanted one, neither more nor less precise."""
    iso = iso_date(found)
    return iso is not None and wanted in iso.split("/")


def _names_time(line: Line, minutes: int) -> bool:
    return any(number.unit == "clock" and number.low == minutes for number in line.numbers)


def _counts(leaf: Leaf, number: Number, value: float) -> bool:
    """Whether a number of the text is the value, in the unit that the field names if it names one."""
    if number.implied and not number.unit:
        return False
    wanted = unit_of(leaf)
    factor = 1.0
    if wanted is not None and number.unit:
        base, scale = wanted
        if base != number.unit:
            return False
        factor = number.factor / scale
    return any(isclose(end * factor, value, rel_tol=1e-9) for end in (number.low, number.high))


def unit_of(leaf: Leaf) -> tuple[str, float] | None:
    """The unit that the words of a field name, and how many of the base unit it is: "duration_minutes"."""
    for text in (leaf.label.spoken, leaf.label.description):
        for found in _UNIT_NAMED.finditer(text):
            unit = unit_behind(text, found.start(1))
            if unit is not None and len(found[1]) > 1:
                return unit[0].base, unit[0].factor
    return None


def _is_said(words: str, line: Line) -> bool:
    if _ACRONYM.fullmatch(words):
        return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", line.text) is not None
    return has_words(words, line) and polarity_clash(read_statement(words), read_statement(line.flat)) is None


def has_words(words: str, line: Line) -> bool:
    """Whether a sentence has all the words that carry meaning, in any form."""
    wanted = {token.stem for token in tokens(words) if token.is_content and token.lower not in _DULL}
    known = {token.stem for token in tokens(line.text)}
    return bool(wanted) and wanted <= known


def statement_of(leaf: Leaf) -> str:
    """ "Whether the strike has ended" as a statement."""
    words = re.sub(r"[?.]+$", "", leaf.label.words).split()
    while words and words[0].lower() in _QUESTION_WORDS:
        words = words[1:]
    return " ".join(words)
