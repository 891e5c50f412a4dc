"""The last step of the chain: a draft is grounded, what does not answer the question is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag.answering.grounding import Grounded, expand_lists, ground
from rag.answering.relevance import (
    CAN_ANSWER,
    AnswerKind,
    QuestionProfile,
    aboutness,
    asks_for_several,
    gives_kind,
    is_bare_name,
    question_profile,
)
from rag.answering.wording import as_the_source_says
from rag.domain import AnswerDraft, Claim, DraftClaim, Evidence, RejectedClaim, Verdict

_BESIDE_THE_POINT = "it is in the source, but does not answer the question"


def check(question: str, draft: AnswerDraft, evidence: Sequence[Evidence], asked_on: date) -> Grounded:
    """The claims that the sentences carry and that answer the question, and the others with the reason."""
    profile = question_profile(question, asked_on)
    checked = _answering(profile, ground(draft, evidence), evidence)
    if not checked.claims:
        quoted = _answering(profile, ground(_in_words_of_source(checked.rejected), evidence), evidence)
        checked = checked.model_copy(update={"claims": quoted.claims})
    worded = as_the_source_says(expand_lists(checked.claims), whole_lists=asks_for_several(question))
    return checked.model_copy(update={"claims": worded})


def _answering(profile: QuestionProfile, grounded: Grounded, evidence: Sequence[Evidence]) -> Grounded:
    claims = [claim for claim in grounded.claims if answers(profile, claim, evidence)]
    others = [_beside_the_point(claim) for claim in grounded.claims if claim not in claims]
    return Grounded(claims=tuple(claims), rejected=(*grounded.rejected, *others))


def _in_words_of_source(rejected: Sequence[RejectedClaim]) -> AnswerDraft:
    """The sentences that carry a claim in part: what the model said badly is there said well."""
    quotes = dict.fromkeys(
        citation.quote
        for claim in rejected
        if claim.verdict is Verdict.PARTLY_SUPPORTED
        for citation in claim.citations
    )
    return AnswerDraft(claims=tuple(DraftClaim(text=" ".join(quote.split())) for quote in quotes))


def answers(profile: QuestionProfile, claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Whether the claim may be shown for this question.

    It has to bring the kind of thing asked for itself; what that is about may stand in the sentence it was
    taken from, of which "412" or "nine hours" is a part. So may the "in" before a place.
    """
    quoted = " ".join(citation.quote for citation in claim.citations)
    published = claim.citations[0].published_at
    written = published.date() if published else None
    fits = gives_kind(profile, claim.text, published=written)
    if profile.kind is AnswerKind.PLACE:
        fits = fits or is_bare_name(profile, claim.text)
    about = aboutness(
        profile,
        f"{claim.text}. {quoted}",
        context=surroundings(claim, evidence),
        published=written,
    )
    return fits and about >= CAN_ANSWER


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
