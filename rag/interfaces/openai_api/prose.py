"""An answer as running text with numbered marks, and where in it each mark refers to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain import AskedBack, Status

if TYPE_CHECKING:
    from rag.domain import Answer, Citation, Claim, Conflict


@dataclass(frozen=True)
class Mark:
    """``text[start:end]`` is the mark of a citation."""

    start: int
    end: int
    citation: Citation


class Prose:
    """Written piece by piece: claims as they come, and what belongs below them at the end.

    The pieces, one after the other, are the text. Citations are numbered in the order of their first use.
    """

    def __init__(self) -> None:
        self.text = ""
        self.marks: list[Mark] = []
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._cited: list[Citation] = []

    def claim(self, claim: Claim) -> str:
        """The piece for one claim."""
        before = len(self.text)
        said = f" (said by {claim.attribution.speaker})" if claim.attribution else ""
        self._write(f"{claim.text}{said}")
        for citation in claim.citations:
            self._mark(citation)
        self._write("\n\n")
        return self.text[before:]

    def end(self, answer: Answer) -> str:
        """The piece below the claims: why there are not more, what disagrees, and the sources."""
        before = len(self.text)
        if answer.status is Status.UNANSWERED:
            self._write(f"Not answered. {answer.explanation}".strip() + "\n\n")
            if answer.nearest:
                self._write("The nearest that was found:\n\n")
            for citation in answer.nearest:
                self._write(f"“{citation.quote}”")
                self._mark(citation)
                self._write("\n\n")
        elif answer.explanation:
            self._write(f"{answer.explanation}\n\n")
        for conflict in answer.conflicts:
            self._conflict(conflict)
        self._write("\n".join(self._sources()))
        return self.text[before:]

    def asked_back(self, asked_back: AskedBack) -> str:
        """A question back, with numbered choices, of which the next message may name one."""
        choices = [f"{number}. {choice.question}" for number, choice in enumerate(asked_back.choices, 1)]
        self._write("\n".join([asked_back.text, *choices]))
        return self.text

    def _conflict(self, conflict: Conflict) -> None:
        self._write(f"The articles disagree about {conflict.about}:\n")
        for position in conflict.positions:
            self._write(f"- {position.value}")
            self._mark(position.citation)
            self._write("\n")
        self._write("\n")

    def _mark(self, citation: Citation) -> None:
        key = (citation.content_sha256, citation.start, citation.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._cited.append(citation)
        self._write(" ")
        start = len(self.text)
        self._write(f"[{self._numbers[key]}]")
        self.marks.append(Mark(start, len(self.text), citation))

    def _sources(self) -> Iterator[str]:
        for number, citation in enumerate(self._cited, 1):
            date = citation.published_at.date().isoformat() if citation.published_at else "date unknown"
            known = (citation.title or citation.article_id, citation.publisher, date, citation.url)
            yield f"[{number}] “{citation.quote}” ({', '.join(filter(None, known))})"

    def _write(self, piece: str) -> None:
        self.text += piece


def written(said: Answer | AskedBack) -> Prose:
    """A whole answer, or what is asked back."""
    prose = Prose()
    if isinstance(said, AskedBack):
        prose.asked_back(said)
        return prose
    for claim in said.claims:
        prose.claim(claim)
    prose.end(said)
    return prose
