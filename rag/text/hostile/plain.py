"""A sentence without what is hidden in it or put around its words, for a model to read."""

from __future__ import annotations

from rag.text.hostile.markup import without_marks
from rag.text.hostile.unseen import without_unseen


def make_plain(text: str) -> str:
    """The words of a text. Where there is nothing but words, the text itself."""
    return without_marks(without_unseen(text)).strip() or text
