"""Who says the words of a quotation: a form that names quotation and speaker has to name them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from rag.domain import Citation, Quote
from rag.summaries.checking import Checker, lines_of
from rag.summaries.forms.carrying import Carrying, is_verbatim
from rag.summaries.forms.drafts import Candidate, Draft, LeafDraft
from rag.summaries.forms.form import Group, Leaf
from rag.summaries.mentions import find_named
from rag.summaries.quotes import find_quotes
from rag.text.matching import find_quote
from rag.text.names import find_names, same_name
from rag.text.tokens import word_set

_SPEAKERS = word_set("speaker speakers said speaks who whom by source person attribution attributed")
_NEAR = 2
"""Sentences between a quotation and the name of its speaker."""


@dataclass
class Speaking:
    """The quotations of one article with their speakers."""

    checker: Checker
    carrying: Carrying

    def held_together(self, group: Group, drafts: Mapping[str, Draft], pointer: str) -> Mapping[str, Draft]:
        """The drafts of a group, without speakers to whom the article does not give the words."""
        place = self._quotation(group, drafts)
        if place is None:
            return drafts
        held = dict(drafts)
        for item in group.fields:
            draft = drafts.get(item.name)
            if isinstance(item.node, Leaf) and isinstance(draft, LeafDraft) and _names_speaker(item.node):
                held[item.name] = LeafDraft(
                    tuple(c for c in draft.candidates if self._speaks(c, place, f"{pointer}/{item.name}"))
                )
        return held

    def _quotation(self, group: Group, drafts: Mapping[str, Draft]) -> Citation | None:
        for item in group.fields:
            draft = drafts.get(item.name)
            if isinstance(item.node, Leaf) and is_verbatim(item.node) and isinstance(draft, LeafDraft):
                places = (self.carrying.cut(str(candidate.value)) for candidate in draft.candidates)
                return next((place for place in places if place is not None), None)
        return None

    def _speaks(self, candidate: Candidate, place: Citation, pointer: str) -> bool:
        said = next((q for q in self._quotes if _overlap(q.citations[0], place)), None)
        name = str(candidate.value)
        if said is not None and said.speaker is not None:
            if _is_same(name, said.speaker):
                return True
            reason = f"the article gives these words to {said.speaker}"
        elif self._is_named_near(name, place):
            return True
        else:
            reason = "no sentence near the quotation names that speaker"
        self.checker.reject(pointer, name, reason, (place,))
        return False

    @cached_property
    def _quotes(self) -> list[Quote]:
        reading = self.checker.reading
        return find_quotes(reading, find_named(reading))

    def _is_named_near(self, name: str, place: Citation) -> bool:
        reading = self.checker.reading
        near = [
            line.number + step for line in lines_of(reading, [place]) for step in range(-_NEAR, _NEAR + 1)
        ]
        lines = [line for number in near if (line := reading.line(number)) is not None]
        return any(find_quote(name, line.text) is not None for line in lines)


def _names_speaker(leaf: Leaf) -> bool:
    return not is_verbatim(leaf) and bool(_SPEAKERS & set(leaf.label.spoken.split()))


def _overlap(one: Citation, other: Citation) -> bool:
    return one.start < other.end and other.start < one.end


def _is_same(name: str, speaker: str) -> bool:
    """Whether one of them is a part of the other, or both are one name."""
    if find_quote(name, speaker) is not None or find_quote(speaker, name) is not None:
        return True
    return any(same_name(mine, theirs) for mine in find_names(name) for theirs in find_names(speaker))
