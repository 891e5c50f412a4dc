from datetime import date

import pytest
from harbour_evidence import EVIDENCE, HARBOUR
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.relevance import (
    CAN_ANSWER,
    AnswerKind,
    answer_kind,
    can_answer,
    question_profile,
    relevance,
)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many homes lost power?", AnswerKind.COUNT),
        ("How many hours did they meet?", AnswerKind.COUNT),
        ("How much did the quay cost?", AnswerKind.MONEY),
        ("How much will fees rise?", AnswerKind.AMOUNT),
        ("How long did the talks last?", AnswerKind.DURATION),
        ("When did Reth visit the shipyard?", AnswerKind.DATE),
        ("In what year did it open?", AnswerKind.DATE),
        ("Who runs the museum?", AnswerKind.PERSON),
        ("Which union leaders spoke?", AnswerKind.PERSON),
        ("Where may the council open an office?", AnswerKind.PLACE),
        ("In which city did it open?", AnswerKind.PLACE),
        ("Did Odell visit the shipyard?", AnswerKind.YES_NO),
        ("What worries did the advisers list?", AnswerKind.LIST),
        ("What are the main worries?", AnswerKind.LIST),
        ("What did Lund say about the library?", AnswerKind.OPEN),
        ("Why did fees rise?", AnswerKind.OPEN),
    ],
)
def test_the_kind_of_answer(question, kind):
    assert answer_kind(question) is kind


def score(question, number):
    item = next(item for item in EVIDENCE if item.number == number)
    near = [
        other.sentence.text
        for other in EVIDENCE
        if other.article == item.article and abs(other.sentence.position - item.sentence.position) == 1
    ]
    context = "\n".join([item.article.title, *near])
    published = item.article.published_at.date()
    return relevance(question_profile(question), item.sentence.text, context=context, published=published)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("By how much will freight fees rise?", 1),
        ("From when will freight fees rise?", 1),
        ("How long did Marrin meet Odell?", 2),
        ("For how many hours did Marrin meet Odell?", 2),
        ("When did an Orran envoy last visit before this?", 2),
        ("How much did the new quay cost?", 4),
        ("How many people work at the new quay?", 4),
        ("Where may the HTC open a second office?", 6),
        ("Who visited the shipyard?", 7),
        ("When did Jonas Reth visit the shipyard?", 7),
        ("Did Odell visit the shipyard?", 7),
        ("What worries did Marrin’s advisers list?", 10),
        ("How many homes lost power after the storm?", 11),
        ("Which officials are preparing for a strike?", 12),
        ("Who runs the ferry museum?", 13),
        ("From which country does Orran plan to buy ferries?", 15),
        ("In what year did Tarn open a library?", 17),
        ("What did Petra Lund say about the library?", 18),
    ],
)
def test_the_sentence_that_answers(question, number):
    assert score(question, number) >= CAN_ANSWER


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2023 Harbour Regatta?",
        "What did Viktor Antonov say about the fees?",
        "How many people were killed in the storm?",
        "How much did the library cost?",
        "When did Petra Lund visit the shipyard?",
        "Where will the Lantern Festival be held?",
        "What did the Harbour Trade Council decide in 2019?",
    ],
)
def test_a_question_that_no_sentence_answers(question):
    assert all(score(question, item.number) < CAN_ANSWER for item in EVIDENCE)


def test_a_name_may_stand_in_the_title():
    profile = question_profile("How much did the new quay in Orran cost?")
    assert not can_answer(profile, "The new quay cost $1.2 billion.")
    assert can_answer(profile, "The new quay cost $1.2 billion.", context="Orran builds a quay")


def test_another_year_does_not_answer():
    profile = question_profile("How much did the new quay cost in 2019?")
    text = EVIDENCE[3].sentence.text
    assert not can_answer(profile, text, published=HARBOUR.published_at.date())
    assert can_answer(profile, text, published=date(2019, 5, 1))


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=40))
def test_relevance_is_a_share(question, text, context):
    assert 0.0 <= relevance(question_profile(question), text, context=context) <= 1.0
