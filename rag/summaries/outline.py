"""The statements of a summary without a model: the most central sentences, and clauses that say why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rag.domain import Cited, DraftPoint, Mentioned, Naming
from rag.summaries.centrality import centrality, choose_apart
from rag.summaries.figures import clause_around
from rag.summaries.quotes import naming_of
from rag.summaries.reading import Line, Reading
from rag.text.chunking import SPECIAL_TOKENS
from rag.text.fitting import fitting_part
from rag.text.matching import find_quote
from rag.text.tokens import word_set

if TYPE_CHECKING:
    from rag.ports import Embedder, Progress, Vectors

_LEAD = 0.7
"""How much more the opening of an article counts; it fades over `_FADE` sentences."""
_FADE = 6.0
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
_LEANS_BACK = word_set("he she it they this that these those but and i we his her their its so you also")
_NEXT = re.compile(
    r"\b(?:will|plans?\s+to|planned|scheduled|due\s+to|is\s+to|are\s+to|set\s+to|next\s+(?:week|month|year)|upcoming"
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


def _fitted(text: str, embedder: Embedder, limit: int) -> str:
    """The text, or what the embedder can read of it; short ones are not counted."""
    return text if len(text) < limit else fitting_part(text, embedder.count_tokens, limit)


class Outline:
    """An article's statements with how much each counts."""

    def __init__(self, reading: Reading, vectors: Vectors) -> None:
        """``vectors`` has a row for each of the reading's statements."""
        self.reading = reading
        self.lines = reading.statements
        self._vectors = vectors
        self.scores = [
            central * (1.0 + _LEAD * max(0.0, 1.0 - at / _FADE))
            for at, central in enumerate(centrality(vectors))
        ]

    def best(self) -> Line | None:
        """The sentence that stands best for all: of readable length, and no "he said" without a name."""
        fit = [
            (score, line) for score, line in zip(self.scores, self.lines, strict=True) if stands_alone(line)
        ]
        return max(fit, key=lambda pair: (pair[0], -pair[1].number), default=(0.0, None))[1]

    def key_points(self) -> list[DraftPoint]:
        count = min(_MOST_POINTS, 2 + len(self.lines) // 6)
        chosen = choose_apart(self.scores, self._vectors, count, too_near=_TOO_NEAR)
        return [_whole(self.lines[index]) for index in sorted(chosen)]

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
        return [_whole(line) for _, line in sorted(ahead, key=lambda pair: -pair[0])[:3]]


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


def _whole(line: Line) -> DraftPoint:
    return DraftPoint(text=line.flat, sentences=(line.number,))


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
    ranked = sorted((*people, *organisations), key=lambda item: -item.salience)[:4]
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
    head = {line.sentence.start for line in reading.statements[:3]}
    early = [item for item in items if any(citation.start in head for citation in item.citations)]
    return [DraftPoint(text=item.name, sentences=_numbers(reading, item)) for item in early[:most]]


def when(reading: Reading) -> list[DraftPoint]:
    """The dates of the first statements, in the article's words."""
    points = [
        DraftPoint(text=" ".join(found.text.split()), sentences=(line.number,))
        for line in reading.statements[:4]
        for found in line.dates
        if found.first is not None
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
