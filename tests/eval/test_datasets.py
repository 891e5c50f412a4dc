"""Loading: what is wrong with the data is said; the published sets load whole where they are."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval import datasets
from eval.bench_data import (
    BenchDataError,
    DataFile,
    find_bench,
    find_complete_realtime_qa,
    find_realtime_qa,
    read_checked,
)
from eval.cases import Answerability, NewsArticle, NewsQuestion, Support

BENCH = Path(__file__).parents[2] / "../shared/bench"
with_the_data = pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark data is not beside the checkout")


def data_file(folder: Path, text: str, *, records: int) -> DataFile:
    (folder / "set.jsonl").write_text(text, encoding="utf-8")
    return DataFile(path="set.jsonl", records=records, sha256=hashlib.sha256(text.encode()).hexdigest())


def test_a_file_with_the_expected_bytes_is_read(tmp_path):
    assert read_checked(tmp_path, data_file(tmp_path, '{"a": 1}\n', records=1)) == [{"a": 1}]


def test_a_changed_file_is_refused(tmp_path):
    expected = data_file(tmp_path, '{"a": 1}\n', records=1)
    (tmp_path / "set.jsonl").write_text('{"a": 2}\n', encoding="utf-8")
    with pytest.raises(BenchDataError, match=r"not the file that was measured on.*SHA-256"):
        read_checked(tmp_path, expected)


def test_another_number_of_records_is_refused(tmp_path):
    with pytest.raises(BenchDataError, match="has 1 records, not 2"):
        read_checked(tmp_path, data_file(tmp_path, '{"a": 1}\n', records=2))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BenchDataError, match=r"claims\.jsonl cannot be read.*--data"):
        datasets.load_wice(tmp_path)


def test_missing_folders_are_named(tmp_path):
    with pytest.raises(BenchDataError, match=r"nowhere.*--data"):
        find_bench(tmp_path / "nowhere")
    with pytest.raises(BenchDataError, match=r"nowhere.*--rt"):
        find_realtime_qa(tmp_path / "nowhere")
    with pytest.raises(BenchDataError, match=r"nowhere.*--rt-complete"):
        find_complete_realtime_qa(tmp_path / "nowhere")


def question(*gold: str) -> NewsQuestion:
    return datasets.news_question(
        {
            "id": "q1",
            "question": "Which bridge was closed?",
            "choices": ["North", "South"],
            "nota_choices": None,
            "answer": "North",
            "date": "2022-06-16",
            "gold": list(gold),
            "answer_in_articles": True,
        }
    )


def article(name: str, text: str) -> NewsArticle:
    return NewsArticle(article_id=name, title=name, text=text, published_on=None)


def test_a_question_is_asked_at_the_end_of_its_day():
    assert question().as_of == datetime(2022, 6, 16, 23, 59, 59, tzinfo=UTC)


def test_an_article_with_the_text_of_a_gold_one_is_gold():
    articles = [article("a", "Closed."), article("b", "Open."), article("c", "Closed.")]
    assert datasets.with_copies_as_gold(question("a"), articles).gold == ("a", "c")
    assert datasets.with_copies_as_gold(question(), articles).gold == ()
    with pytest.raises(BenchDataError, match="q1 is not among"):
        datasets.with_copies_as_gold(question("z"), articles)


def test_a_case_is_named_by_its_content():
    assert question("a").digest == question("a").digest != question("b").digest


@with_the_data
def test_claims_come_with_sentences_that_exist():
    claims = datasets.load_wice(BENCH)
    assert len({claim.case_id for claim in claims}) == 349
    for claim in claims:
        assert all(0 <= place < len(claim.sentences) for group in claim.supporting_sets for place in group)
        assert claim.supporting_sets or claim.label is Support.NOT_SUPPORTED


@with_the_data
def test_every_multi_hop_question_names_facts_that_exist():
    facts = {fact.article_id for fact in datasets.load_facts(BENCH)}
    questions = datasets.load_multihop(BENCH)
    assert all(set(question.facts) <= facts for question in questions)
    assert sum(question.kind == "null" for question in questions) == 17
    assert all(bool(question.facts) == (question.kind != "null") for question in questions)


@with_the_data
def test_the_other_sets_load_whole():
    assert len(datasets.load_gum_news(BENCH)) == 35
    conversations = datasets.load_mtragun(BENCH)
    assert sum(task.answerability is Answerability.UNANSWERABLE for task in conversations) == 34
    assert all(task.turns[-1].speaker == "user" for task in conversations)
    assert len(datasets.load_instructions(BENCH)) == 125
    assert len(datasets.load_poisoned(BENCH)) == 100
    assert all(page.article and page.html for page in datasets.load_pages(BENCH))
    assert len(datasets.load_split_texts(BENCH, datasets.RULES)) == 48
    assert len(datasets.load_split_texts(BENCH, datasets.SPLIT_NEWS)) == 35


@with_the_data
@pytest.mark.skipif(not (BENCH / datasets.SEED.path).exists(), reason="the seed article is not there")
def test_the_seed_questions_load():
    assert [question.answerable for question in datasets.load_seed(BENCH)] == [True] * 5 + [False] * 3
