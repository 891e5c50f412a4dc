"""A passage with what stands around it in its article."""

from __future__ import annotations

from dataclasses import dataclass

from rag.domain import Span

AROUND = 600
"""Characters shown before and after a passage, at most: whole paragraphs where they fit."""


@dataclass(frozen=True)
class Context:
    """``before + words + after`` is a cut out of the text; an ellipsis stands where a paragraph was cut."""

    before: str
    words: str
    after: str


def context_of(text: str, span: Span) -> Context:
    """The passage with the rest of its paragraph, the one before and the one after."""
    begin = _line_start(text, max(0, _line_start(text, span.start) - 2))
    end = _line_end(text, min(len(text), _line_end(text, span.end) + 2))
    before, after = text[begin : span.start], text[span.end : end]
    if len(before) > AROUND:
        before = f"… {before[-AROUND:].split(' ', 1)[-1]}"
    if len(after) > AROUND:
        after = f"{after[:AROUND].rsplit(' ', 1)[0]} …"
    return Context(before, span.cut(text), after)


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
