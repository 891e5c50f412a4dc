"""An article read once: its sentences, what stands in each, and how central each is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rag.answering.screening import KeptBack
from rag.domain import Article, Citation, Evidence, Finding, Sentence, Span
from rag.text.attribution import Utterance, find_utterances
from rag.text.dates import Date, find_dates
from rag.text.hostile import find_hostile, make_plain
from rag.text.names import Aliases, Name, find_aliases, find_names, is_headline, looks_plain
from rag.text.numbers import Number, find_numbers
from rag.text.sentences import build_sentences
from rag.text.speakers import Speech, find_speech
from rag.text.words import content_words, stem

_BOILERPLATE = re.compile(
    r"^\W*(?:read (?:also|more)|also read|related|see also|advertisement|sign up|subscribe|click here"
    r"|follow us|share this|photo|image|video|watch|listen|file|picture|credit|newsletter|copyright|©)\b"
    r"\s*(?::|\.|$)|\bImage:\s|\ball rights reserved\b",
    re.IGNORECASE,
)
_STATEMENT_END = re.compile(r"[.!…][\"'”’)\]]*$")
_QUESTION = re.compile(r"\?[\"'”’)\]]*$|^\(?(?:[A-Z]\.?:|Q[.:]|WN:|\(WN\))")
_FEWEST_WORDS = 4


@dataclass(frozen=True)
class Line:
    """One sentence with what stands in it; spans of names, dates and numbers count within it."""

    sentence: Sentence
    written: date | None
    is_kept_back: bool = False
    """Whether it is meant for a model rather than for readers."""

    @property
    def number(self) -> int:
        """As it is shown to a model; from 1."""
        return self.sentence.position + 1

    @property
    def text(self) -> str:
        return self.sentence.text

    @cached_property
    def flat(self) -> str:
        """The sentence with single blanks."""
        return " ".join(self.text.split())

    @cached_property
    def given(self) -> str:
        """The sentence as a model is given it."""
        return " ".join(make_plain(self.text).split())

    @cached_property
    def is_boilerplate(self) -> bool:
        return self.is_kept_back or _BOILERPLATE.search(self.text) is not None

    @cached_property
    def is_statement(self) -> bool:
        """Whether it can stand in a summary: no heading, caption, question or table row."""
        enough = len(self.text.split()) >= _FEWEST_WORDS
        ended = _STATEMENT_END.search(self.text) is not None
        return enough and ended and not self.is_boilerplate and not _QUESTION.search(self.text)

    @cached_property
    def is_heading(self) -> bool:
        return is_headline(self.text) or not _STATEMENT_END.search(self.text)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(name for name in find_names(self.text) if not looks_plain(name))

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        return tuple(find_dates(self.text, self.written))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        taken = [(found.start, found.end) for found in self.dates if found.is_calendar]
        taken += [(name.start, name.end) for name in self.names if any(c.isdigit() for c in name.text)]
        return tuple(find_numbers(self.text, taken=taken))

    @cached_property
    def speech(self) -> tuple[Speech, ...]:
        return tuple(find_speech(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(word) for word in content_words(self.text))


@dataclass(frozen=True)
class Reading:
    """An article with its lines in order, all of them; `body` leaves out what is not the article's own."""

    article: Article
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def body(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_boilerplate)

    @cached_property
    def statements(self) -> tuple[Line, ...]:
        return tuple(line for line in self.body if line.is_statement)

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """Every line that may be cited, under its number."""
        info = self.article.info
        return tuple(Evidence(number=line.number, sentence=line.sentence, article=info) for line in self.body)

    @cached_property
    def written(self) -> date | None:
        return self.article.published_at.date() if self.article.published_at else None

    @cached_property
    def aliases(self) -> Aliases:
        return {key: value for line in self.body for key, value in find_aliases(line.text).items()}

    @cached_property
    def utterances(self) -> tuple[Utterance, ...]:
        spans = [Span(start=line.sentence.start, end=line.sentence.end) for line in self.lines]
        return tuple(find_utterances(self.article.text, spans))

    def line(self, number: int) -> Line | None:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else None

    def cite(self, line: Line, start: int = 0, end: int | None = None) -> Citation:
        """The place of ``line.text[start:end]`` in the article."""
        offset = line.sentence.start
        return self.cut(offset + start, offset + (len(line.text) if end is None else end))

    def cut(self, start: int, end: int) -> Citation:
        article = self.article
        return Citation(
            article_id=article.article_id,
            content_sha256=article.content_sha256,
            start=start,
            end=end,
            quote=article.text[start:end],
            title=article.title,
            publisher=article.publisher,
            url=article.url,
            published_at=article.published_at,
        )


def read(article: Article, spans: Sequence[Span] | None = None, *, today: date | None = None) -> Reading:
    """Read an article; ``spans`` are its sentences where they are known. No model is used.

    Where no date of publication is known, a full date at its head stands for it, else the one day that fits a
    weekday with day and month, in no later year than that of ``today``.
    """
    written = article.published_at.date() if article.published_at else None
    written = written or dateline(article.text) or by_weekday(article.text, today)
    sentences = build_sentences(article, spans)
    findings = find_hostile(article, sentences)
    kept_back = KeptBack(findings)
    lines = tuple(Line(sentence, written, sentence in kept_back) for sentence in sentences)
    return Reading(article, lines, findings)


def dateline(text: str) -> date | None:
    """The first full date near the head of a text: when nothing else is known, it was written about then."""
    for found in find_dates(text[:_HEAD]):
        if found.year and found.month and found.day and found.first:
            return found.first
    return None


def by_weekday(text: str, today: date | None) -> date | None:
    """The day of "Friday (Oct 27)" near the head of a text, if it can be in one year only.

    No later than ``today`` and no earlier than the last year that the text names by itself.
    """
    years = [found.year for found in find_dates(text) if found.year is not None]
    if today is None or not years:
        return None
    for found in find_dates(text[:_HEAD]):
        if found.weekday is not None and found.month and found.day:
            fit = [
                day
                for year in range(max(years), today.year + 1)
                if (day := _day(year, found.month, found.day)) is not None
                and day.weekday() == found.weekday
                and day <= today
            ]
            return fit[0] if len(fit) == 1 else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_HEAD = 400
