"""What a summary is before it is checked: values with the numbers of the sentences they rest on."""

from __future__ import annotations

from rag.domain.summaries import Certainty, Stance
from rag.domain.values import Value


class DraftValue(Value):
    """A value with sentence numbers; they may not exist."""

    sentences: tuple[int, ...] = ()


class DraftPoint(DraftValue):
    text: str


class DraftPosition(DraftValue):
    party: str
    stance: Stance
    text: str
    target: str | None = None


class DraftMention(DraftValue):
    """Somebody or something named, with what it is called; ``kind`` is person, organisation or place."""

    name: str
    kind: str
    role: str | None = None


class DraftQuote(DraftValue):
    """Who says the quoted words; the words themselves are cut from the article."""

    words: str
    speaker: str
    role: str | None = None


class DraftFigure(DraftValue):
    """What a figure of the article measures."""

    text: str
    measures: str


class DraftEvent(DraftValue):
    """What happened at a date, which is given in the article's words."""

    text: str
    when: str
    certainty: Certainty = Certainty.REPORTED


class SummaryDraft(Value):
    """What a model, or the rules alone, made of an article. Unchecked, never shown."""

    headline: DraftPoint | None = None
    summary: DraftPoint | None = None
    key_points: tuple[DraftPoint, ...] = ()
    who: tuple[DraftPoint, ...] = ()
    what: tuple[DraftPoint, ...] = ()
    when: tuple[DraftPoint, ...] = ()
    where: tuple[DraftPoint, ...] = ()
    why: tuple[DraftPoint, ...] = ()
    how: tuple[DraftPoint, ...] = ()
    next_steps: tuple[DraftPoint, ...] = ()
    open_questions: tuple[DraftPoint, ...] = ()
    mentions: tuple[DraftMention, ...] = ()
    quotes: tuple[DraftQuote, ...] = ()
    positions: tuple[DraftPosition, ...] = ()
    figures: tuple[DraftFigure, ...] = ()
    events: tuple[DraftEvent, ...] = ()
