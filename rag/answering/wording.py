"""The source's own wording for what a model said in its own.

A claim of a few words ("Taiwan", "9 hours") is right and hard to read. Where it is an item of a list in the
cited sentence it takes the list's lead-in with it, and a figure is written as the source writes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.grounding import expand_lists
from rag.domain import Claim
from rag.text.numbers import Number, find_numbers
from rag.text.words import content_words, stem


class Wording:
    """Words claims one after the other, each once; what was worded stays.

    Of a list that is claimed by half or more, or in part where ``whole_lists`` are asked for, every item is
    given: all of them stand in the same sentence. The others follow the one with which it is half.
    """

    def __init__(self, *, whole_lists: bool) -> None:
        self._whole_lists = whole_lists
        self._claims: dict[Claim, None] = {}
        self._worded: dict[Claim, None] = {}

    def word(self, claim: Claim) -> tuple[Claim, ...]:
        """What is said for this claim and was not said before."""
        said: dict[Claim, None] = {}
        for item in expand_lists([claim]):
            if item not in self._claims:
                self._claims[item] = None
                said.update(dict.fromkeys(self._as_the_source_says(item)))
        fresh = tuple(item for item in said if item not in self._worded)
        self._worded.update(dict.fromkeys(fresh))
        return fresh

    def _as_the_source_says(self, claim: Claim) -> Sequence[Claim]:
        items = _items_of(claim)
        claimed = [item for item in items if _is_item(claim, item)]
        if not claimed:
            is_owed = self._whole_lists and items and _is_lead_in(claim, items[0])
            return items if is_owed else [_with_figures_of_source(claim)]
        named = sum(any(_is_item(other, item) for other in self._claims) for item in items)
        return items if self._whole_lists or 2 * named >= len(items) else claimed


def _items_of(claim: Claim) -> tuple[Claim, ...]:
    """One claim per item of the list in the cited sentence; none if that is no list."""
    if len(claim.citations) != 1:
        return ()
    whole = claim.model_copy(update={"text": " ".join(claim.citations[0].quote.split())})
    items = expand_lists([whole])
    return items if len(items) > 1 else ()


def _is_item(claim: Claim, item: Claim) -> bool:
    """Whether the claim says this item, with or without words of the lead-in."""
    lead, _, said = item.text.rpartition(": ")
    wanted = _stems(said or lead)
    told = _stems(claim.text)
    return bool(wanted) and wanted <= told and told <= _stems(item.text) | _stems(claim.citations[0].quote)


def _is_lead_in(claim: Claim, item: Claim) -> bool:
    """Whether the claim says no more than what a list begins with: "officials listed six concerns"."""
    lead = item.text.rpartition(": ")[0]
    return bool(lead) and _stems(claim.text) <= _stems(lead)


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}


def _with_figures_of_source(claim: Claim) -> Claim:
    """ "9 hours" where the source says "nine hours": the same value, so the source's spelling."""
    known = [
        number
        for citation in claim.citations
        for number in find_numbers(citation.quote)
        if not number.implied
    ]
    text = claim.text
    for said in reversed(find_numbers(text)):
        if said.implied:
            continue
        spellings = [number.text for number in known if _is_same(number, said)]
        if spellings and said.text not in spellings:
            text = text[: said.start] + spellings[0] + text[said.end :]
    return claim.model_copy(update={"text": text})


def _is_same(one: Number, other: Number) -> bool:
    figures = ("low", "high", "unit", "factor", "hedge")
    return all(getattr(one, figure) == getattr(other, figure) for figure in figures)
