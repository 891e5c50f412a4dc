"""Where sources differ: figures that articles of different origin give for the same thing.

Every figure of a story is turned into the question that it answers, and the comparison that sets conflicting
answers beside each other is asked whether another article answers it with another figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias

from rag.answering.conflicts import find_conflicts
from rag.domain import (
    Citation,
    Claim,
    Conflict,
    ConflictPosition,
    DateSource,
    Evidence,
    Hit,
    Ranks,
    Searched,
    SearchResult,
    Verdict,
)
from rag.summaries.digest.reports import Report, is_told
from rag.summaries.figures import clause_around
from rag.summaries.reading import Line
from rag.text.numbers import Number, same_unit
from rag.text.units import CURRENCIES

_ANY_TIME = datetime.max.replace(tzinfo=UTC)
_READ = 40
"""Sentences of an article whose figures are looked at."""
_MOST = 8
_NO_FIGURES = frozenset({"ordinal", "clock"})
_SHARED = 2
"""Words that two sentences must have in common before their figures are compared."""
_FEWEST_WORDS = 3
Place: TypeAlias = tuple[str, int]
"""An article and where a sentence of it begins."""

_TIMES = frozenset({"seconds", "months"})


@dataclass(frozen=True)
class _Figure:
    """A figure of a report, with its clause in place of which it stands for a question."""

    report: Report
    line: Line
    number: Number

    @property
    def place(self) -> Place:
        return self.report.article_id, self.line.sentence.start

    @property
    def clause(self) -> tuple[str, str]:
        """The words of the clause before and behind the figure, without those that say who says it."""
        start, end = clause_around(self.line.text, self.number.start, self.number.end)
        said = [place for speech in self.line.speech for place in speech.said]
        start = max([start, *(begin for begin, stop in said if begin <= self.number.start < stop)])
        before = re.sub(r"^\s*that\s+", "", self.line.text[start : self.number.start])
        return before, self.line.text[self.number.end : end]

    @property
    def question(self) -> str:
        before, behind = (" ".join(part.split()) for part in self.clause)
        return f"{self._asking} {behind} {before}?"

    @property
    def _asking(self) -> str:
        if self.number.unit in CURRENCIES:
            return "How much money did"
        if self.number.unit in _TIMES:
            return "How long"
        return "How much" if self.number.unit else "How many"


def find_differences(reports: Sequence[Report], as_of: datetime) -> tuple[Conflict, ...]:
    """The figures that differ, each thing once; rather none than a false one."""
    figures = list(_figures(reports))
    evidence = list(_numbered(reports))
    found = _as_found(reports, as_of)
    conflicts: dict[frozenset[Place], Conflict] = {}
    for figure in figures:
        rivals = [other for other in figures if _may_differ(figure, other)]
        if rivals and len(conflicts) < _MOST:
            conflict = _conflict(figure, rivals, evidence, found)
            if conflict is not None and _is_between_sources(conflict, reports):
                conflicts.setdefault(frozenset(map(_place, conflict.positions)), conflict)
    return tuple(conflicts.values())


def _is_between_sources(conflict: Conflict, reports: Sequence[Report]) -> bool:
    """Whether more than one source stands behind the figures, or one corrects itself."""
    shown = {side.citation.article_id for side in conflict.positions}
    origins = {report.origin for report in reports if report.article_id in shown}
    return conflict.corrected_by is not None or len(origins) > 1


@dataclass(frozen=True)
class Replaced:
    """A figure, and the one that a later article gives for the same thing."""

    before: str
    now: str
    citation: Citation


def figure_instead(report: Report, place: Citation, later: Sequence[Report]) -> Replaced | None:
    """What later articles give in the place of a figure within ``place``, if they give another.

    Other than `find_differences` it lets time pass: a toll that rises is no conflict, and yet it has changed.
    """
    timeless = [_without_date(each) for each in (report, *later)]
    evidence = list(_numbered(timeless))
    for figure in _figures(timeless[:1]):
        if not place.start <= figure.line.sentence.start < place.end:
            continue
        rivals = [other for other in _figures(timeless[1:]) if _may_differ(figure, other)]
        found = _as_found(timeless, _ANY_TIME)
        conflict = _conflict(figure, rivals, evidence, found) if rivals else None
        if conflict is not None:
            return _replaced(figure, conflict, later)
    return None


def _replaced(figure: _Figure, conflict: Conflict, later: Sequence[Report]) -> Replaced | None:
    mine = [side for side in conflict.positions if side.citation.article_id == figure.report.article_id]
    theirs = [side for side in conflict.positions if side not in mine]
    if not mine or not theirs:
        return None
    now = theirs[-1]
    report = next(each for each in later if each.article_id == now.citation.article_id)
    return Replaced(mine[0].value, now.value, report.reading.cut(now.citation.start, now.citation.end))


def _without_date(report: Report) -> Report:
    article = report.reading.article.model_copy(
        update={"published_at": None, "published_at_source": DateSource.UNKNOWN}
    )
    return replace(report, reading=replace(report.reading, article=article))


def _figures(reports: Sequence[Report]) -> Iterator[_Figure]:
    for report in reports:
        for line in report.reading.statements[:_READ]:
            for number in line.numbers if is_told(line) else ():
                if number.unit not in _NO_FIGURES and not number.implied:
                    yield _Figure(report, line, number)


def _may_differ(one: _Figure, other: _Figure) -> bool:
    """Whether they measure or count the same in sentences that share words: cheap to ask."""
    counts_the_same = bool(one.number.unit) or bool(one.number.counted & other.number.counted)
    return (
        one.report is not other.report
        and counts_the_same
        and one.number.low != other.number.low
        and same_unit(one.number, other.number)
        and len(one.line.stems & other.line.stems) >= _SHARED
    )


def _conflict(
    figure: _Figure, rivals: Sequence[_Figure], evidence: Sequence[Evidence], found: SearchResult
) -> Conflict | None:
    before, behind = figure.clause
    if len(re.findall(r"\w+", before + behind)) < _FEWEST_WORDS:
        return None
    place = figure.report.reading.cite(figure.line)
    claim = Claim(text=figure.line.flat, verdict=Verdict.SUPPORTED, citations=(place,))
    offered = _offered(evidence, [figure, *rivals])
    conflict = next(iter(find_conflicts(figure.question, [claim], offered, found)), None)
    known = {rival.place for rival in (figure, *rivals)}
    if conflict is None or not all(_place(position) in known for position in conflict.positions):
        return None
    about = f"{before} … {behind.partition(',')[0]}"
    return conflict.model_copy(update={"about": " ".join(about.split())})


def _numbered(reports: Sequence[Report]) -> Iterator[Evidence]:
    number = 0
    for report in reports:
        for item in report.reading.evidence:
            number += 1
            yield item.model_copy(update={"number": number})


def _offered(evidence: Sequence[Evidence], figures: Sequence[_Figure]) -> list[Evidence]:
    """The sentences of the figures with those beside them."""
    wanted = {
        (figure.report.article_id, figure.line.sentence.position + step)
        for figure in figures
        for step in (-1, 0, 1)
    }
    return [item for item in evidence if (item.article.article_id, item.sentence.position) in wanted]


def _as_found(reports: Sequence[Report], as_of: datetime) -> SearchResult:
    """The articles as a search would give them: it knows whose text each is."""
    hits = [_hit(report) for report in reports if report.reading.lines]
    searched = Searched(query="", as_of=as_of, articles=len(hits), hits=len(hits))
    return SearchResult(hits=tuple(hits), searched=searched)


def _hit(report: Report) -> Hit:
    article, first = report.reading.article, report.reading.lines[0].sentence
    return Hit(
        article_id=article.article_id,
        content_sha256=article.content_sha256,
        chunk_id=article.article_id,
        start=first.start,
        end=first.end,
        text=first.text,
        score=0.0,
        ranks=Ranks(),
        title=article.title,
        publisher=article.publisher,
        url=article.url,
        published_at=article.published_at,
        copies=report.copies,
        origin=report.origin,
    )


def _place(position: ConflictPosition) -> Place:
    return position.citation.article_id, position.citation.start
