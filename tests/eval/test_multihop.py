"""Questions over several facts: right, wrong or silent, and silence where there is nothing to know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from eval.cases import MultiHopQuestion, NewsArticle
from eval.sets.multihop import is_right, multihop
from eval.systems.readers import Reply


class Parrot:
    """Says the same to everything, and keeps what it was given."""

    def __init__(self, text: str) -> None:
        self.reply = Reply(text, silent=not text)
        self.given: list[tuple[str, ...]] = []

    def read(self, question: str, articles: Sequence[str], as_of: datetime) -> Reply:
        self.given.append(tuple(articles))
        return self.reply


def question(kind: str, answer: str, *facts: str) -> MultiHopQuestion:
    return MultiHopQuestion(case_id=kind, question="Did both?", kind=kind, answer=answer, facts=facts)


@pytest.mark.parametrize(
    ("answer", "reply", "right"),
    [
        ("Yes", "Yes, both did.", True),
        ("no", "No.", True),
        ("True", "yes", True),
        ("Yes", "No, although yes was likely.", False),
        ("Yes", "Both opened a quay.", False),
        ("Ada Brandt", "It was Ada Brandt who did.", True),
        ("Ada Brandt", "It was Nils Orm.", False),
        ("Yes", "", False),
    ],
)
def test_a_reply_is_right(answer: str, reply: str, right: bool) -> None:
    assert is_right(question("comparison", answer), Reply(reply, silent=not reply)) == right


def test_facts_are_given_and_null_questions_want_silence(small_press: list[NewsArticle]) -> None:
    silent = Parrot("")
    cases = [question("comparison", "Yes", "bridge", "ferry"), question("null", "Insufficient information.")]
    task = multihop(cases, small_press, silent)
    known, null = (task.measure(case).scores for case in cases)
    assert known == {"right": 0.0, "comparison: right": 0.0, "wrong": 0.0, "silent": 1.0}
    assert null == {"null: refused": 1.0}
    assert silent.given == [("bridge", "ferry"), ()]
    assert multihop(cases, small_press, Parrot("Yes.")).measure(cases[1]).scores == {"null: refused": 0.0}
    assert task.worst(cases[0]).keys() == known.keys()
