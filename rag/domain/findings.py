"""What stands in an article that is not meant for its readers."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from rag.domain.articles import Span
from rag.domain.values import Value


class FindingKind(StrEnum):
    """What is wrong with the words."""

    INSTRUCTION = "instruction"
    """Speaks to a language model: what to ignore, to say or to keep quiet about."""

    FOREIGN_REQUEST = "foreign request"
    """Asks for something that the article has nothing to do with."""

    CHAT_MARKER = "chat marker"
    """Looks like the frame of a conversation with a model: "<|im_start|>", "system:"."""

    ENCODED = "encoded text"
    ACTIVE_MARKUP = "active markup"
    """Scripts, images, comments, code: what a reader of the article would never see."""

    LINK_MARKUP = "link markup"
    FAKE_CITATION = "fake citation"
    HIDDEN_CHARACTERS = "hidden characters"
    LOOKALIKE_LETTERS = "look-alike letters"


class Handling(StrEnum):
    """What is done about it. The stored text is never touched."""

    KEPT_BACK = "kept back"
    """No model is given the sentence, and no answer shows it as a claim."""

    MADE_PLAIN = "made plain"
    """The sentence is used; a model is given it without the marks."""


_MADE_PLAIN = {
    FindingKind.LINK_MARKUP,
    FindingKind.FAKE_CITATION,
    FindingKind.HIDDEN_CHARACTERS,
    FindingKind.LOOKALIKE_LETTERS,
}


class Finding(Value):
    """Words of an article that try to steer a model or to deceive a reader."""

    kind: FindingKind
    article_id: str
    content_sha256: str
    title: str = Field(default="", description="The title of the article, to name it by.")
    span: Span | None = Field(description="Where in the text; None where it stands in the title.")
    words: str = Field(description="The words, at most 200 characters, with what is hidden spelled out.")
    done: Handling

    @classmethod
    def handling_of(cls, kind: FindingKind) -> Handling:
        return Handling.MADE_PLAIN if kind in _MADE_PLAIN else Handling.KEPT_BACK
