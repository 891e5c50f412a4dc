"""Sets about telling true sentences from false ones that differ from them in one fact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from eval.cases import AnnotatedArticle, ChangedSentence
from eval.mutating import changes, names_of
from eval.outcomes import Detail, Measured
from eval.rewording import rewordings
from eval.running import Task
from eval.sets.judging import evidence_of_lines
from rag.answering.grounding import Wording, ground
from rag.domain import AnswerDraft, DraftClaim, Evidence

UNTOUCHED, REWORDED = "untouched", "reworded"
_FEWEST_WORDS = 5
_AS_A_DRAFT = " (as a draft)"


def mutations(articles: Sequence[AnnotatedArticle]) -> Task[ChangedSentence]:
    """Every sentence of every article as it is, said in another way, and turned false.

    Each is judged against its whole article, once as a claim worded freely and once as a draft.
    """
    offered = _Offered(articles)

    def measure(case: ChangedSentence) -> Measured:
        evidence = offered(case.article)
        draft = AnswerDraft(claims=(DraftClaim(text=case.text),))
        free, close = (ground(draft, evidence, wording=wording) for wording in (Wording.FREE, Wording.CLOSE))
        scores = _scores(case, _is_right(case, bool(free.claims)), _is_right(case, bool(close.claims)))
        reasons = [rejected.reason for rejected in free.rejected]
        quotes = [citation.quote for claim in free.claims for citation in claim.citations]
        why = (
            ""
            if min(scores.values()) == 1
            else "It was refused."
            if _is_true(case)
            else "It was let through."
        )
        detail = Detail(question=case.text, found=(*quotes, *reasons), expected=(case.original,), why=why)
        return Measured(scores=scores, detail=detail)

    return Task(
        name="mutations",
        cases=list(changed_sentences(articles)),
        measure=measure,
        worst=lambda case: _scores(case, 0.0, 0.0),
        group=lambda case: case.kind,
    )


def changed_sentences(articles: Sequence[AnnotatedArticle]) -> Iterator[ChangedSentence]:
    """In the order of the articles; each text once in an article."""
    for article in articles:
        names = names_of(article, articles)
        seen: set[str] = set()
        for sentence in article.sentences:
            if len(sentence.split()) < _FEWEST_WORDS:
                continue
            versions = [(UNTOUCHED, sentence), *((REWORDED, text) for text in rewordings(sentence))]
            versions += [(change.kind, change.text) for change in changes(sentence, article.text, names)]
            for kind, text in versions:
                if text not in seen:
                    seen.add(text)
                    yield _case(article, kind, sentence, text, len(seen))


def _case(article: AnnotatedArticle, kind: str, original: str, text: str, number: int) -> ChangedSentence:
    return ChangedSentence(
        case_id=f"{article.case_id}/{number}/{kind}",
        article=article.case_id,
        kind=kind,
        original=original,
        text=text,
    )


class _Offered:
    """The sentences of an article as evidence, the last one's kept: its cases come one after the other."""

    def __init__(self, articles: Sequence[AnnotatedArticle]) -> None:
        self._articles = {article.case_id: article for article in articles}
        self._of: Callable[[str], list[Evidence]] = lru_cache(maxsize=1)(self._read)

    def __call__(self, article_id: str) -> list[Evidence]:
        return self._of(article_id)

    def _read(self, article_id: str) -> list[Evidence]:
        article = self._articles[article_id]
        return evidence_of_lines(article_id, article.sentences, article.written_on, title=article.title)


def _is_true(case: ChangedSentence) -> bool:
    return case.kind in (UNTOUCHED, REWORDED)


def _is_right(case: ChangedSentence, shown: bool) -> float:
    return float(shown == _is_true(case))


def _scores(case: ChangedSentence, free: float, close: float) -> dict[str, float]:
    name = f"{case.kind}: shown" if _is_true(case) else f"changed {case.kind}: refused"
    return {name: free, name + _AS_A_DRAFT: close}
