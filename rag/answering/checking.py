"""The last step of the chain: a draft is grounded, what does not answer the question is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answering.grounding import Grounded, expand_lists, ground
from rag.answering.relevance import QuestionProfile, can_answer, question_profile
from rag.answering.wording import as_the_source_says
from rag.domain import AnswerDraft, Claim, Evidence, RejectedClaim, Verdict

_FRAGMENT_WORDS = 8
"""A claim of so few words leans on its sentence for what the question asks about."""

_BESIDE_THE_POINT = "it is in the source, but does not answer the question"


def check(question: str, draft: AnswerDraft, evidence: Sequence[Evidence], asked_on: date) -> Grounded:
    """The claims that the sentences carry and that answer the question, and the others with the reason."""
    grounded = ground(draft, evidence)
    profile = question_profile(question, asked_on)
    claims: list[Claim] = []
    rejected = list(grounded.rejected)
    for claim in grounded.claims:
        if answers(profile, claim, evidence):
            claims.append(claim)
        else:
            rejected.append(_beside_the_point(claim))
    return Grounded(claims=as_the_source_says(expand_lists(claims)), rejected=tuple(rejected))


def answers(profile: QuestionProfile, claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Whether the claim, read with the sentence it stands in, may be shown for this question."""
    quoted = " ".join(citation.quote for citation in claim.citations)
    context = f"{quoted} {surroundings(claim, evidence)}"
    published = claim.citations[0].published_at
    written = published.date() if published else None
    if can_answer(profile, claim.text, context=context, published=written):
        return True
    is_fragment = len(claim.text.split()) <= _FRAGMENT_WORDS
    return is_fragment and can_answer(profile, quoted, context=context, published=written)


def surroundings(claim: Claim, evidence: Sequence[Evidence]) -> str:
    """The titles above the cited sentences and the sentences next to them."""
    cited = {(citation.article_id, citation.start) for citation in claim.citations}
    at = [(item.article.article_id, item.sentence.position) for item in evidence if _place(item) in cited]
    near = {(article_id, position + step) for article_id, position in at for step in (-1, 1)}
    beside = [
        item.sentence.text for item in evidence if (item.article.article_id, item.sentence.position) in near
    ]
    return " ".join([*dict.fromkeys(citation.title for citation in claim.citations), *beside])


def _place(item: Evidence) -> tuple[str, int]:
    return item.article.article_id, item.sentence.start


def _beside_the_point(claim: Claim) -> RejectedClaim:
    return RejectedClaim(
        text=claim.text, verdict=Verdict.NOT_FOUND, reason=_BESIDE_THE_POINT, citations=claim.citations
    )
