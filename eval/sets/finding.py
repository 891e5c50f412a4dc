"""Sets about finding: the article that a question was made from, and its answer in what is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import fmean

from eval.cases import MultiHopQuestion, NewsArticle, NewsQuestion
from eval.metrics import (
    average_precision,
    contains_answer,
    hit_at,
    ndcg_at,
    normalise_answer,
    recall_at,
    reciprocal_rank,
    texts_with_answer,
)
from eval.outcomes import Detail, Measured
from eval.running import Task
from eval.systems.ranking import DEPTH, Ranker, Ranking

CONTEXT_TOKENS = 900
IN_COLLECTION = "answer in the collection"
IN_WEEK = "answer in an article of the week"
IN_FIRST = "answer in the first ten articles"
IN_CONTEXT = "answer in context"
IN_CONTEXT_OF_REACHABLE = "answer in context, of those in the collection"
OF_ALL_FACTS = "recall@10, of all facts"
WEEK = timedelta(days=8)
"""A quiz asks about the seven days before its own, and articles may be dated a day early or late."""

_SHOWN = 5
_RANKING_METRICS = ("MRR@10", "hit@1", "hit@4", "hit@10", "nDCG@10")
_DATED = ("", " undated")
"""Each question is asked at its own date, and once more without."""


# --- the article a news question was made from --------------------------------------------------------------


def retrieval(
    questions: Sequence[NewsQuestion], articles: Sequence[NewsArticle], ranker: Ranker
) -> Task[NewsQuestion]:
    """The questions with a gold article, asked at their date and without one."""
    titles = {article.article_id: article.title for article in articles}

    def measure(question: NewsQuestion) -> Measured:
        scores: dict[str, float] = {}
        found: list[Ranking] = []
        for as_of, suffix in zip((question.as_of, None), _DATED, strict=True):
            ranking = ranker.rank(question.question, as_of=as_of, tokens=0)
            found.append(ranking)
            scores |= {name + suffix: score for name, score in _ranked(ranking, question.gold).items()}
        return Measured(
            scores=scores, detail=_ranking_detail(question.question, found[0], question.gold, titles)
        )

    return Task(
        name="retrieval",
        cases=[question for question in questions if question.gold],
        measure=measure,
        worst=lambda question: {name + suffix: 0.0 for suffix in _DATED for name in _RANKING_METRICS},
    )


def _ranked(ranking: Ranking, gold: Collection[str]) -> dict[str, float]:
    ids = ranking.articles
    return {
        "MRR@10": reciprocal_rank(ids, gold, 10),
        "hit@1": hit_at(ids, gold, 1),
        "hit@4": hit_at(ids, gold, 4),
        "hit@10": hit_at(ids, gold, 10),
        "nDCG@10": ndcg_at(ids, gold, 10),
    }


def _ranking_detail(
    question: str, ranking: Ranking, gold: Collection[str], titles: Mapping[str, str]
) -> Detail:
    ranks = [rank for rank, item in enumerate(ranking.articles, start=1) if item in gold]
    seen = f"rank {ranks[0]}" if ranks else f"not among the first {len(ranking.articles)}"
    return Detail(
        question=question,
        found=tuple(titles[item] or item for item in ranking.articles[:_SHOWN]),
        expected=tuple(titles[item] or item for item in gold),
        why="" if ranks[:1] == [1] else f"The first article that was wanted is {seen}.",
    )


# --- the answer in what a model would read ------------------------------------------------------------------


def context(
    name: str, questions: Sequence[NewsQuestion], articles: Sequence[NewsArticle], ranker: Ranker
) -> Task[NewsQuestion]:
    """The questions with their answer in an article of their week, which need not be in the collection.

    Beside the answer in the context stands where it was on the way there: anywhere in the collection, in its
    articles of the week before the question, in those ranked first.
    """
    cases = [question for question in questions if question.answer_in_articles]
    collection = _Collection(articles)
    known = {case.case_id: collection.holds(case) for case in cases}

    def scores(question: NewsQuestion, in_first: float, in_context: float) -> dict[str, float]:
        found = known[question.case_id]
        of_reachable = {IN_CONTEXT_OF_REACHABLE: in_context} if found[IN_COLLECTION] else {}
        return found | {IN_FIRST: in_first, IN_CONTEXT: in_context} | of_reachable

    def measure(question: NewsQuestion) -> Measured:
        ranking = ranker.rank(question.question, as_of=question.as_of, tokens=CONTEXT_TOKENS)
        holds = contains_answer(ranking.context, question.answer)
        in_first = any(texts_with_answer(collection.texts(ranking.articles[:DEPTH]), question.answer))
        why = "" if holds else "The answer is not in what was packed."
        if not known[question.case_id][IN_COLLECTION]:
            why = "The answer is in no article of the collection."
        detail = Detail(
            question=question.question, found=(ranking.context,), expected=(question.answer,), why=why
        )
        return Measured(scores=scores(question, float(in_first), float(holds)), detail=detail)

    return Task(name=name, cases=cases, measure=measure, worst=lambda question: scores(question, 0.0, 0.0))


class _Collection:
    """The articles as answers are looked for in them."""

    def __init__(self, articles: Sequence[NewsArticle]) -> None:
        self._days = [article.published_on for article in articles]
        self._texts = {article.article_id: normalise_answer(article.text) for article in articles}

    def holds(self, question: NewsQuestion) -> dict[str, float]:
        """Whether any article has the answer, and whether one of the week before the question has it."""
        first = question.asked_on - WEEK
        held = texts_with_answer(list(self._texts.values()), question.answer)
        days = [day for day, is_held in zip(self._days, held, strict=True) if is_held]
        in_week = any(day is not None and first <= day <= question.asked_on for day in days)
        return {IN_COLLECTION: float(bool(days)), IN_WEEK: float(in_week)}

    def texts(self, article_ids: Iterable[str]) -> list[str]:
        return [self._texts[article_id] for article_id in article_ids]


# --- all facts of a question over several articles ----------------------------------------------------------


def multihop_facts(
    questions: Sequence[MultiHopQuestion], facts: Sequence[NewsArticle], ranker: Ranker
) -> Task[MultiHopQuestion]:
    """The questions that have facts; each fact is an article of its own.

    Of all facts, a question counts as often as it has facts: so the mean over questions is the share of all.
    """
    texts = {fact.article_id: fact.text for fact in facts}
    cases = [question for question in questions if question.facts]
    facts_per_question = fmean(len(question.facts) for question in cases)
    undated: datetime | None = None

    def measure(question: MultiHopQuestion) -> Measured:
        ranking = ranker.rank(question.question, as_of=undated, tokens=0)
        ids, gold = ranking.articles, question.facts
        scores = {
            "recall@10": recall_at(ids, gold, 10),
            OF_ALL_FACTS: recall_at(ids, gold, 10) * len(gold) / facts_per_question,
            "hit@10": hit_at(ids, gold, 10),
            "MAP": average_precision(ids[:DEPTH], gold),
        }
        missed = [fact for fact in gold if fact not in ids[:10]]
        detail = Detail(
            question=question.question,
            found=tuple(texts[item] for item in ids[:_SHOWN]),
            expected=tuple(texts[item] for item in gold),
            why=f"{len(missed)} of {len(gold)} facts are not among the first ten." if missed else "",
        )
        return Measured(scores=scores, detail=detail)

    return Task(
        name="multihop-facts",
        cases=cases,
        measure=measure,
        worst=lambda question: dict.fromkeys(("recall@10", OF_ALL_FACTS, "hit@10", "MAP"), 0.0),
        group=lambda question: question.kind,
    )
