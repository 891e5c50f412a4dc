"""Asking back: whom or what an unclear question could mean, from what the archive has on it."""

from __future__ import annotations

from collections.abc import Sequence

from rag.conversing.pronouns import name_pronouns, stands_for
from rag.conversing.referents import Kind, Referent, referents_of
from rag.conversing.understanding import Unclear
from rag.domain import AskedBack, Choice, Hit

MOST_CHOICES = 4
_A_CHOICE = 2

_PERSONS = frozenset({"he", "she", "him", "her", "his", "hers"})


def ask_back(unclear: Unclear, hits: Sequence[Hit]) -> AskedBack:
    """What to ask, offering the people spoken of, or else the names that the passages speak of most."""
    word = unclear.word.lower()
    kinds = (Kind.PERSON,) if word in _PERSONS else (Kind.THING, Kind.PLACE, Kind.NAME, Kind.GROUP)
    offered = dict.fromkeys(unclear.candidates[:MOST_CHOICES]) or _most_named(hits, kinds)
    if not name_pronouns(unclear.asked, ()).open:
        asked = f"Which {_noun(unclear.word)} do you mean?" if _noun(unclear.word) else "What is this about?"
        return AskedBack(text=asked, choices=tuple(_behind(unclear, *named) for named in offered.items()))
    put = stands_for(unclear.asked, unclear.word)
    who = "Whom" if word in _PERSONS else "What"
    choices = tuple(
        Choice(label=name, question=put(name), article_id=article_id) for name, article_id in offered.items()
    )
    return AskedBack(text=f"{who} do you mean by “{unclear.word}”?", choices=choices)


def _noun(word: str) -> str:
    """The words behind a pointing one: "this state library" asks which state library."""
    first, _, noun = word.partition(" ")
    return noun if first.lower() in ("this", "these", "those") else ""


def _behind(unclear: Unclear, name: str, article_id: str | None) -> Choice:
    question = f"{unclear.asked.rstrip(' ?')} ({name})?"
    return Choice(label=name, question=question, article_id=article_id)


def _most_named(hits: Sequence[Hit], kinds: Sequence[Kind]) -> dict[str, str | None]:
    """Names by the number of passages that hold them, those of better passages first among equals.

    Each comes with the article of its best passage. What may be no person's name stands behind those that
    are, and only where there would be no choice without it.
    """
    counts: dict[str, int] = {}
    sure: set[str] = set()
    articles: dict[str, str | None] = {}
    for hit in hits:
        named = _fitting(hit.text, kinds)
        sure.update(item.text for item in named if item.is_sure)
        for name in {item.text: None for item in named}:
            counts[name] = counts.get(name, 0) + 1
            articles.setdefault(name, hit.article_id)
    most = sorted(counts, key=lambda name: (name not in sure, -counts[name]))
    most = most[: min(MOST_CHOICES, max(_A_CHOICE, len(sure)))]
    return {name: articles[name] for name in most}


def _fitting(text: str, kinds: Sequence[Kind]) -> list[Referent]:
    return [item for item in referents_of(text) if item.kind in kinds]
