"""Claims judged against the page they cite, questions over several facts, and articles read from pages."""

from __future__ import annotations

import pytest

from eval.cases import CitedClaim, MultiHopQuestion, NewsArticle, Support, WebPage
from eval.sets import finding, judging, reading
from eval.systems.bm25 import Bm25

PAGE = ("Council report", "", "The council approved 12 new bus lines on 4 May 2021.", "It rained.")


def claim(text: str, label: Support) -> CitedClaim:
    sets = ((2,),) if label is Support.SUPPORTED else ()
    return CitedClaim(case_id=text, claim=text, sentences=PAGE, supporting_sets=sets, label=label)


def test_sentences_of_a_page_become_evidence_in_place() -> None:
    case = claim("Anything.", Support.SUPPORTED)
    text = "\n".join(PAGE)
    evidence = judging.evidence_of(case)
    assert [item.sentence.text for item in evidence] == [PAGE[0], PAGE[2], PAGE[3]]
    assert all(item.sentence.cut(text) == item.sentence.text for item in evidence)


@pytest.mark.parametrize(
    ("text", "label", "score"),
    [
        ("The council approved 12 new bus lines.", Support.SUPPORTED, 1.0),
        ("The council approved 13 new bus lines.", Support.NOT_SUPPORTED, 1.0),
        ("The council approved 12 new bus lines.", Support.PARTIALLY_SUPPORTED, 0.0),
        ("The mayor opened a museum in Stenby.", Support.SUPPORTED, 0.0),
    ],
)
def test_a_claim_is_right_if_it_is_shown_exactly_when_supported(
    text: str, label: Support, score: float
) -> None:
    task = judging.wice([claim(text, label)])
    measured = task.measure(task.cases[0])
    assert measured.scores[judging.BALANCED] == score
    assert measured.scores.keys() == task.worst(task.cases[0]).keys()
    assert bool(measured.detail.why) == (score == 0.0)


def test_null_questions_have_nothing_to_find(small_press: list[NewsArticle]) -> None:
    questions = [
        MultiHopQuestion(
            case_id="1",
            question="What replaced the closed bridge over the Mere?",
            kind="inference",
            answer="a ferry",
            facts=("bridge", "ferry"),
        ),
        MultiHopQuestion(case_id="2", question="Who sang?", kind="null", answer="", facts=()),
    ]
    task = finding.multihop_facts(questions, small_press, Bm25(small_press))
    assert [case.case_id for case in task.cases] == ["1"]
    assert task.measure(task.cases[0]).scores["recall@10"] == 1.0


def test_a_page_is_scored_by_what_its_reader_finds_of_the_article() -> None:
    story = "\n".join(
        f"On day {day} the council of Stenby spoke about the bridge over the Mere for {day + 3} hours."
        for day in range(12)
    )
    body = "".join(f"<p>{line}</p>" for line in story.splitlines())
    html = f"<html><body><article><h1>The bridge</h1>{body}</article></body></html>"
    page = WebPage(case_id="1", url="https://stenby.example/bridge", html=html, article=story)
    empty = page.model_copy(update={"case_id": "2", "html": "<html><body></body></html>"})
    task = reading.extraction([page, empty])
    found, nothing = (task.measure(case) for case in task.cases)
    assert found.detail.why == ""
    assert reading.f1([found.scores]) == pytest.approx(1.0)
    assert nothing.scores == task.worst(empty)
    both = [found.scores, nothing.scores]
    assert reading.recall(both) == pytest.approx(0.5)
    assert reading.precision(both) == pytest.approx(1.0)
    assert reading.f1(both) == pytest.approx(2 / 3)
    assert nothing.detail.expected[0] == story.splitlines()[0]
