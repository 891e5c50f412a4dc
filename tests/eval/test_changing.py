"""Sentences turned false, and said in another way."""

from __future__ import annotations

from datetime import date

import pytest

from eval.cases import AnnotatedArticle, SalientEntity
from eval.mutating import KINDS, changes, names_of
from eval.rewording import rewordings
from eval.sets import changing

ARTICLE = AnnotatedArticle(
    case_id="quay",
    title="Quay opens",
    text="",
    written_on=date(2024, 3, 4),
    sentences=(
        "Ada Brandt said on Friday that the old quay at Stenby lost 12 percent of its trade in March 2023.",
        "The council did not approve more than three cranes before the vote.",
    ),
    summaries=(),
    entities=(SalientEntity(grade=5, kind="person", mentions=("Ada Brandt", "She")),),
    iso_dates=(),
)
OTHER = ARTICLE.model_copy(
    update={
        "case_id": "library",
        "text": "Nils Orm read aloud.",
        "entities": (SalientEntity(grade=5, kind="person", mentions=("Nils Orm",)),),
    }
)


def versions(kind: str) -> set[str]:
    names = names_of(ARTICLE, [ARTICLE, OTHER])
    text = " ".join(ARTICLE.sentences)
    return {
        change.text
        for sentence in ARTICLE.sentences
        for change in changes(sentence, text, names)
        if change.kind == kind
    }


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("number", "lost 22 percent"),
        ("number", "more than four cranes"),
        ("unit", "12 percentage points"),
        ("date", "in June 2023"),
        ("date", "in March 2020"),
        ("date", "on Sunday that"),
        ("name", "Nils Orm said on Friday"),
        ("speaker", "Nils Orm said on Friday"),
        ("negation", "The council did approve"),
        ("direction", "after the vote"),
        ("direction", "the new quay"),
    ],
)
def test_one_fact_is_changed(kind: str, words: str) -> None:
    assert any(words in text for text in versions(kind))
    assert not versions(kind) & set(ARTICLE.sentences)


def test_what_the_article_says_elsewhere_is_not_put_in_the_place_of_a_figure() -> None:
    names = names_of(ARTICLE, [ARTICLE])
    found = [change.text for change in changes("It has 12 cranes.", "It has 12 cranes, not 13 or 22.", names)]
    assert not [text for text in found if "13" in text or "22" in text]


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("The quay has 3 cranes.", "The quay has three cranes."),
        ("The quay has nine cranes.", "The quay has 9 cranes."),
        ("It lost 12% of its trade.", "It lost 12 percent of its trade."),
        ("It did not open.", "It didn't open."),
        ("It cost $3.5 million to build.", "It cost 3.5 million dollars to build."),
        ("Ada Brandt said the quay will open.", "According to Ada Brandt, the quay will open."),
        ("However, the quay stayed shut.", "The quay stayed shut."),
    ],
)
def test_rewordings_keep_what_is_said(sentence: str, other: str) -> None:
    assert other in list(rewordings(sentence))


def test_each_version_is_judged_freely_and_as_a_draft() -> None:
    task = changing.mutations([ARTICLE, OTHER])
    assert {case.kind for case in task.cases} == {*KINDS, changing.UNTOUCHED, changing.REWORDED}
    untouched = next(case for case in task.cases if case.kind == changing.UNTOUCHED)
    measured = task.measure(untouched)
    assert measured.scores == {"untouched: shown": 1.0, "untouched: shown (as a draft)": 1.0}
    changed = next(case for case in task.cases if case.kind == "number")
    assert task.measure(changed).scores.keys() == task.worst(changed).keys()
    assert set(task.measure(changed).scores.values()) == {1.0}
