"""Plain drafts, for small models: one fact a line, or NOT FOUND.

A schema makes a small model worse at the task itself, so it points at nothing; the program looks up where
each line stands.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Sequence

from rag.answering.budget import Budget
from rag.answering.drafting import Ending, Outcome, ask, outcome_of
from rag.answering.prompts import load_prompt
from rag.answering.rendering import one_line, render_evidence
from rag.domain import DraftClaim, Evidence
from rag.ports import ChatModel, Completion

PLAIN_TOKENS = 256

_NOT_FOUND = re.compile(r"\W*not\s+found\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_MARK = re.compile(r"\s*\[(\d{1,3})\]")


class PlainDrafter:
    """Reads a claim out of every line that is written."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._prompt = load_prompt("answer-plain")

    def draft(
        self, question: str, evidence: Sequence[Evidence], budget: Budget
    ) -> Generator[DraftClaim, None, Ending]:
        sentences = render_evidence(evidence, for_small_model=True)
        messages = self._prompt.fill(sentences=sentences, question=one_line(question))
        lines = _Lines(ask(self._model, messages, budget, max_tokens=PLAIN_TOKENS))
        yield from read_lines(lines)
        if lines.completion is None:
            return Ending(outcome=Outcome.OUT_OF_BUDGET, prompt=self._prompt.info)
        outcome, detail = outcome_of(lines.completion), ""
        if outcome is Outcome.COMPLETE and not lines.completion.text.strip():
            outcome, detail = Outcome.INVALID, "the reply is empty"
        return Ending(outcome=outcome, prompt=self._prompt.info, detail=detail)


class _Lines:
    """Whole lines of a reply as they are written. The last one counts only if the reply came to its end."""

    def __init__(self, pieces: Generator[str, None, Completion | None]) -> None:
        self.completion: Completion | None = None
        self._pieces = pieces

    def __iter__(self) -> Iterator[str]:
        begun = ""
        pieces = self._read()
        for piece in pieces:
            *whole, begun = (begun + piece).split("\n")
            yield from whole
        if self.completion is not None and outcome_of(self.completion) is Outcome.COMPLETE:
            yield begun

    def _read(self) -> Iterator[str]:
        self.completion = yield from self._pieces


def read_lines(lines: Iterable[str]) -> Iterator[DraftClaim]:
    """One claim a line; bullets and citation marks are taken off, the marks kept as sentence numbers.

    Behind NOT FOUND nothing is a claim, but all is read: how a reply ended is known at its end.
    """
    seen: set[str] = set()
    is_over = False
    for line in lines:
        text = _MARK.sub("", _BULLET.sub("", line)).strip()
        is_over = is_over or _NOT_FOUND.match(text) is not None
        if text and not is_over and text not in seen:
            seen.add(text)
            yield DraftClaim(text=text, sentences=tuple(int(mark) for mark in _MARK.findall(line)))
