"""What a text asserts, read once: names, numbers, dates, speakers, and the words that remain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rag.text.dates import Date, find_dates
from rag.text.names import Aliases, Name, find_aliases, find_names, looks_plain, word_forms
from rag.text.numbers import Number, find_numbers
from rag.text.opposites import sense
from rag.text.polarity import Statement, read_statement
from rag.text.speakers import Speech, find_speech
from rag.text.tokens import Token, word_set

_CACHE = 4096
_STEM_START = 5
_COURTESY = word_set("mr mrs ms miss dr sir")


@dataclass(frozen=True)
class Facts:
    """The checkable parts of a claim or of a sentence, dates placed by the day the article was written."""

    text: str
    written: date | None

    @cached_property
    def statement(self) -> Statement:
        return read_statement(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return self.statement.tokens

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        return tuple(find_dates(self.text, self.written))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Names, without "May 13" and single words at the start of a sentence that read like common words."""
        days = [(item.start, item.end) for item in self.dates if item.is_calendar]
        return tuple(
            name
            for name in find_names(self.text)
            if not looks_plain(name) and not any(start <= name.start < name.end <= end for start, end in days)
        )

    @cached_property
    def aliases(self) -> Aliases:
        return find_aliases(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        taken = [(item.start, item.end) for item in self.dates if item.is_calendar]
        taken += [(item.start, item.end) for item in self.names if any(c.isdigit() for c in item.text)]
        return tuple(find_numbers(self.text, taken=taken))

    @cached_property
    def speech(self) -> tuple[Speech, ...]:
        return tuple(find_speech(self.text))

    @cached_property
    def codes(self) -> tuple[Token, ...]:
        """Words with digits that are neither figure nor date nor name: "F-16", "5G"."""
        known: list[Number | Date | Name] = [*self.numbers, *self.dates, *self.names]
        spans = [(item.start, item.end) for item in known]
        return tuple(
            token
            for token in self.tokens
            if any(c.isdigit() for c in token.text)
            and not any(start <= token.start < end for start, end in spans)
        )

    @cached_property
    def forms(self) -> frozenset[str]:
        """Every word, as a name would spell it and as its stem."""
        return word_forms(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens)

    @cached_property
    def senses(self) -> frozenset[tuple[int, int]]:
        return frozenset(found for word in self.stems if (found := sense(word)) is not None)

    @cached_property
    def starts(self) -> frozenset[str]:
        """The first letters of longer stems: "negotiator" is near enough to "negotiation"."""
        return frozenset(word[:_STEM_START] for word in self.stems if len(word) > _STEM_START)

    @cached_property
    def plain(self) -> tuple[Token, ...]:
        """Content words outside names, numbers and dates, cues and verbs of speaking left out."""
        facts: list[Name | Date | Number] = [*self.names, *self.dates]
        facts += (number for number in self.numbers if not number.implied)
        spans = [(item.start, item.end) for item in facts]
        cues = {word for cue in self.statement.cues for word in cue.text.split()}
        spoken = {word for speech in self.speech for word in speech.verb.split()}
        return tuple(
            token
            for token in self.tokens
            if token.is_content
            and token.lower not in cues
            and token.lower not in spoken
            and token.lower not in _COURTESY
            and all(token.end <= start or token.start >= end for start, end in spans)
        )

    def has_word(self, word: str) -> bool:
        """Whether a stem stands here, or another form or a synonym of its kind."""
        if word in self.stems or word in self.forms:
            return True
        if len(word) > _STEM_START and word[:_STEM_START] in self.starts:
            return True
        return (found := sense(word)) is not None and found in self.senses


@lru_cache(maxsize=_CACHE)
def facts_of(text: str, written: date | None) -> Facts:
    return Facts(text, written)
