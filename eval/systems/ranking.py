"""What a system for retrieval does: it ranks articles for a question, and fills a context from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from rag.answering.packing import TOKENS_PER_WORD
from rag.domain import Value

DEPTH = 10
"""Articles of a ranking that are looked at."""


class Ranking(Value):
    """Article ids, best first, each once, and the text that a model would read within the budget."""

    articles: tuple[str, ...]
    context: str


class Ranker(Protocol):
    """Ranks the articles it was built over. Texts are counted alike for every system."""

    def rank(self, question: str, *, as_of: datetime | None, tokens: int) -> Ranking:
        """At least `DEPTH` articles where there are as many. ``as_of`` is the moment of asking, if known."""
        ...


def fill(passages: Iterable[str], tokens: int) -> str:
    """Passages, best first, up to a budget; the last is cut where it is used up.

    Tokens are estimated by Newsdesk's own packing, so that every system gets the same room.
    """
    words: list[str] = []
    room = int(tokens / TOKENS_PER_WORD)
    for passage in passages:
        words += passage.split()
        if len(words) >= room:
            break
    return " ".join(words[:room])


def once(ids: Iterable[str]) -> Sequence[str]:
    return list(dict.fromkeys(ids))
