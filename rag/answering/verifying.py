"""Checking an answer again, without a model: every hash, span and quote against the stored articles."""

from __future__ import annotations

from collections.abc import Iterator

from rag.domain import Answer, Article, CheckedCitation, Citation, Verification
from rag.ports import ArticleStore


def verify(answer: Answer, articles: ArticleStore) -> Verification:
    """Check every citation of an answer, each once, against the revision it names.

    A problem means that the citation does not hold. A warning means that it holds, but that the article has
    changed since: the passage is gone from its present text, or what is shown of it now reads otherwise.
    """
    checked: list[CheckedCitation] = []
    warnings: list[str] = []
    for citation in dict.fromkeys(_citations(answer)):
        revision = articles.article(citation.article_id, citation.content_sha256)
        problem = _problem(citation, revision, articles)
        checked.append(CheckedCitation(citation=citation, problem=problem))
        if revision is not None and problem is None:
            warnings.extend(_warnings(citation, revision, articles))
    return Verification(checked=tuple(checked), warnings=tuple(dict.fromkeys(warnings)))


def _citations(answer: Answer) -> Iterator[Citation]:
    """Every citation an answer shows, in the order a reader meets them."""
    for claim in answer.claims:
        yield from claim.citations
        if claim.attribution is not None and claim.attribution.citation is not None:
            yield claim.attribution.citation
    for conflict in answer.conflicts:
        for position in conflict.positions:
            yield position.citation
    yield from answer.citations
    yield from answer.nearest
    for rejected in answer.rejected:
        yield from rejected.citations


def _problem(citation: Citation, revision: Article | None, articles: ArticleStore) -> str | None:
    if revision is None:
        if articles.article(citation.article_id) is None:
            return f"there is no article {citation.article_id!r} in the catalogue"
        return f"article {citation.article_id!r} never had a text with the hash {citation.content_sha256}"
    place = f"{citation.start}:{citation.end} of article {citation.article_id!r}"
    if citation.end > len(revision.text):
        return f"{place} is beyond its end at {len(revision.text)}"
    found = citation.cut(revision.text)
    if found != citation.quote:
        return f"{place} reads {found!r}, not {citation.quote!r}"
    return None


def _warnings(citation: Citation, revision: Article, articles: ArticleStore) -> Iterator[str]:
    current = articles.article(citation.article_id)
    if current is not None and citation.quote not in current.text:
        yield f"article {citation.article_id!r} has changed: it no longer says {citation.quote!r}"
    for name in ("title", "publisher", "url", "published_at"):
        shown, stored = getattr(citation, name), getattr(revision, name)
        if shown != stored:
            yield f"article {citation.article_id!r}: {name} is {_said(stored)}, and not {_said(shown)}"


def _said(value: object) -> str:
    return "unknown" if value is None else repr(str(value))
