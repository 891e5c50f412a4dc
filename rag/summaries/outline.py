"""The statements of a summary without a model: the most central sentences, and clauses that say why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rag.domain import Cited, DraftPoint, Mentioned, Naming
from rag.summaries.centrality import centrality, choose_apart
from rag.summaries.figures import DATELINE, clause_around, is_only_named
from rag.summaries.quotes import naming_of
from rag.summaries.reading import Line, Reading
from rag.text.chunking import SPECIAL_TOKENS
from rag.text.fitting import fitting_part
from rag.text.kinds import is_known
from rag.text.matching import find_quote
from rag.text.polarity import read_statement
from rag.text.tokens import tokens, word_set

if TYPE_CHECKING:
    from rag.ports import Embedder, Progress, Vectors

_LEAD = 0.7
"""How much more the opening of an article counts; it fades over `_FADE` sentences."""
_FADE = 6.0
_SALIENT = 0.4
_TOO_NEAR = 0.85
_MOST_POINTS = 7
_MOST_WORDS = 55
_LEAST_WORDS = 8
_BATCH = 64

_WHY = re.compile(
    r"\b(?:because|due\s+to|owing\s+to|so\s+that|in\s+order\s+to|as\s+a\s+result\s+of|in\s+response\s+to"
    r"|in\s+protest|aimed\s+at|since\s+(?=[a-z]+\s+(?:is|was|are|were|had|has)\b)|thanks\s+to)\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"\b(?:by\s+\w+ing|using|through\s+(?:a|an|the|its|their)|via|by\s+means\s+of)\b", re.IGNORECASE
)
_AT = r"\b(?:in|at|near|outside|inside|off|across|throughout|around|to|of|on)\s+"
_LEANS_BACK = word_set("he she it they this that these those but and i we his her their its so you also")
_NEXT = re.compile(
    r"\b(?:will|plans?\s+to|planned|scheduled|(?:is|are|was|were)\s+due\s+to|is\s+to|are\s+to|set\s+to|next\s+(?:week|month|year)|upcoming"
    r"|tomorrow|expected\s+to|going\s+to|intends?\s+to)\b"
)


def names_a_reason(text: str) -> bool:
    """Whether the words say that something is the reason of something else."""
    return _WHY.search(text) is not None


def embed_lines(lines: Sequence[Line], embedder: Embedder, progress: Progress) -> Vectors:
    """Vectors of shape (lines, dimension), in batches that are told to ``progress``."""
    import numpy as np

    limit = embedder.max_tokens - SPECIAL_TOKENS
    texts = [
        line.flat if len(line.flat) < 3 * limit else fitting_part(line.flat, embedder.count_tokens, limit)
        for line in lines
    ]
    rows = []
    for start in range(0, len(texts), _BATCH):
        progress("reading sentences", start, len(texts))
        rows.append(embedder.embed(texts[start : start + _BATCH]))
    return np.concatenate(rows) if rows else np.zeros((0, embedder.dimension), dtype=np.float32)


class Outline:
    """An article's statements with how much each counts."""

    def __init__(self, reading: Reading, vectors: Vectors, title: Vectors | None = None) -> None:
        """``vectors`` has a row for each of the statements; ``title`` is that of the title, if any."""
        self.reading = reading
        self.lines = reading.statements
        self._vectors = vectors
        self._near_title = (
            [0.0] * len(self.lines) if title is None else [float(row @ title) for row in vectors]
        )
        self.scores = [
            central * (1.0 + _LEAD * max(0.0, 1.0 - at / _FADE))
            for at, central in enumerate(centrality(vectors))
        ]

    def best(self) -> Line | None:
        """The sentence that stands best for all: central, and near the title.

        It is of readable length, and no "he said" without a name.
        """
        most = max(self.scores, default=1.0) or 1.0
        fit = [
            (score / most + near, line)
            for score, near, line in zip(self.scores, self._near_title, self.lines, strict=True)
            if stands_alone(line) and self._tells(line)
        ]
        return max(fit, key=lambda pair: (pair[0], -pair[1].number), default=(0.0, None))[1]

    def key_points(self) -> list[DraftPoint]:
        """The most central statements, in reading order; none that says much the same as a better one."""
        count = min(_MOST_POINTS, 2 + len(self.lines) // 6)
        telling = [
            score if self._tells(line) else 0.0 for score, line in zip(self.scores, self.lines, strict=True)
        ]
        chosen = choose_apart(telling, self._vectors, count, too_near=_TOO_NEAR)
        return [whole(self.lines[index]) for index in sorted(chosen) if telling[index]]

    def _tells(self, line: Line) -> bool:
        """Whether a sentence says something: the title again does not, nor does a caption without a verb."""
        title = self.reading.article.title
        is_title = bool(title) and _same_words(title, line.flat)
        return not is_title and not read_statement(line.flat).is_fragment

    def clauses(self, pattern: re.Pattern[str], most: int) -> list[DraftPoint]:
        """The clauses that begin with a cue, of the statements that count most."""
        found: list[tuple[float, DraftPoint]] = []
        for score, line in zip(self.scores, self.lines, strict=True):
            cue = pattern.search(line.flat)
            if cue is not None:
                _, end = clause_around(line.flat, cue.start(), cue.end())
                if len(line.flat[cue.start() : end].split()) > 2:
                    found.append(
                        (score, DraftPoint(text=line.flat[cue.start() : end], sentences=(line.number,)))
                    )
        return [point for _, point in sorted(found, key=lambda pair: -pair[0])[:most]]

    def why(self) -> list[DraftPoint]:
        return self.clauses(_WHY, 3)

    def how(self) -> list[DraftPoint]:
        return self.clauses(_HOW, 2)

    def next_steps(self) -> list[DraftPoint]:
        ahead = [
            (score, line)
            for score, line in zip(self.scores, self.lines, strict=True)
            if _NEXT.search(line.text)
        ]
        return [whole(line) for _, line in sorted(ahead, key=lambda pair: -pair[0])[:3]]


def stands_alone(line: Line) -> bool:
    """Whether a reader understands it without the sentences before it: of readable length, no "he said"."""
    words = line.flat.split()
    opens_with_pronoun = words[0].lower() in (
        "he",
        "she",
        "it",
        "they",
        "this",
        "that",
        "these",
        "but",
        "and",
        "i",
        "we",
    )
    is_speech = line.flat[0] in "“\"'‘" or len(words) > _MOST_WORDS
    return len(words) >= _LEAST_WORDS and not opens_with_pronoun and not is_speech


def whole(line: Line) -> DraftPoint:
    """The sentence, without a date that stands alone at its head."""
    return DraftPoint(text=DATELINE.sub("", line.flat), sentences=(line.number,))


def _same_words(one: str, other: str) -> bool:
    """Whether two headings are the same but for their punctuation."""
    return [token.lower for token in tokens(one)] == [token.lower for token in tokens(other)]


def headline(reading: Reading) -> DraftPoint | None:
    """The title where the text has it, else a heading at its head, else the first statement's clause."""
    title = " ".join(reading.article.title.split())
    for line in reading.body[:4]:
        if title and find_quote(title, line.flat) is not None:
            return DraftPoint(text=title, sentences=(line.number,))
    for line in reading.body[:4]:
        if line.is_heading and len(line.flat.split()) > 3:
            return DraftPoint(text=line.flat, sentences=(line.number,))
    first = next(iter(reading.statements), None)
    if first is None:
        return None
    _, end = clause_around(first.flat, 0, 1)
    return DraftPoint(text=first.flat[:end], sentences=(first.number,))


# --- who, when, where ---------------------------------------------------------------------------------------


def who(
    reading: Reading, people: Sequence[Mentioned], organisations: Sequence[Mentioned]
) -> list[DraftPoint]:
    """The most salient people and bodies, with the role right beside the name where the article has it so."""
    named = [*people, *(body for body in organisations if not body.name.isupper() or is_known(body.name))]
    salient = [item for item in named if item.salience >= _SALIENT]
    ranked = sorted(salient, key=lambda item: -item.salience)[:4]
    return [DraftPoint(text=_with_role(item), sentences=_numbers(reading, item)) for item in ranked]


def _with_role(item: Mentioned) -> str:
    if item.role is None:
        return item.name
    for text in (f"{item.role} {item.name}", f"{item.name}, {item.role}"):
        if any(text in " ".join(citation.quote.split()) for citation in item.citations):
            return text
    return item.name


def _numbers(reading: Reading, item: Cited) -> tuple[int, ...]:
    starts = {citation.start for citation in item.citations}
    return tuple(line.number for line in reading.lines if line.sentence.start in starts)


def in_head(reading: Reading, items: Iterable[Mentioned], most: int) -> list[DraftPoint]:
    """The things that the first statements name, as points."""
    head = reading.statements[:3]
    early = [item for item in items if any(_lies_in(line, item.name) for line in head)]
    return [DraftPoint(text=item.name, sentences=_numbers(reading, item)) for item in early[:most]]


def _lies_in(line: Line, place: str) -> bool:
    """Whether the sentence says that something is there, not only that somebody is from there."""
    return re.search(rf"{_AT}(?:[\w’'-]+,?\s+){{0,3}}?{re.escape(place)}(?!\w)", line.flat) is not None


def when(reading: Reading, best: Line | None) -> list[DraftPoint]:
    """The dates of the best sentence, or else of the first statements, in the article's words."""
    dated = best is not None and any(found.first for found in best.dates)
    lines = [best] if best is not None and dated else reading.statements[:4]
    points = [
        DraftPoint(text=" ".join(found.text.split()), sentences=(line.number,))
        for line in lines
        for found in line.dates
        if found.first is not None and not is_only_named(line.text, found)
    ]
    return list(dict.fromkeys(points))[:3]


# --- what is not said ---------------------------------------------------------------------------------------


def open_questions(reading: Reading, has: Callable[[str], bool]) -> list[DraftPoint]:
    """What the rules see to be missing: unnamed speakers, and reasons and times that no sentence gives.

    ``has`` tells whether a field of the summary holds anything.
    """
    questions = [
        DraftPoint(text=f"Who exactly is meant by “{speech.speaker}”?", sentences=(line.number,))
        for line in reading.statements
        for speech in line.speech
        if naming_of(speech.speaker) is Naming.ANONYMOUS
    ]
    first = next(iter(reading.statements), None)
    if first is not None:
        for field, question in (("why", "Why did it happen?"), ("when", "When did it happen?")):
            if not has(field):
                questions.append(DraftPoint(text=question, sentences=(first.number,)))
        if not has("next_steps"):
            last = reading.statements[-1]
            questions.append(DraftPoint(text="What happens next?", sentences=(last.number,)))
    return list({question.text: question for question in questions}.values())[:5]
