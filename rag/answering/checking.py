"""The last step of the chain: a draft is grounded, what does not answer the question is left out."""

from __future__ import annotations

from collections.abc import Sequence

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
from rag.answering.timing import too_early
from rag.answering.wording import as_the_source_says
from rag.domain import AnswerDraft, Claim, DraftClaim, Evidence, RejectedClaim, Searched, Verdict


def check(question: str, draft: AnswerDraft, evidence: Sequence[Evidence], searched: Searched) -> Grounded:
    """The claims that the sentences carry and that answer the question, and the others with the reason."""
    checker = _Checker(question, evidence, searched)
    checked = checker.check(draft)
    if not checked.claims:
        quoted = checker.check(_in_words_of_source(checked.rejected))
        checked = checked.model_copy(update={"claims": quoted.claims})
    worded = as_the_source_says(expand_lists(checked.claims), whole_lists=asks_for_several(question))
    return checked.model_copy(update={"claims": worded})


class _Checker:
    """A question, read once, with the sentences offered for it."""

    def __init__(self, question: str, evidence: Sequence[Evidence], searched: Searched) -> None:
        self._profile = question_profile(question, searched.as_of.date())
        self._evidence = evidence
        self._searched = searched

    def check(self, draft: AnswerDraft) -> Grounded:
        grounded = ground(draft, self._evidence)
        claims: list[Claim] = []
        rejected = list(grounded.rejected)
        for claim in grounded.claims:
            reason = self._beside_the_point(claim)
            if reason is None:
                claims.append(claim)
            else:
                rejected.append(_rejected(claim, reason))
        return Grounded(claims=tuple(claims), rejected=tuple(rejected))

    def _beside_the_point(self, claim: Claim) -> str | None:
        """Why a true claim is no answer to this question; None if it is one."""
        for citation in claim.citations:
            asked_about = too_early(citation.published_at, self._searched)
            if asked_about is not None:
                return f"its source came before the time of the question (“{asked_about}”)"
        if answers(self._profile, claim, self._evidence):
            return None
        return "it is in the source, but does not answer the question"


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


def _rejected(claim: Claim, reason: str) -> RejectedClaim:
    return RejectedClaim(text=claim.text, verdict=Verdict.NOT_FOUND, reason=reason, citations=claim.citations)
