"""Drafts of small models: several plain questions, and the program builds the structure from the lines.

The fixed part of every question is the same and comes first, so that a local model reads an article once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from rag.answering.prompts import load_prompt
from rag.domain import DraftMention, DraftPoint, DraftPosition, Stance, SummaryDraft
from rag.summaries.calls import Asked, Calls
from rag.summaries.outline import names_a_reason
from rag.summaries.reading import Line
from rag.text.words import content_words, stem

QUESTIONS = ("one-sentence", "points", "reasons", "roles", "positions", "next", "questions")
"""The field groups, each a prompt of its own, the most wanted first: a budget may end before the last."""

_MAX_TOKENS = {"one-sentence": 90, "points": 260, "questions": 120}
_USUAL_TOKENS = 200
_NOT_FOUND = re.compile(r"\W*not\s+found\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r":\s*$|^#+\s|^\*\*[^*]+\*\*$")
_ABOUT_THE_ARTICLE = re.compile(
    r"^The\s+(?:article|text|report|author)\s+(?:also\s+)?(?:mentions|says|states|notes|reports|adds)\s+that\s+",
    re.IGNORECASE,
)
_LONGEST_LINE = 600
_MOST_LINES = 12

T = TypeVar("T")


def draft_plainly(
    lines: Sequence[Line], calls: Calls, *, questions: Sequence[str] = QUESTIONS
) -> SummaryDraft:
    """What the model says of these sentences; a group that is not asked for or answered stays empty."""
    replies = {name: ask_group(name, lines, calls) if name in questions else [] for name in QUESTIONS}
    summary = next((DraftPoint(text=line) for line in replies["one-sentence"]), None)
    return SummaryDraft(
        summary=summary,
        key_points=_points(replies["points"]),
        what=(summary,) if summary else (),
        why=_points([line for line in replies["reasons"] if _is_reason(line, lines)]),
        next_steps=_points(replies["next"]),
        mentions=_parted(replies["roles"], _mention),
        positions=_parted(replies["positions"], _position),
        open_questions=tuple(
            DraftPoint(text=line, sentences=_nearest(line, lines))
            for line in replies["questions"]
            if line.endswith("?")
        ),
    )


def ask_group(name: str, lines: Sequence[Line], calls: Calls) -> list[str]:
    """The lines that the model answers to one question about these sentences."""
    prompt = load_prompt(f"summary-{name}")
    asked = Asked(
        label=f"reading for {name.replace('-', ' ')}",
        prompt=prompt.info,
        messages=prompt.fill(sentences="\n".join(line.given for line in lines)),
        max_tokens=_MAX_TOKENS.get(name, _USUAL_TOKENS),
    )
    return read_lines(calls.reply(asked) or "")


def read_lines(reply: str) -> list[str]:
    """The lines of a reply without bullets, up to NOT FOUND; headings and repeated lines are left out."""
    found: dict[str, None] = {}
    for line in reply.splitlines():
        text = _statement(_BULLET.sub("", line).strip().strip("`"))
        if _NOT_FOUND.match(text):
            break
        if text and len(text) <= _LONGEST_LINE and not _HEADING.search(text):
            found.setdefault(text)
    return list(found)[:_MOST_LINES]


def _statement(line: str) -> str:
    """The line without its "The article mentions that": a summary is about the events."""
    opening = _ABOUT_THE_ARTICLE.match(line)
    return line if opening is None else line[opening.end() :][:1].upper() + line[opening.end() + 1 :]


def _is_reason(line: str, lines: Sequence[Line]) -> bool:
    """Whether the line or the sentence it was taken from names a reason: small models list what they read."""
    source = _nearest(line, lines)
    return names_a_reason(line) or any(names_a_reason(one.text) for one in lines if one.number in source)


def _points(lines: Sequence[str]) -> tuple[DraftPoint, ...]:
    return tuple(DraftPoint(text=line) for line in lines)


def _parted(lines: Sequence[str], reader: Callable[[list[str]], T | None]) -> tuple[T, ...]:
    """What the reader makes of the parts between the bars of each line; lines it cannot read are left out."""
    parted = ([part.strip() for part in line.split("|")] for line in lines)
    return tuple(value for parts in parted if (value := reader(parts)) is not None)


def _mention(parts: list[str]) -> DraftMention | None:
    if len(parts) != 2 or not all(parts):
        return None
    return DraftMention(name=parts[0], kind="person", role=parts[1].rstrip("."))


def _position(parts: list[str]) -> DraftPosition | None:
    if len(parts) != 3 or not all(parts) or parts[1].lower() not in list(Stance):
        return None
    return DraftPosition(party=parts[0], stance=Stance(parts[1].lower()), text=parts[2].rstrip("."))


def _nearest(question: str, lines: Sequence[Line]) -> tuple[int, ...]:
    """The sentence that shares most words with a question: it is what raises it."""
    wanted = {stem(word) for word in content_words(question)}
    best = max(lines, key=lambda line: (len(wanted & line.stems), -line.number), default=None)
    return (best.number,) if best is not None and wanted & best.stems else ()
