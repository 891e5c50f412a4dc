"""Questions that an archive can answer, for somebody who does not know yet what to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from rag.domain import Answer, Article, Naming
from rag.text.attribution import find_utterances

_LONGEST_SPEAKER = 6
"""Words: who takes more to name is no subject of a short question."""

_LOOKED_AT = 4
"""Candidates tried for one article, at most."""


def suggest(articles: Iterable[Article], answer: Callable[[str], Answer], *, most: int) -> tuple[str, ...]:
    """At most so many questions, one an article, each answered from that article when it was tried."""
    found: list[str] = []
    for article in articles:
        if len(found) == most:
            break
        for question in _first(candidates(article), _LOOKED_AT):
            if question not in found and _answers(answer(question), article):
                found.append(question)
                break
    return tuple(found)


def candidates(article: Article) -> Iterator[str]:
    """Questions about what named speakers say, in the order in which they speak."""
    asked: set[str] = set()
    for utterance in find_utterances(article.text):
        start, end = utterance.speaker
        speaker = " ".join(article.text[start:end].split())
        first, _, rest = speaker.partition(" ")
        is_known = first in ("The", "the") or utterance.naming is Naming.NAMED
        question = f"What did {'the ' + rest if first == 'The' else speaker} say?"
        if is_known and question not in asked and len(speaker.split()) <= _LONGEST_SPEAKER:
            asked.add(question)
            yield question


def _answers(answer: Answer, article: Article) -> bool:
    return any(citation.article_id == article.article_id for citation in answer.citations)


def _first(questions: Iterator[str], most: int) -> Iterator[str]:
    for _, question in zip(range(most), questions, strict=False):
        yield question
