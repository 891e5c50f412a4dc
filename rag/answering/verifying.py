"""Checking an answer again, without a model: hashes, spans and quotes against the stored articles, and claims
against the sentences they cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from rag.answering.grounding import ground
from rag.domain import (
    Answer,
    AnswerDraft,
    Article,
    CheckedCitation,
    CheckedClaim,
    Citation,
    Claim,
    DraftClaim,
    Evidence,
    Sentence,
    Verification,
)


class Revisions(Protocol):
    """Where the texts are that an answer is checked against."""

    def article(self, article_id: str, content_sha256: str | None = None) -> Article | None:
        """A revision, the current one if no hash is given."""
        ...


def verify(answer: Answer, articles: Revisions) -> Verification:
    """Check every citation of an answer, each once, against the revision it names, and every claim.

    A problem means that the citation does not hold. A warning means that it holds, but that the article has
    changed since: the passage is gone from its present text, or what is shown of it now reads otherwise.
    """
    checked: list[CheckedCitation] = []
    warnings: list[str] = []
    for citation in dict.fromkeys(citations_of(answer)):
        revision = articles.article(citation.article_id, citation.content_sha256)
        problem = _problem(citation, revision, articles)
        checked.append(CheckedCitation(citation=citation, problem=problem))
        if revision is not None and problem is None:
            warnings.extend(_warnings(citation, revision, articles))
    claims = tuple(_checked_claim(claim, articles) for claim in answer.claims)
    return Verification(checked=tuple(checked), claims=claims, warnings=tuple(dict.fromkeys(warnings)))


def _checked_claim(claim: Claim, articles: Revisions) -> CheckedClaim:
    """Ground the claim once more on the sentences it cites, cut from the store."""
    evidence = [
        offered
        for number, citation in enumerate(claim.citations, start=1)
        if (offered := _evidence(number, citation, articles)) is not None
    ]
    numbers = tuple(item.number for item in evidence)
    outcome = ground(AnswerDraft(claims=(DraftClaim(text=claim.text, sentences=numbers),)), evidence)
    problem = outcome.rejected[0].reason if outcome.rejected else None
    return CheckedClaim(text=claim.text, problem=problem)


def _evidence(number: int, citation: Citation, articles: Revisions) -> Evidence | None:
    revision = articles.article(citation.article_id, citation.content_sha256)
    if revision is None or citation.end > len(revision.text):
        return None
    sentence = Sentence(
        article_id=citation.article_id,
        content_sha256=citation.content_sha256,
        position=number,
        start=citation.start,
        end=citation.end,
        text=citation.cut(revision.text),
    )
    return Evidence(number=number, sentence=sentence, article=revision.info)


def citations_of(answer: Answer) -> Iterator[Citation]:
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


def _problem(citation: Citation, revision: Article | None, articles: Revisions) -> str | None:
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


def _warnings(citation: Citation, revision: Article, articles: Revisions) -> Iterator[str]:
    current = articles.article(citation.article_id)
    if current is not None and citation.quote not in current.text:
        yield f"article {citation.article_id!r} has changed: it no longer says {citation.quote!r}"
    for name in ("title", "publisher", "url", "published_at"):
        shown, stored = getattr(citation, name), getattr(revision, name)
        if shown != stored:
            yield f"article {citation.article_id!r}: {name} is {_said(stored)}, and not {_said(shown)}"


def _said(value: object) -> str:
    return "unknown" if value is None else repr(str(value))
