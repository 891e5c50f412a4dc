"""Sets about reading: how much of a web page's article the reader finds, and how little besides."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from eval.cases import WebPage
from eval.metrics import Counts, extraction_f1, shingle_scores
from eval.outcomes import Detail, Measured, Scores
from eval.running import Task
from rag.adapters.web_page import read_page
from rag.errors import SourceEmpty

F1 = "F1"
PRECISION = "precision"
RECALL = "recall"
_RIGHT, _FOUND, _GOLD = "shingles in both", "shingles found", "shingles of the article"
_SHOWN = 5


def extraction(pages: Sequence[WebPage]) -> Task[WebPage]:
    """Each page read as if it had just been fetched; shingles are shares of all that are on either side."""
    return Task(
        name="extraction",
        cases=pages,
        measure=_measure,
        worst=lambda case: {_RIGHT: 0.0, _FOUND: 0.0, _GOLD: 1.0},
        joint={F1: f1, PRECISION: precision, RECALL: recall},
    )


def f1(pages: Sequence[Scores]) -> float:
    """The benchmark's own: no mean over pages, but of the mean precision and the mean recall."""
    return extraction_f1([_counts(page) for page in pages])


def precision(pages: Sequence[Scores]) -> float:
    """The mean over pages where anything was found."""
    return fmean([counts.precision for counts in map(_counts, pages) if counts.found] or [0.0])


def recall(pages: Sequence[Scores]) -> float:
    return fmean(_counts(page).recall for page in pages)


def _measure(case: WebPage) -> Measured:
    try:
        found = read_page(case.html, source=case.url, url=case.url).text
    except SourceEmpty:
        found = ""
    counts = shingle_scores(found, case.article)
    scores = {_RIGHT: counts.right, _FOUND: counts.found, _GOLD: counts.gold}
    return Measured(scores=scores, detail=_detail(case, found))


def _detail(case: WebPage, found: str) -> Detail:
    """The lines that are too many, and those that are missing."""
    extra, missing = _lines_beyond(found, case.article), _lines_beyond(case.article, found)
    why = f"{len(extra)} lines too many, {len(missing)} missing" if extra or missing else ""
    return Detail(question=case.url, found=extra[:_SHOWN], expected=missing[:_SHOWN], why=why)


def _lines_beyond(text: str, other: str) -> tuple[str, ...]:
    held = " ".join(other.split())
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in lines if line and line not in held)


def _counts(page: Scores) -> Counts:
    return Counts(page[_RIGHT], page[_FOUND], page[_GOLD])
