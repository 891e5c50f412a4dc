"""The last step of the chain: claims are grounded, what does not answer the question is left out."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.asked_speaker import asked_speaker, is_nobodys_word, is_other_speaker
from rag.answering.grounding import Bench, Grounded
from rag.answering.judging import Judge
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
from rag.answering.timing import out_of_time
from rag.answering.wording import Wording
from rag.domain import Claim, DraftClaim, Evidence, RejectedClaim, Searched, Verdict


class Checking:
    """The claims of one question, checked as they are drafted. What was shown stays, in the order shown.

    So a claim is worded by what was drafted up to it, and what only the whole draft can tell is said at the
    end: where nothing holds, the sentences that say it better.
    """

    def __init__(
        self,
        question: str,
        evidence: Sequence[Evidence],
        searched: Searched,
        judge: Judge | None = None,
    ) -> None:
        """``judge`` gives a second opinion on what is about to be shown."""
        self._profile = question_profile(question, searched.as_of.date())
        self._asked_speaker = asked_speaker(question)
        self._evidence = evidence
        self._searched = searched
        self._bench = Bench(evidence)
        self._judge_too = judge
        self._wording = Wording(whole_lists=asks_for_several(question))
        self._claims: list[Claim] = []
        self._rejected: list[RejectedClaim] = []

    @property
    def grounded(self) -> Grounded:
        return Grounded(claims=tuple(self._claims), rejected=tuple(self._rejected))

    def take(self, drafted: DraftClaim) -> tuple[Claim, ...]:
        """What may be shown for one drafted claim; nothing if it is rejected, or shown already."""
        checked = self._judge(drafted)
        if isinstance(checked, RejectedClaim):
            self._rejected.append(checked)
            return ()
        return self._show(checked)

    def finish(self) -> tuple[Claim, ...]:
        """What is still to be shown when the draft has ended."""
        if self._claims:
            return ()
        quoted = [self._judge(drafted) for drafted in _in_words_of_source(self._rejected)]
        return tuple(said for claim in quoted if isinstance(claim, Claim) for said in self._show(claim))

    def _show(self, claim: Claim) -> tuple[Claim, ...]:
        said = self._wording.word(claim)
        self._claims.extend(said)
        return said

    def _judge(self, drafted: DraftClaim) -> Claim | RejectedClaim:
        judged = self._bench.judge(drafted)
        if isinstance(judged, RejectedClaim):
            return judged
        reason = self._beside_the_point(judged)
        if reason is not None:
            return _rejected(judged, reason)
        objection = self._judge_too.objection(judged) if self._judge_too is not None else None
        return objection or judged

    def _beside_the_point(self, claim: Claim) -> str | None:
        """Why a true claim is no answer to this question; None if it is one."""
        for citation in claim.citations:
            reason = out_of_time(citation.published_at, self._searched)
            if reason is not None:
                return reason
        if is_other_speaker(self._asked_speaker, claim.attribution) and claim.attribution:
            return (
                f"{claim.attribution.speaker} said it, and the question asks what {self._asked_speaker} said"
            )
        if is_nobodys_word(self._asked_speaker, claim):
            return f"the source does not say that {self._asked_speaker} said it"
        if answers(self._profile, claim, self._evidence):
            return None
        return "it is in the source, but does not answer the question"


def _in_words_of_source(rejected: Sequence[RejectedClaim]) -> list[DraftClaim]:
    """The sentences that carry a claim in part: what the model said badly is there said well."""
    quotes = dict.fromkeys(
        citation.quote
        for claim in rejected
        if claim.verdict is Verdict.PARTLY_SUPPORTED
        for citation in claim.citations
    )
    return [DraftClaim(text=" ".join(quote.split())) for quote in quotes]


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
