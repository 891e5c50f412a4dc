"""Every system against the same small press archive, in real stores."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from eval.bench_data import BenchDataError
from eval.cases import NewsArticle, NewsQuestion
from eval.outcomes import OutcomeLog
from eval.running import run_task
from eval.scoring import metric_values
from eval.sets import answering, finding
from eval.systems.bm25 import Bm25, discount
from eval.systems.fused import Fused, fuse
from eval.systems.newsdesk import NewsdeskRanker, open_archive
from eval.systems.plain import CHUNK_CHARACTERS, OVERLAP, Piece, Plain, cut
from eval.systems.ranking import Ranker, fill
from eval.systems.words import Words
from rag.settings import Settings
from rag.testing import WordEmbedder


@pytest.fixture(params=["bm25", "plain", "fused", "words", "newsdesk"])
def ranker(
    request: pytest.FixtureRequest, small_press: list[NewsArticle], served_settings: Settings, tmp_path: Path
) -> Iterator[Ranker]:
    if request.param == "bm25":
        yield Bm25(small_press)
    elif request.param in ("plain", "fused"):
        plain = Plain(small_press, WordEmbedder(), tmp_path / "plain")
        yield plain if request.param == "plain" else Fused(plain)
    elif request.param == "words":
        yield Words(small_press, WordEmbedder(), tmp_path / "words")
    else:
        with open_archive(served_settings, small_press, is_given=False) as newsdesk:
            yield NewsdeskRanker(newsdesk)


def test_a_system_finds_what_is_asked_for(ranker: Ranker) -> None:
    ranking = ranker.rank(
        "Engineers found cracks in piers of the old bridge", as_of=datetime(2024, 3, 5, tzinfo=UTC), tokens=40
    )
    assert ranking.articles[0] == "bridge"
    assert len(set(ranking.articles)) == len(ranking.articles)
    assert "closed on Monday" in ranking.context
    assert len(ranking.context.split()) <= 40


def test_retrieval_and_context_are_scored(
    ranker: Ranker, small_quiz: list[NewsQuestion], small_press: list[NewsArticle], tmp_path: Path
) -> None:
    task = finding.retrieval(small_quiz, small_press, ranker)
    outcomes = run_task(task, OutcomeLog(tmp_path / "a.jsonl", "now"), "now")
    scores = metric_values(outcomes, task.balanced)
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert scores["hit@4"].value == scores["hit@10 undated"].value == 1.0
    task = finding.context("context", small_quiz, small_press, ranker)
    outcomes = run_task(task, OutcomeLog(tmp_path / "b.jsonl", "now"), "now")
    scores = metric_values(outcomes, task.balanced)
    assert [outcome.error for outcome in outcomes] == [None, None, None]
    found = [finding.IN_COLLECTION, finding.IN_WEEK, finding.IN_FIRST, finding.IN_CONTEXT]
    assert [scores[name].value for name in found] == pytest.approx([2 / 3] * 4)
    of_reachable = scores[finding.IN_CONTEXT_OF_REACHABLE]
    assert (of_reachable.value, of_reachable.n) == (1, 2)


def test_age_discounts_what_bm25_finds(small_press: list[NewsArticle]) -> None:
    asked = date(2024, 3, 10)
    days = (date(2024, 3, 1), date(2024, 2, 10), date(2023, 1, 1), date(2024, 3, 11), None)
    assert [discount(day, asked) for day in days] == [1.0, 0.8, 0.6, 0.6, 0.6]


def test_plain_goes_on_with_an_index_that_was_begun(small_press: list[NewsArticle], tmp_path: Path) -> None:
    first, second = WordEmbedder(), WordEmbedder()
    Plain(small_press[:2], first, tmp_path / "plain")
    Plain(small_press, second, tmp_path / "plain")
    assert (len(first.embedded), len(second.embedded)) == (2, 2)


def test_plain_cuts_as_the_tutorial_does(small_press: list[NewsArticle]) -> None:
    long = small_press[0].model_copy(update={"text": "A sentence of the long report. " * 100})
    pieces = [piece.text for piece in cut([long])]
    assert len(pieces) == 4
    assert all(len(piece) <= CHUNK_CHARACTERS for piece in pieces)
    assert pieces[0][-OVERLAP // 2 :] in pieces[1]


def test_what_both_lists_have_comes_before_what_leads_one_of_them() -> None:
    a, b, c = (Piece(name, name, name) for name in "abc")
    assert fuse([[a, b], [c, b]]) == [b, a, c]


def test_words_go_on_with_a_catalogue_that_was_begun(small_press: list[NewsArticle], tmp_path: Path) -> None:
    Words(small_press[:2], WordEmbedder(), tmp_path / "words")
    ranker = Words(small_press, WordEmbedder(), tmp_path / "words")
    assert set(ranker.rank("bridge, ferry, market or storm", as_of=None, tokens=0).articles) == {
        article.article_id for article in small_press
    }


def test_only_the_articles_of_the_week_hold_the_answer_for_the_week(
    small_quiz: list[NewsQuestion], small_press: list[NewsArticle]
) -> None:
    later = [question.model_copy(update={"asked_on": date(2024, 4, 10)}) for question in small_quiz]
    task = finding.context("context", later, small_press, Bm25(small_press))
    measured = [task.measure(question).scores for question in later]
    assert [scores[finding.IN_COLLECTION] for scores in measured] == [1.0, 1.0, 0.0]
    assert [scores[finding.IN_WEEK] for scores in measured] == [0.0, 0.0, 0.0]
    assert [scores[finding.IN_FIRST] for scores in measured] == [1.0, 1.0, 0.0]


def test_a_context_is_filled_to_the_same_budget_for_all() -> None:
    assert fill(["one two three", "four five six"], 6) == "one two three four"
    assert fill([], 6) == ""


def test_an_archive_of_something_else_is_refused(
    small_press: list[NewsArticle], served_settings: Settings
) -> None:
    open_archive(served_settings, small_press, is_given=False).close()
    with pytest.raises(BenchDataError, match="lacks 0 articles of this set and holds 2 others"):
        open_archive(served_settings, small_press[:2], is_given=True)


def test_answers_are_scored_with_the_answer_in_reach_and_out_of_it(
    small_quiz: list[NewsQuestion], small_press: list[NewsArticle], served_settings: Settings, tmp_path: Path
) -> None:
    with open_archive(served_settings, small_press, is_given=False) as newsdesk:
        task = answering.realtimeqa(small_quiz, small_press, newsdesk, "extractive")
        outcomes = run_task(task, OutcomeLog(tmp_path / "log.jsonl", "now"), "now")
    scores = metric_values(outcomes, task.balanced)
    assert [outcome.error for outcome in outcomes] == [None, None]
    assert scores[answering.QUOTES_HOLD].value == 1.0
    assert scores[answering.RIGHT].value + scores[answering.WRONG].value + scores[answering.SILENT].value == 1
    assert scores[answering.RIGHT].value > 0


def test_silence_is_right_where_the_answer_is_out_of_reach() -> None:
    told = {answering.SILENT: 0.0, answering.WRONG_OUT_OF_REACH: 0.0}
    silent = {answering.SILENT: 1.0, answering.WRONG_OUT_OF_REACH: 0.0}
    confident = {answering.SILENT: 0.0, answering.WRONG_OUT_OF_REACH: 1.0}
    counts = answering.abstained([told, silent, confident, confident])
    assert (counts.precision, counts.recall) == (2 / 3, 2 / 4)
