"""Screening: what the articles that were found hold against their readers, before any of it is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from rag.domain import Article, Finding, Handling, Hit, Sentence
from rag.ports import ArticleStore
from rag.text.hostile import find_hostile
from rag.text.sentences import split_sentences

_ARTICLES_REMEMBERED = 256


def screen(hits: Sequence[Hit], store: ArticleStore) -> tuple[Finding, ...]:
    """The findings about every article of the hits, whole articles, in the order of the hits."""
    revisions = dict.fromkeys((hit.article_id, hit.content_sha256) for hit in hits)
    articles = (store.article(*revision) for revision in revisions)
    return tuple(finding for article in articles if article is not None for finding in findings_of(article))


@lru_cache(maxsize=_ARTICLES_REMEMBERED)
def findings_of(article: Article) -> tuple[Finding, ...]:
    """What is hostile in one article."""
    return find_hostile(article, split_sentences(article.text))


class KeptBack:
    """The sentences that no model is given and no answer shows."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self._spans = [
            (finding.article_id, finding.content_sha256, finding.span)
            for finding in findings
            if finding.done is Handling.KEPT_BACK and finding.span is not None
        ]

    def __contains__(self, sentence: Sentence) -> bool:
        revision = (sentence.article_id, sentence.content_sha256)
        return any(
            revision == (article_id, content_sha256)
            and span.start < sentence.end
            and sentence.start < span.end
            for article_id, content_sha256, span in self._spans
        )
