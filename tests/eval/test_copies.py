"""Pairs are made from reports as they say, and what joins them is measured for what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from wire_stories import BREAD, HARBOUR, WEATHER

from eval.cases import AnnotatedArticle, CopyPair
from eval.copy_rule import accuracy, best_rule, judged
from eval.copying import copy_pairs
from eval.sets.copies import APART, FOUND, copies
from eval.sets.judging import BALANCED
from eval.systems.copies import JOINERS, Catalogue
from rag.text.likeness import RULE, Rule
from rag.text.sentences import split_sentences


def report(case_id: str, text: str) -> AnnotatedArticle:
    return AnnotatedArticle(
        case_id=case_id,
        title=case_id,
        text=text,
        written_on=date(2026, 3, 1),
        sentences=tuple(span.cut(text) for span in split_sentences(text)),
        summaries=(),
        entities=(),
        iso_dates=(),
    )


@pytest.fixture(scope="module")
def pairs() -> list[CopyPair]:
    weather = WEATHER.format(*range(24))
    return copy_pairs([report("harbour", HARBOUR), report("bread", BREAD), report("weather", weather)])


@pytest.fixture
def catalogue() -> Iterator[Catalogue]:
    opened = Catalogue()
    yield opened
    opened.close()


def test_pairs_are_the_same_each_time_and_of_many_kinds(pairs: list[CopyPair]) -> None:
    again = copy_pairs([report("harbour", HARBOUR), report("bread", BREAD)])
    own = {pair.case_id: pair for pair in pairs if pair.source == "harbour" and pair.is_copy}
    assert own == {pair.case_id: pair for pair in again if pair.source == "harbour" and pair.is_copy}
    assert len({pair.case_id for pair in pairs}) == len(pairs)
    kinds = {pair.kind: pair for pair in pairs if pair.source == "harbour"}
    assert kinds["trimmed to 50%"].other == HARBOUR[: len(HARBOUR) // 2]
    changed = zip(HARBOUR.split(), kinds["10% of words changed"].other.split(), strict=False)
    assert kinds["10% of words changed"].other != HARBOUR
    assert any(one == other for one, other in changed)
    halves = kinds["other sentences of the same report"]
    assert "Seven of" in halves.other
    assert "Seven of" not in halves.one
    figures = next(pair for pair in pairs if pair.kind == "other figures" and pair.source == "weather")
    assert [word for word in figures.one.split() if word.isalpha()] == [
        word for word in figures.other.split() if word.isalpha()
    ]


def test_a_pair_is_right_if_it_is_joined_exactly_when_it_is_a_copy(
    pairs: list[CopyPair], catalogue: Catalogue
) -> None:
    task = copies(pairs, catalogue)
    chosen = [pair for pair in pairs if pair.kind in ("trimmed to 50%", "another report")]
    for pair in chosen:
        scores = task.measure(pair).scores
        assert scores.keys() == task.worst(pair).keys()
        assert scores[BALANCED] == scores[FOUND if pair.is_copy else APART] == 1.0
    wrong = pairs[0].model_copy(update={"is_copy": False})
    assert task.measure(wrong).scores[APART] == 0.0
    assert task.measure(wrong).detail.why == "It was taken for a copy."


@pytest.mark.parametrize("name", sorted(JOINERS))
def test_every_system_knows_a_text_again_and_keeps_another_apart(name: str) -> None:
    joiner = JOINERS[name]()
    assert joiner.joins(HARBOUR, f"Today\n{HARBOUR}")
    assert not joiner.joins(HARBOUR, BREAD)
    joiner.close()


def test_the_best_rule_is_chosen_and_of_equals_the_strictest(pairs: list[CopyPair]) -> None:
    strict, blind = Rule(copy_from=0.85), Rule(copy_from=0.01, of_longer=0.0, figures_from=0.0)
    verdicts = judged(pairs, [blind, RULE, strict])
    assert accuracy(verdicts[blind], pairs) < accuracy(verdicts[RULE], pairs)
    same = {rule: dict(verdicts[RULE]) for rule in (RULE, strict)}
    assert best_rule(same, pairs) == strict
