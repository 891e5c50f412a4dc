"""Every metric against another implementation, or against numbers worked out by hand."""

from __future__ import annotations

import math
import random
from collections import Counter
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics import scores as nltk_scores
from pytrec_eval import RelevanceEvaluator
from rouge_score.rouge_scorer import RougeScorer
from scipy import stats

from eval import metrics
from eval.metrics import Counts

IDS = [f"article-{number}" for number in range(12)]
rankings = st.lists(st.sampled_from(IDS), unique=True, max_size=12)
some_ids = st.sets(st.sampled_from(IDS), min_size=1, max_size=5)
WORDS = [
    "ministers",
    "agreed",
    "talks",
    "ended",
    "running",
    "harbour",
    "strikes",
    "the",
    "of",
    "2018",
    "closing",
]
texts = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


def trec(ranking: list[str], relevant: set[str]) -> dict[str, float]:
    """The scores that trec_eval gives for one ranking."""
    names = {"recip_rank", "map", "ndcg_cut_4", "ndcg_cut_10", "recall_4", "success_1", "success_10"}
    run = {item: 1.0 - rank / 100 for rank, item in enumerate(ranking)}
    judged = RelevanceEvaluator({"q": dict.fromkeys(relevant, 1)}, names)
    return judged.evaluate({"q": run})["q"]


@given(rankings.filter(bool), some_ids)
def test_ranking_metrics_are_those_of_trec_eval(ranking, relevant):
    theirs = trec(ranking, relevant)
    ours = {
        "recip_rank": metrics.reciprocal_rank(ranking, relevant, 12),
        "map": metrics.average_precision(ranking, relevant),
        "ndcg_cut_4": metrics.ndcg_at(ranking, relevant, 4),
        "ndcg_cut_10": metrics.ndcg_at(ranking, relevant, 10),
        "recall_4": metrics.recall_at(ranking, relevant, 4),
        "success_1": metrics.hit_at(ranking, relevant, 1),
        "success_10": metrics.hit_at(ranking, relevant, 10),
    }
    assert ours == pytest.approx({name: theirs[name] for name in ours}, abs=1e-9)


@given(rankings, some_ids, st.integers(1, 12))
def test_ranking_metrics_lie_between_0_and_1(ranking, relevant, k):
    for metric in (metrics.hit_at, metrics.recall_at, metrics.reciprocal_rank, metrics.ndcg_at):
        assert 0 <= metric(ranking, relevant, k) <= 1
    assert 0 <= metrics.average_precision(ranking, relevant) <= 1


def test_an_empty_ranking_scores_nothing():
    assert metrics.reciprocal_rank([], {"a"}, 10) == 0
    assert metrics.average_precision([], {"a"}) == 0


@pytest.mark.parametrize(
    ("ranking", "relevant", "k", "why"),
    [
        (["a"], set(), 1, "nothing is relevant"),
        (["a"], {"a"}, 0, "k must be"),
        (["a", "a"], {"a"}, 1, "once"),
    ],
)
def test_a_ranking_that_cannot_be_judged_is_refused(ranking, relevant, k, why):
    with pytest.raises(ValueError, match=why):
        metrics.hit_at(ranking, relevant, k)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(1, 2, 4), (0.5, 0.25, 1 / 3)),
        (Counts(0, 0, 0), (1.0, 1.0, 1.0)),
        (Counts(0, 0, 3), (0.0, 0.0, 0.0)),
        (Counts(0, 3, 0), (0.0, 0.0, 0.0)),
        (Counts(3, 3, 3), (1.0, 1.0, 1.0)),
    ],
)
def test_counts_are_defined_in_every_corner(counts, expected):
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(expected)


def test_counts_add_up_to_a_micro_average():
    summed = metrics.total([Counts(1, 2, 1), Counts(2, 2, 5)])
    assert (summed.precision, summed.recall) == (3 / 4, 3 / 6)
    with pytest.raises(ValueError, match="no counts"):
        metrics.total([])


def test_citations_are_compared_as_sets():
    counts = metrics.overlap(["a:0:9", "a:10:20", "a:0:9"], ["a:0:9", "b:0:4"])
    assert (counts.precision, counts.recall) == (0.5, 0.5)


@given(some_ids, some_ids)
def test_citations_are_scored_as_nltk_scores_sets(found, gold):
    counts = metrics.overlap(sorted(found), sorted(gold))
    theirs = (
        nltk_scores.precision(gold, found),
        nltk_scores.recall(gold, found),
        nltk_scores.f_measure(gold, found) or 0.0,
    )
    assert (counts.precision, counts.recall, counts.f1) == pytest.approx(theirs)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=12))
def test_abstention_is_scored_as_nltk_scores_sets(pairs):
    silent = {place for place, (is_silent, _) in enumerate(pairs) if is_silent}
    unanswerable = {place for place, (_, answerable) in enumerate(pairs) if not answerable}
    counts = metrics.abstention([one for one, _ in pairs], [other for _, other in pairs])
    if silent:
        assert counts.precision == nltk_scores.precision(unanswerable, silent)
    if unanswerable:
        assert counts.recall == nltk_scores.recall(unanswerable, silent)


def test_abstention_is_scored_on_the_questions_without_an_answer():
    counts = metrics.abstention([True, True, False, False], [False, True, False, True])
    assert counts == Counts(1, 2, 2)
    with pytest.raises(ValueError, match="argument 2"):
        metrics.abstention([True], [])


