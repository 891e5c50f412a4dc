"""How a source gives somebody's words: the speaker's standing, the speech act, and the words that say so."""

from __future__ import annotations

from enum import StrEnum

from rag.domain.articles import Span


class SpeechAct(StrEnum):
    """What a speaker does with the words, as the source's verb has it."""

    SAID = "said"
    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    ALLEGED = "alleged"
    ADMITTED = "admitted"
    WARNED = "warned"
    URGED = "urged"
    PROMISED = "promised"
    PREDICTED = "predicted"
    BELIEVED = "believed"
    ASKED = "asked"


class Naming(StrEnum):
    """How far a source says who speaks."""

    NAMED = "named"
    """A person or an organisation by name: "Janet Yellen", "the White House"."""

    BY_ROLE = "by role"
    """Somebody a reader could find out: "the mayor", "police", "a spokeswoman for the union"."""

    ANONYMOUS = "anonymous"
    """Somebody nobody could: "a senior administration official", "sources", "critics"."""

    PRONOUN = "pronoun"
    """A "he" or "they" of whom it is not sure who is meant."""


class Mention(Span):
    """Words of an article: ``article.text[start:end] == text``."""

    text: str
