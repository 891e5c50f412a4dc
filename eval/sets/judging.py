"""Sets about judging: does grounding let a claim through exactly when the cited page carries it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from eval.cases import CitedClaim, Support
from eval.outcomes import Detail, Measured
from eval.running import Task
from rag.answering.grounding import Wording, ground
from rag.answering.grounding.covering import CountedSentences
from rag.answering.grounding.facts import facts_of
from rag.domain import AnswerDraft, ArticleInfo, DateSource, DraftClaim, Evidence, Sentence, sha256_of

BALANCED = "balanced accuracy"
RECALL = "recall@5 of a supporting set"
_FIRST = 5


def wice(claims: Sequence[CitedClaim]) -> Task[CitedClaim]:
    """A claim that the page supports in part only must not be shown either."""

    def measure(case: CitedClaim) -> Measured:
        grounded = ground(
            AnswerDraft(claims=(DraftClaim(text=case.claim),)), evidence_of(case), wording=Wording.FREE
        )
        shown = bool(grounded.claims)
        is_right = shown == _is_supported(case)
        quotes = [citation.quote for claim in grounded.claims for citation in claim.citations]
        reasons = [rejected.reason for rejected in grounded.rejected]
        detail = Detail(
            question=case.claim,
            found=tuple(quotes),
            expected=tuple(_best_set(case)),
            why="" if is_right else f"It is {case.label.value}, but was {_verdict(shown, reasons)}.",
        )
        return Measured(scores=_scores(case, float(is_right), supporting_recall(case)), detail=detail)

    return Task(
        name="wice",
        cases=claims,
        measure=measure,
        worst=lambda case: _scores(case, 0.0, 0.0),
        group=lambda case: "supported" if _is_supported(case) else "not supported",
        balanced=frozenset({BALANCED}),
    )


def evidence_of(case: CitedClaim) -> list[Evidence]:
    """The sentences of the cited page as numbered evidence of one article."""
    return evidence_of_lines(case.case_id, case.sentences, case.written_on)


def evidence_of_lines(
    article_id: str, lines: Sequence[str], written_on: date | None, *, title: str = ""
) -> list[Evidence]:
    """Lines of one article, a sentence each, as evidence; empty ones are left out."""
    text = "\n".join(lines)
    digest = sha256_of(text)
    info = ArticleInfo(
        article_id=article_id,
        content_sha256=digest,
        title=title,
        source=article_id,
        published_at=datetime.combine(written_on, time.min, UTC) if written_on else None,
        published_at_source=DateSource.GIVEN if written_on else DateSource.UNKNOWN,
    )
    evidence, start = [], 0
    for position, words in enumerate(lines):
        end = start + len(words)
        if words.strip():
            sentence = Sentence(
                article_id=article_id,
                content_sha256=digest,
                position=position,
                start=start,
                end=end,
                text=words,
            )
            evidence.append(Evidence(number=position + 1, sentence=sentence, article=info))
        start = end + 1
    return evidence


def _is_supported(case: CitedClaim) -> bool:
    return case.label is Support.SUPPORTED


def supporting_recall(case: CitedClaim) -> float:
    """The largest share of a supporting set that is among the sentences said to tell most of the claim."""
    places = [place for place, words in enumerate(case.sentences) if words.strip()]
    article = CountedSentences([facts_of(case.sentences[place], case.written_on) for place in places])
    cover = article.cover(facts_of(case.claim, case.written_on), _FIRST)
    found = {places[at] for at in cover.places}
    return max((len(found & set(group)) / len(set(group)) for group in case.supporting_sets), default=0.0)


def _scores(case: CitedClaim, score: float, recall: float) -> dict[str, float]:
    """Recall applies to a claim for which people marked what carries it, or a part of it."""
    kind = "supported claims shown" if _is_supported(case) else "other claims refused"
    return {BALANCED: score, kind: score, **({RECALL: recall} if case.supporting_sets else {})}


def _best_set(case: CitedClaim) -> list[str]:
    shortest = min(case.supporting_sets, key=len, default=())
    return [case.sentences[place] for place in shortest]


def _verdict(shown: bool, reasons: Sequence[str]) -> str:
    return "shown" if shown else f"refused: {'; '.join(reasons)}"
