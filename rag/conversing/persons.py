"""Whom "he" or "she" means, where a conversation has named several people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.conversing.exchanges import Exchange
from rag.conversing.referents import Kind, Referent, referents_of
from rag.domain import Value
from rag.text.antecedents import FEMININE, MASCULINE

_ASKS_WHO = re.compile(
    r"\b(?:who|whom|whose)\b|\bwhich\s+(?:\w+\s+)?(?:person|people|minister|leader|official)", re.I
)
_SUBJECT_AHEAD = re.compile(
    r"\b(?:did|does|do|has|have|had|is|was|will|would|can|could|should|may|might)\s+(?:[\w’'.-]+\s+){0,3}$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^(?:['’]s?)?(?:,|\s+(?:and|or|with)\b)")
_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_TITLE_WORDS = 2
"""How many words before a name may be its title: "Mrs", "the chairman"."""


class Meant(Value):
    """The one who is meant, None where it could be any of ``others``, and who else it could be."""

    best: Referent | None = None
    others: tuple[Referent, ...] = ()


def whom(pronoun: str, exchanges: Sequence[Exchange]) -> Meant:
    """The person of the latest exchange that speaks of any whom the pronoun fits.

    After "Whom did she meet?" that is who was answered; else who was asked about. Of several, it is the one
    who does what the question asks about, and where there is none, nobody can know.
    """
    for exchange in reversed(exchanges):
        asked, answered = _people(exchange, pronoun)
        if asked or answered:
            return _of(exchange.question.text, asked, answered)
    return Meant()


def _of(question: str, asked: Sequence[Referent], answered: Sequence[Referent]) -> Meant:
    is_told = _ASKS_WHO.search(question) is not None and len(answered) == 1
    first, second = (answered, asked) if is_told or not asked else (asked, answered)
    best = first[0] if len(first) == 1 else _subject(question, first) if first is asked else None
    others = (item for item in (*first, *second) if best is None or not _same(item, best))
    return Meant(best=best, others=tuple(others) if best else tuple(first))


def _subject(question: str, people: Sequence[Referent]) -> Referent | None:
    """Who stands behind "did" or "has": "Wang Yi" in "How long did Wang Yi talk with Blinken?"."""
    first = people[0]
    stands_there = _SUBJECT_AHEAD.search(question[: first.start]) is not None
    return first if stands_there and not _JOINED.match(question[first.end :]) else None


def _people(exchange: Exchange, pronoun: str) -> tuple[list[Referent], list[Referent]]:
    """Those whom the question names, and the others whom the answer names."""
    texts = (exchange.question.text, *exchange.said)
    fitting = [item for item in _once(texts) if _fits(pronoun, item, texts)]
    named = [item for item in referents_of(exchange.question.text) if item.kind in (Kind.PERSON, Kind.NAME)]
    asked = [item for item in named if any(_same(item, other) for other in fitting)]
    answered = [
        item
        for item in fitting
        if item.kind is Kind.PERSON and not any(_same(item, other) for other in named)
    ]
    return asked, answered


def _once(texts: Iterable[str]) -> Iterator[Referent]:
    """Each person by the first name given in these texts."""
    seen: list[Referent] = []
    for text in texts:
        for item in referents_of(text):
            if item.kind in (Kind.PERSON, Kind.NAME) and not any(_same(item, other) for other in seen):
                seen.append(item)
                yield item


def _same(one: Referent, other: Referent) -> bool:
    """ "Marrin" is "Ilse Marrin"."""
    return one.text.split()[-1] == other.text.split()[-1] or one.text.split()[0] == other.text


def _fits(pronoun: str, person: Referent, texts: Sequence[str]) -> bool:
    """Whether nothing in the texts calls the person by the other pronoun."""
    title, word = (FEMININE, _SHE) if _HE.fullmatch(pronoun) else (MASCULINE, _HE)
    own = _HE if word is _SHE else _SHE
    for text in texts:
        at = text.find(person.text)
        if at < 0:
            continue
        if title.search(" ".join(text[:at].split()[-_TITLE_WORDS:])):
            return False
        alone = [item for item in referents_of(text) if item.kind in (Kind.PERSON, Kind.NAME)] == [person]
        if alone and word.search(text, at) and not own.search(text, at):
            return False
    return True