def test_balanced_accuracy_weighs_both_kinds_alike():
    said, gold = [True, False, True, True, False], [True, True, True, True, False]
    assert metrics.balanced_accuracy(said, gold) == pytest.approx((3 / 4 + 1) / 2)
    with pytest.raises(ValueError, match="nothing"):
        metrics.balanced_accuracy([True], [True])


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The U.S.", "us"),
        ("“An  apple”, a day!", "apple day"),
        ("$1,000 + £5", "1000 £5"),
        ("theatre—then", "theatrethen"),
        ("", ""),
    ],
)
def test_answers_are_normalised_as_squad_does(text, normal):
    assert metrics.normalise_answer(text) == normal


def test_an_answer_is_contained_in_whole_words_only():
    assert metrics.contains_answer("They met in San Francisco.", "san francisco")
    assert not metrics.contains_answer("Thirteen people came.", "ten")
    assert not metrics.contains_answer("San Jose and Francisco", "San Francisco")
    assert metrics.exact_match("The  Thames.", "thames")
    with pytest.raises(ValueError, match="no words"):
        metrics.contains_answer("anything", "The …")


@given(texts, texts)
def test_token_f1_is_that_of_pairing_words_one_by_one(answer, gold):
    mine, left = metrics.normalise_answer(answer).split(), metrics.normalise_answer(gold).split()
    wanted = len(left)
    same = 0
    for word in mine:
        if word in left:
            left.remove(word)
            same += 1
    if not mine or not wanted:
        expected = float(not mine and not wanted)
    else:
        precision, recall = same / len(mine), same / wanted
        expected = 2 * precision * recall / (precision + recall) if same else 0.0
    assert metrics.token_f1(answer, gold) == pytest.approx(expected)


def test_boundaries_do_not_see_white_space():
    assert metrics.boundaries(["One two.", " Three. ", "Four."]) == {7, 13}
    assert metrics.boundaries(["Onetwo.", "Three.", "Four."]) == {7, 13}
    assert metrics.boundaries(["One."]) == set()


@given(st.lists(st.text("ab. ", min_size=1), min_size=1, max_size=6), st.data())
def test_boundaries_are_scored_as_nltk_scores_sets(sentences, data):
    """Two ways to cut one text, compared by where the cuts are."""
    text = "".join(sentences)
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, len(text) - 1)), max_size=4)))
    pieces = [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    mine, gold = metrics.boundaries(pieces), metrics.boundaries(sentences)
    counts = metrics.overlap(mine, gold)
    if mine and gold:
        assert counts.f1 == pytest.approx(nltk_scores.f_measure(gold, mine) or 0.0)


@given(st.lists(st.tuples(texts, texts.filter(bool)), min_size=1, max_size=4))
def test_shingles_are_scored_as_true_and_false_positives_are(pages):
    """Worked out again from true positives, false positives and false negatives of each shingle."""
    precisions, recalls = [], []
    for found, gold in pages:
        mine, theirs = slow_shingles(found), slow_shingles(gold)
        keys = {*mine, *theirs}
        both = sum(min(mine[key], theirs[key]) for key in keys)
        extra = sum(max(0, mine[key] - theirs[key]) for key in keys)
        missed = sum(max(0, theirs[key] - mine[key]) for key in keys)
        if both + extra:
            precisions.append(both / (both + extra))
        recalls.append(both / (both + missed))
    precision, recall = (fmean(precisions) if precisions else 0.0), fmean(recalls)
    expected = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    scores = [metrics.shingle_scores(found, gold) for found, gold in pages]
    assert metrics.extraction_f1(scores) == pytest.approx(expected)


def slow_shingles(text: str) -> Counter[str]:
    words = text.split()
    if not words:
        return Counter()
    if len(words) < 4:
        return Counter([" ".join(words)])
    return Counter(" ".join(words[at : at + 4]) for at in range(len(words) - 3))


@given(texts, texts)
def test_rouge_l_is_that_of_the_reference_package(summary, reference):
    theirs = RougeScorer(["rougeL"], use_stemmer=True).score(reference, summary)["rougeL"].fmeasure
    assert metrics.rouge_l(summary, reference) == pytest.approx(theirs)


def test_rouge_l_of_a_known_pair():
    assert metrics.rouge_l("police kill the gunman", "police killed the gunman") == 1.0
    assert metrics.rouge_l("the gunman kill police", "police killed the gunman") == pytest.approx(0.5)


def test_the_interval_of_a_mean_is_near_the_textbook_one():
    chance = random.Random(3)  # noqa: S311  # a sample, nothing secret
    values = [chance.gauss(10, 2) for _ in range(200)]
    low, high = metrics.bootstrap(values, fmean)
    error = 1.96 * math.sqrt(sum((v - fmean(values)) ** 2 for v in values) / 200) / math.sqrt(200)
    assert (low, high) == pytest.approx((fmean(values) - error, fmean(values) + error), abs=0.06)
    assert metrics.bootstrap(values, fmean) == (low, high)


def test_the_interval_is_that_of_scipy():
    """Both are percentile bootstraps; they draw other samples."""
    chance = random.Random(5)  # noqa: S311  # a sample, nothing secret
    values = [float(chance.random() < 0.7) for _ in range(120)]
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=4000, method="percentile", rng=np.random.default_rng(7)
    ).confidence_interval
    ours = metrics.bootstrap(values, fmean, resamples=4000)
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.013)


def test_a_difference_is_paired():
    """Two systems that differ by the same on every case differ for certain, however hard the cases vary."""
    hard = [0.1, 0.9, 0.5, 0.3, 0.7]
    mean, (low, high) = metrics.paired_difference([value + 0.1 for value in hard], hard)
    assert (mean, low, high) == pytest.approx((0.1, 0.1, 0.1))
    with pytest.raises(ValueError, match="nothing"):
        metrics.bootstrap([], fmean)
