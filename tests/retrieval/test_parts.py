"""Where a question is parted, and where it is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.parts import MOST_PARTS, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Does the Tide article say the harbour dam will hold, while the Courier says it broke at night?",
            [
                "Does the Tide article say the harbour dam will hold",
                "the Courier says it broke at night",
            ],
        ),
        (
            "How many dockers struck in Lisbon port last spring compared to dockers striking in Quito port?",
            ["How many dockers struck in Lisbon port last spring", "dockers striking in Quito port"],
        ),
        (
            "Which company bought the Corrie ferry line, sold the Brannock shipyard later, and is accused of "
            "fixing harbour prices?",
            [
                "Which company bought the Corrie ferry line",
                "sold the Brannock shipyard later",
                "is accused of fixing harbour prices",
            ],
        ),
        (
            "When did the Corrie harbour dam break? Who rebuilt the Corrie harbour dam?",
            ["When did the Corrie harbour dam break", "Who rebuilt the Corrie harbour dam"],
        ),
        (
            "Between the report by Tide on the Corrie dam and the report by the Ledger on the Brannock dam, "
            "did the blame change?",
            [
                "Between the report by Tide on the Corrie dam",
                "the report by the Ledger on the Brannock dam, did the blame change",
            ],
        ),
        ("Compare Corrie with Brannock", ["Compare Corrie", "Brannock"]),
        (
            "What are the differences between the Corrie dam and the Brannock dam?",
            ["What are the differences between the Corrie dam", "the Brannock dam"],
        ),
        ("Who has visited both Corrie and Brannock?", ["Who has visited both Corrie", "Brannock"]),
    ],
)
def test_what_is_joined_is_parted(question, parts):
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "Who won?",
        "",
        "According to the harbour board, how many ships came in last year?",
        "After nobody won the harbour lottery on Tuesday, how high did the jackpot grow this week?",
        "Who are Anna Corrie and Ben Brannock?",
        "What did the mayor say and do?",
        "When and where did the ferry sink?",
    ],
)
def test_one_question_stays_whole(question):
    assert parts_of(question) == []


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["ferry", "dam", ",", "and is", "while", "?", "tide"])).map(" ".join)
)
def test_parts_are_cut_from_the_question_in_order(question):
    parts, place = parts_of(question), 0
    assert len(parts) != 1
    assert len(parts) <= MOST_PARTS
    for part in parts:
        place = question.index(part, place) + len(part)


def test_a_clause_too_short_to_look_for_stays_with_its_neighbour():
    assert parts_of("Who won the Corrie harbour race, and who lost?") == []
    question = "Who won the Corrie harbour race, who lost, and who won the Brannock boat race?"
    assert parts_of(question) == [
        "Who won the Corrie harbour race, who lost",
        "who won the Brannock boat race",
    ]
