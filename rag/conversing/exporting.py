"""A conversation as a text to read or to file."""

from __future__ import annotations

from collections.abc import Iterator

from rag.domain import Answer, Citation, Conversation, Turn


def as_markdown(conversation: Conversation) -> str:
    """Questions as headings, claims with their quotes, and what was asked back."""
    lines = [f"# {conversation.info.title or 'Untitled'}", ""]
    for turn in conversation.turns:
        lines += _turn(turn)
    return "\n".join(lines).rstrip() + "\n"


def _turn(turn: Turn) -> Iterator[str]:
    yield f"## {turn.question.asked}"
    yield ""
    if turn.question.text != turn.question.asked:
        yield f"Understood as: {turn.question.text}"
        yield ""
    if turn.answer is not None:
        yield from _answer(turn.answer)
    elif turn.asked_back is not None:
        yield turn.asked_back.text
        yield ""
        yield from (f"- {choice.label}" for choice in turn.asked_back.choices)
        yield ""
    else:
        yield "This answer rested on an article that was deleted."
        yield ""


def _answer(answer: Answer) -> Iterator[str]:
    for claim in answer.claims:
        said = f" (said by {claim.attribution.speaker})" if claim.attribution else ""
        yield f"- {claim.text}{said}"
        for citation in claim.citations:
            yield f"  > {' '.join(citation.quote.split())}"
            yield f"  > — {_origin(citation)}"
    if answer.claims:
        yield ""
    if answer.explanation:
        yield answer.explanation
        yield ""


def _origin(citation: Citation) -> str:
    day = f"{citation.published_at:%Y-%m-%d}" if citation.published_at else None
    return ", ".join(part for part in (citation.title, citation.publisher, day, citation.url) if part)
