"""From an article to a model's draft of its summary: in one go where it fits, else part by part first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rag.domain import SummaryDraft
from rag.summaries.calls import Calls
from rag.summaries.checking import Checker, lines_of
from rag.summaries.outline import Outline
from rag.summaries.plain import QUESTIONS, ask_group, draft_plainly
from rag.summaries.reading import Line, Reading
from rag.summaries.strict import draft_strictly, numbers_of

SMALL_TOKENS = 2600
"""What a small model reads at once: half its window, and less than a minute here."""
STRONG_TOKENS = 24_000
_TOKENS_PER_WORD = 1.4
_TOKENS_PER_LINE = 4


def draft(
    reading: Reading,
    outline: Callable[[], Outline],
    calls: Calls,
    *,
    questions: Sequence[str] = QUESTIONS,
) -> SummaryDraft:
    """The model's draft. An article that does not fit is read in parts, and what these name is read again.

    ``outline`` is only made in that case; a small model is asked no more than the ``questions``.
    """
    is_strong = calls.model.is_strong
    room = STRONG_TOKENS if is_strong else SMALL_TOKENS
    lines = [line for line in reading.body if line.text.strip()]
    if tokens_of(lines) > room:
        lines = _gathered(reading, outline(), calls, list(parts(lines, room)), room)
    return draft_strictly(lines, calls) if is_strong else draft_plainly(lines, calls, questions=questions)


def parts(lines: Sequence[Line], room: int) -> Iterator[list[Line]]:
    """Sentences in a row, as many as fit; each is in one part only."""
    part: list[Line] = []
    used = 0
    for line in lines:
        cost = _cost(line)
        if part and used + cost > room:
            yield part
            part, used = [], 0
        part.append(line)
        used += cost
    if part:
        yield part


def _gathered(
    reading: Reading, outline: Outline, calls: Calls, pieces: Sequence[Sequence[Line]], room: int
) -> list[Line]:
    """The sentences that the model names in each part, those that count most if there are too many.

    A part about which nothing can be asked any more gives its most central sentences instead.
    """
    weights = {line.number: score for score, line in zip(outline.scores, outline.lines, strict=True)}
    share = max(1, room // (len(pieces) * 40))
    named: set[int] = set()
    for done, piece in enumerate(pieces):
        calls.progress("reading part by part", done, len(pieces))
        found = numbers_of(piece, calls) if calls.model.is_strong else _carried(reading, piece, calls)
        best = sorted((line.number for line in piece), key=lambda n: -weights.get(n, 0.0))[:share]
        named.update(found or best)
    opening = [line.number for line in reading.body[:3]]
    ranked = sorted(named, key=lambda number: -weights.get(number, 0.0))
    return within(reading, [*opening, *ranked], room)


def _carried(reading: Reading, piece: Sequence[Line], calls: Calls) -> list[int]:
    """The sentences that carry what a small model says of a part."""
    checker = Checker(reading, among=[line.number for line in piece])
    claims = (checker.carried("parts", text, ()) for text in ask_group("points", piece, calls))
    citations = [citation for claim in claims if claim is not None for citation in claim.citations]
    return [line.number for line in lines_of(reading, citations)]


def within(reading: Reading, numbers: Sequence[int], room: int) -> list[Line]:
    """The sentences of these numbers in reading order, the first ones that fit."""
    chosen: set[int] = set()
    used = 0
    for number in numbers:
        line = reading.line(number)
        if line is not None and number not in chosen and used + _cost(line) <= room:
            chosen.add(number)
            used += _cost(line)
    return [line for line in reading.lines if line.number in chosen]


def tokens_of(lines: Sequence[Line]) -> int:
    """About how many tokens a model reads for them."""
    return sum(_cost(line) for line in lines)


def _cost(line: Line) -> int:
    return int(len(line.text.split()) * _TOKENS_PER_WORD) + _TOKENS_PER_LINE
