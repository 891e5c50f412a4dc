"""Extractive answers: the sentences that answer the question, word for word, without a model.

A true quote that has nothing to do with the question is not an answer: rather none than that.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence

from rag.answering.budget import Budget
from rag.answering.drafting import Ending, Outcome
from rag.answering.relevance import question_profile, relevance
from rag.answering.rendering import one_line
from rag.answering.timing import out_of_time
from rag.domain import DraftClaim, Evidence, Searched
from rag.text.hostile import make_plain

MOST_SENTENCES = 3
ENOUGH = 0.65
"""Relevance (0 to 1) from which a sentence is shown.

Chosen on 91 questions of RealTime QA 2022 with a gold article, asked with that article in reach and without.
"""

NEAR_THE_BEST = 0.8
"""A further sentence has to be nearly as relevant as the best one."""


class ExtractiveDrafter:
    """The best sentences stand for themselves."""

    def __init__(self, searched: Searched) -> None:
        self._searched = searched

    def draft(
        self, question: str, evidence: Sequence[Evidence], budget: Budget
    ) -> Generator[DraftClaim, None, Ending]:
        yield from extract(question, evidence, self._searched)
        return Ending(outcome=Outcome.COMPLETE)


def extract(question: str, evidence: Sequence[Evidence], searched: Searched) -> Iterator[DraftClaim]:
    """At most three whole sentences, the best first; none if none can answer."""
    profile = question_profile(question, searched.as_of.date())
    rated: list[tuple[float, Evidence]] = []
    for item in evidence:
        published = item.article.published_at
        if _is_statement(item.sentence.text) and not out_of_time(published, searched):
            context = f"{item.article.title} {_beside(item, evidence)}"
            share = relevance(
                profile,
                item.sentence.text,
                context=context,
                published=published.date() if published else None,
            )
            rated.append((share, item))
    best = max((share for share, _ in rated), default=0.0)
    fit = [(share, item) for share, item in rated if share >= max(ENOUGH, NEAR_THE_BEST * best)]
    chosen = sorted(fit, key=lambda pair: (-pair[0] - pair[1].score, pair[1].number))[:MOST_SENTENCES]
    for _, item in chosen:
        yield DraftClaim(text=one_line(make_plain(item.sentence.text)), sentences=(item.number,))


def _is_statement(text: str) -> bool:
    """Headings and questions are no answers."""
    return text.rstrip("\"'”’)").endswith((".", "!", ":", ";", "…"))


def _beside(item: Evidence, evidence: Sequence[Evidence]) -> str:
    article, position = item.article.article_id, item.sentence.position
    return " ".join(
        other.sentence.text
        for other in evidence
        if other.article.article_id == article and abs(other.sentence.position - position) == 1
    )
