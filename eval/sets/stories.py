"""The set about stories: are two articles told as one story exactly when they are about one?

Articles of the days around two dates are digested, the one to choose the rule on and the other held out. The
pairs were labelled by reading; most of those that are no story are the likest ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from eval.cases import NewsArticle, StoryPair
from eval.outcomes import Detail, Measured, Scores
from eval.running import Task
from eval.scoring import JointMetric
from rag import Filters, Newsdesk

HALVES: Mapping[str, date] = {"development": date(2022, 10, 1), "held-out": date(2022, 9, 8)}
"""The day around which the articles of each half were written."""

ARTICLES = 60
LABELLED = "one story, by label"
GROUPED = "one story, by the digest"


def stories(
    pairs: Sequence[StoryPair], articles: Sequence[NewsArticle], newsdesk: Newsdesk
) -> Task[StoryPair]:
    """Both halves, each digested once, without a language model: none takes part in the grouping."""

    @cache
    def story_of(half: str) -> Mapping[str, int]:
        chosen = tuple(article.article_id for article in articles_around(articles, HALVES[half]))
        digest = newsdesk.digest(filters=Filters(articles=chosen), model="extractive")
        return {
            article_id: number
            for number, story in enumerate(digest.stories)
            for item in story.articles
            for article_id in (item.article.article_id, *item.copies)
        }

    def measure(pair: StoryPair) -> Measured:
        story = story_of(pair.half)
        is_joined = story[pair.one] == story[pair.other]
        why = "" if is_joined == pair.is_same else pair.reason
        detail = Detail(question=f"{pair.one} {pair.other}", found=(), expected=(), why=why)
        return Measured(scores=_scores(pair, is_joined), detail=detail)

    return Task(
        name="stories",
        cases=pairs,
        measure=measure,
        worst=lambda pair: _scores(pair, not pair.is_same),
        group=lambda pair: pair.half,
        joint={
            f"{half}: {name}": metric
            for half in HALVES
            for name, metric in (("precision", _precision(half)), ("recall", _recall(half)))
        },
    )


def articles_around(articles: Sequence[NewsArticle], day: date) -> list[NewsArticle]:
    """The articles published nearest to a day; of those equally near the first by id."""
    dated = [(abs(article.published_on - day), article) for article in articles if article.published_on]
    ranked = sorted(dated, key=lambda pair: (pair[0], pair[1].article_id))
    return [article for _, article in ranked[:ARTICLES]]


def _scores(pair: StoryPair, is_joined: bool) -> Scores:
    return {
        f"{pair.half}: {LABELLED}": float(pair.is_same),
        f"{pair.half}: {GROUPED}": float(is_joined),
    }


def _precision(half: str) -> JointMetric:
    return lambda scores: _share(scores, of=f"{half}: {GROUPED}", that_are=f"{half}: {LABELLED}")


def _recall(half: str) -> JointMetric:
    return lambda scores: _share(scores, of=f"{half}: {LABELLED}", that_are=f"{half}: {GROUPED}")


def _share(scores: Sequence[Scores], *, of: str, that_are: str) -> float:
    chosen = [each for each in scores if each.get(of)]
    return sum(each[that_are] for each in chosen) / len(chosen) if chosen else 0.0
