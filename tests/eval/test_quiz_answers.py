"""Whether a text gives the answer of a quiz question."""

from __future__ import annotations

import pytest

from eval.quiz_answers import gives_answer, levelled


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Norway and Iceland were invited.", "Iceland and Norway"),
        ("She planted nine trees.", "9"),
        ("She planted 9 trees.", "Nine trees"),
        ("A new kind of nugget is sold.", "Nuggets"),
        ("On Monday Brandt fell ill.", "President Ada Brandt"),
        ("Ada Brandt fell ill.", "Former President Ada Brandt"),
        ("It costs $20,000 a year.", "$20,000"),
        ("They watched “Slow Tide” twice.", "“Slow Tide”"),
    ],
)
def test_other_spellings_count(text: str, gold: str) -> None:
    assert gives_answer(levelled(text), gold)


@pytest.mark.parametrize(
    ("text", "gold"),
    [
        ("Norway was invited.", "Iceland and Norway"),
        ("She planted nineteen trees.", "9"),
        ("Nils Brandt fell ill.", "Ada Brandt"),
        ("It costs $200,000 a year.", "$20,000"),
        ("", "Yes"),
    ],
)
def test_other_answers_do_not(text: str, gold: str) -> None:
    assert not gives_answer(levelled(text), gold)


def test_an_answer_without_words_is_an_error() -> None:
    with pytest.raises(ValueError, match="no words"):
        gives_answer(levelled("Anything."), "“”")
