"""Labelled pairs of articles, and what a digest makes of them."""

from __future__ import annotations

from datetime import date, timedelta

from eval.cases import NewsArticle, StoryPair
from eval.datasets import load_story_pairs
from eval.sets.stories import ARTICLES, HALVES, articles_around, stories
from rag.domain import Filters


class Told:
    """Stands for a newsdesk whose digest is known."""

    def digest(self, *, filters: Filters, model: str) -> object:
        from types import SimpleNamespace as Some

        assert model == "extractive"
        groups = [filters.articles[:2], filters.articles[2:3], filters.articles[3:]]
        told = [
            Some(articles=[Some(article=Some(article_id=name), copies=()) for name in group])
            for group in groups
        ]
        return Some(stories=told)


def news(number: int, day: date) -> NewsArticle:
    return NewsArticle(article_id=f"{number:02}", title="", text="A text.", published_on=day)


def test_the_labels_are_enough_each_pair_once_and_hold_no_text() -> None:
    pairs = load_story_pairs()
    assert len(pairs) >= 200
    assert len({frozenset((pair.one, pair.other)) for pair in pairs}) == len(pairs)
    for half in HALVES:
        kinds = [pair.is_same for pair in pairs if pair.half == half]
        assert min(kinds.count(True), kinds.count(False)) >= 50
    assert max(len(pair.reason) for pair in pairs) < 250


def test_the_articles_of_a_half_are_those_nearest_to_its_day() -> None:
    day = HALVES["development"]
    articles = [news(at, day + timedelta(days=at)) for at in range(ARTICLES + 9)]
    assert articles_around([*reversed(articles)], day) == articles[:ARTICLES]


def test_precision_and_recall_are_those_of_the_pairs() -> None:
    day = HALVES["development"]
    pairs = [
        StoryPair(case_id=f"{n}", half="development", one="00", other=other, is_same=same, reason="")
        for n, (other, same) in enumerate([("01", True), ("02", True), ("03", False)])
    ]
    task = stories(pairs, [news(at, day) for at in range(5)], Told())  # type: ignore[arg-type]
    scores = [task.measure(pair).scores for pair in pairs]
    assert task.joint["development: precision"](scores) == 1.0
    assert task.joint["development: recall"](scores) == 0.5
