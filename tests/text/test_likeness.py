"""Copies are known through what papers do to a story, and other stories are not taken for them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire_stories import BREAD, HARBOUR, WEATHER, edited, framed, trimmed

from rag.text.likeness import SAMPLED, are_copies, are_worth_comparing, likeness, wording_of


def are_alike(one: str, other: str) -> bool:
    a, b = wording_of(one), wording_of(other)
    assert are_copies(a, b) == are_copies(b, a)
    return are_copies(a, b)


@pytest.mark.parametrize(
    "copy",
    [
        HARBOUR,
        HARBOUR.upper().replace(" ", "\n").replace('"', "”"),
        framed(HARBOUR),
        trimmed(HARBOUR, 0.75),
        trimmed(HARBOUR, 0.5),
        trimmed(HARBOUR, 0.3),
        edited(HARBOUR, 0.05),
        edited(HARBOUR, 0.15),
        framed(edited(trimmed(HARBOUR, 0.9), 0.05)),
        HARBOUR[:300] + HARBOUR[500:],
        "\n".join(reversed(HARBOUR.split("\n"))),
    ],
)
def test_a_story_is_known_whatever_was_done_to_it(copy: str) -> None:
    assert are_alike(HARBOUR, copy)


@pytest.mark.parametrize(
    "other",
    [
        BREAD,
        # standing lines and one paragraph in common
        framed(BREAD + "\n" + HARBOUR[:200]),
        # a round-up that holds the whole story among many
        HARBOUR[:250]
        + "\n"
        + " ".join(f"In town {n} a road of {n * 7} miles was opened by mayor {n * 3}." for n in range(90)),
        "Sign up.",
        "",
    ],
)
def test_another_story_is_not_taken_for_a_copy(other: str) -> None:
    assert not are_alike(HARBOUR, other)


def test_the_same_words_with_other_figures_are_another_report() -> None:
    today, tomorrow = (WEATHER.format(*(number * 7 % 19 + day for number in range(24))) for day in (0, 40))
    assert not are_alike(today, tomorrow)
    assert are_alike(today, edited(today, 0.05))


def test_a_short_text_is_no_copy_of_another_one() -> None:
    brief = "The ferry to Brannock was cancelled on Tuesday because of the storm."
    assert not are_alike(brief, brief + " It runs again tomorrow.")


def test_where_words_are_not_parted_characters_count() -> None:
    text = "港口委员会周二投票决定在冬季风暴来临之前重建北部海堤，结束了自洪水以来的争端。"
    assert are_alike(text, text[:30])
    assert not are_alike(
        text, "里斯本的面包师本周将面包价格提高了十分之一，并将其归咎于面粉涨价，这是自春季以来的第三次上涨。"
    )


def test_likeness_is_the_share_of_the_shorter_text() -> None:
    whole = wording_of(HARBOUR)
    assert likeness(whole, wording_of(trimmed(HARBOUR, 0.5))) > 0.98
    assert 0.4 < likeness(whole, wording_of(trimmed(HARBOUR, 0.4) + BREAD[:500])) < 0.7
    assert likeness(whole, wording_of(BREAD)) < 0.1
    assert likeness(whole, wording_of("")) == 0.0


def test_marks_are_a_sample_by_hash() -> None:
    long = wording_of(" ".join(str(number * 7919) for number in range(4000)))
    assert len(long.marks) == pytest.approx(4000 / SAMPLED, rel=0.2)
    assert np.isin(long.marks, long.runs).all()
    half = wording_of(" ".join(str(number * 7919) for number in range(2000)))
    assert np.isin(half.marks, long.marks).all()


@pytest.mark.parametrize("copy", [trimmed(HARBOUR, 0.5), edited(HARBOUR, 0.15), framed(HARBOUR)])
def test_marks_tell_that_copies_are_worth_comparing(copy: str) -> None:
    one, other = wording_of(HARBOUR).marks, wording_of(copy).marks
    assert are_worth_comparing(len(np.intersect1d(one, other)), len(one), len(other))
    bread = wording_of(BREAD).marks
    assert not are_worth_comparing(len(np.intersect1d(one, bread)), len(one), len(bread))


@given(text=st.text(max_size=400))
def test_any_text_can_be_compared(text: str) -> None:
    wording = wording_of(text)
    assert 0.0 <= likeness(wording, wording_of(HARBOUR)) <= 1.0
    assert are_copies(wording, wording) == (len(wording.runs) >= 20)
