"""Summaries with models that answer from a script: strong ones, small ones, and ones that answer rubbish."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from stories import FERRY, article, desk

from rag.answering.prompts import load_prompt
from rag.domain import Limit
from rag.errors import KeyRefused, ModelFailed
from rag.ports import Completion, Finish, Message
from rag.summaries.plain import QUESTIONS, read_lines
from rag.summaries.strict import summary_schema
from rag.summaries.summarizing import Summarizer
from rag.testing import MemoryPartials, ScriptedChat

EMPTY: dict[str, Any] = {name: [] for name in summary_schema([1])["properties"]}
DOCUMENT = EMPTY | {
    "headline": {"text": "Ferries stop as deckhands walk out", "sentences": [1]},
    "summary": {"text": "Ferries between Ellery and Saint Brannoc stopped on Tuesday.", "sentences": [2]},
    "key_points": [
        {"text": "140 deckhands walked out.", "sentences": [2]},
        {"text": "150 deckhands walked out.", "sentences": [2]},
    ],
    "why": [{"text": "140 deckhands walked out.", "sentences": [2]}],
    "positions": [
        {
            "party": "Berg",
            "stance": "offer",
            "text": "meet the union on 20 May",
            "target": None,
            "sentences": [10],
        },
        {
            "party": "Marsh",
            "stance": "offer",
            "text": "meet the union on 20 May",
            "target": None,
            "sentences": [10],
        },
    ],
    "figures": [{"text": "90,000 crowns", "measures": "the stoppage costs a day", "sentences": [3]}],
    "mentions": [{"name": "Saint Brannoc", "kind": "place", "role": None, "sentences": [2]}],
    "open_questions": [
        {"text": "How many ferries are there?", "sentences": [2]},
        {"text": "What does Zorbal say?", "sentences": [2]},
    ],
}


def plain(messages: Sequence[Message]) -> str:
    """A small model's replies, by what is asked at the end."""
    question = messages[-1].content.rsplit("\n\n", 1)[-1]
    if question.startswith("In one sentence"):
        return "Ferries between Ellery and Saint Brannoc stopped on Tuesday because 140 deckhands walked out."
    if question.startswith("List the most important"):
        return "- 140 deckhands walked out.\n- The strike was won.\n"
    if question.startswith("For each person"):
        return "Petra Novak | a spokeswoman for the union\nIda Berg | queen of Ellery\nno bar here"
    if question.startswith("Who in the article"):
        return "Harbour Workers' Union | demand | a pay rise of 6%\nthe navy | joke | medicine"
    return "NOT FOUND"


def test_a_strong_model_is_asked_once_and_its_values_are_checked() -> None:
    model = ScriptedChat([json.dumps(DOCUMENT)])
    summary = Summarizer(desk(model)).summarize(article())
    assert len(model.calls) == 1
    assert summary.summary is not None
    assert summary.summary.text == DOCUMENT["summary"]["text"]
    assert [point.text for point in summary.key_points] == ["140 deckhands walked out."]
    refused = {value.text: value for value in summary.rejected}
    assert "150" in refused["150 deckhands walked out."].reason
    assert "the sentence does not name Marsh" in {value.reason for value in summary.rejected}
    assert ("Berg", "offered to meet the union on 20 May") in {(p.party, p.text) for p in summary.positions}
    assert "Saint Brannoc" in {place.name for place in summary.places}
    assert "How many ferries are there?" in {question.text for question in summary.open_questions}
    assert refused["What does Zorbal say?"].reason == "the article does not mention Zorbal"
    assert summary.usage.model_calls == 1
    assert summary.is_complete


def test_a_figure_takes_the_models_words_only_if_its_sentence_carries_them() -> None:
    summary = Summarizer(desk(ScriptedChat([json.dumps(DOCUMENT)]))).summarize(article())
    assert {f.text: f.measures for f in summary.figures}["90,000 crowns"] == "the stoppage costs a day"


def test_a_small_model_answers_plain_questions_and_the_program_builds_the_structure() -> None:
    model = ScriptedChat(plain, strong=False)
    summary = Summarizer(desk(model)).summarize(article())
    assert len(model.calls) == len(QUESTIONS)
    assert summary.summary is not None
    assert summary.summary.citations[0].quote in FERRY
    assert [point.text for point in summary.key_points] == ["140 deckhands walked out."]
    roles = {person.name: person.role for person in summary.people}
    assert roles["Ida Berg"] == "director"
    assert ("Harbour Workers' Union", "a pay rise of 6%") not in {
        (p.party, p.text) for p in summary.positions
    }
    assert {value.text for value in summary.rejected} >= {"The strike was won.", "a pay rise of 6%"}


def test_the_plain_questions_begin_alike_so_that_the_article_is_read_once() -> None:
    prompts = [load_prompt(f"summary-{name}") for name in QUESTIONS]
    assert len({prompt.system for prompt in prompts}) == 1
    assert all(prompt.user.startswith("Article:\n{{sentences}}\n\n") for prompt in prompts)


@pytest.mark.parametrize("strong", [True, False])
def test_rubbish_on_every_call_leaves_what_the_rules_found(strong: bool) -> None:
    model = ScriptedChat(lambda messages: "}{ \x00 lorem | ipsum", strong=strong)
    summary = Summarizer(desk(model)).summarize(article())
    assert summary.key_points
    assert summary.people
    assert all(FERRY[c.start : c.end] == c.quote for point in summary.key_points for c in point.citations)
    assert summary.is_complete is not strong


def test_a_field_of_the_wrong_form_costs_only_itself() -> None:
    document = DOCUMENT | {"positions": "none", "quotes": [7]}
    summary = Summarizer(desk(ScriptedChat([json.dumps(document)]))).summarize(article())
    assert summary.summary is not None
    assert summary.summary.text == DOCUMENT["summary"]["text"]
    assert "The model's positions could not be read." in summary.notes


def test_a_second_run_pays_for_nothing() -> None:
    partials = MemoryPartials()
    first = Summarizer(desk(ScriptedChat(plain, strong=False), partials)).summarize(article())
    again = ScriptedChat(plain, strong=False)
    second = Summarizer(desk(again, partials)).summarize(article())
    assert again.calls == []
    assert second.usage.model_calls == 0
    assert second.key_points == first.key_points


@pytest.mark.parametrize("calls", range(len(QUESTIONS)))
def test_a_run_cut_short_at_any_call_is_taken_up_where_it_ended(calls: int) -> None:
    partials = MemoryPartials()

    def until(messages: Sequence[Message]) -> str:
        if len(cut_short.calls) > calls:
            raise KeyboardInterrupt
        return plain(messages)

    cut_short = ScriptedChat(until, strong=False)
    with pytest.raises(KeyboardInterrupt):
        Summarizer(desk(cut_short, partials)).summarize(article())
    rest = ScriptedChat(plain, strong=False)
    Summarizer(desk(rest, partials)).summarize(article())
    assert len(rest.calls) == len(QUESTIONS) - calls


def test_another_text_is_another_result() -> None:
    partials = MemoryPartials()
    Summarizer(desk(ScriptedChat(plain, strong=False), partials)).summarize(article())
    changed = ScriptedChat(plain, strong=False)
    Summarizer(desk(changed, partials)).summarize(article(FERRY.replace("140", "141")))
    assert len(changed.calls) == len(QUESTIONS)


def test_a_dry_run_counts_calls_and_makes_none() -> None:
    partials = MemoryPartials()
    model = ScriptedChat(plain, strong=False)
    estimate = Summarizer(desk(model, partials)).estimate(article())
    assert model.calls == []
    assert (estimate.calls, estimate.cached) == (len(QUESTIONS), 0)
    assert estimate.prompt_tokens > len(QUESTIONS) * 200
    assert estimate.cost_usd is not None
    assert estimate.seconds > 1
    Summarizer(desk(model, partials)).summarize(article())
    after = Summarizer(desk(model, partials)).estimate(article())
    assert (after.calls, after.cached) == (0, len(QUESTIONS))
    assert Summarizer(desk()).estimate(article()).calls == 0


@pytest.mark.parametrize(
    "limit", [Limit(tokens=900), Limit(cost_usd=0.0009), Limit(seconds=0.0)], ids=["tokens", "usd", "seconds"]
)
def test_a_budget_ends_the_work_with_what_is_ready(limit: Limit) -> None:
    def costs(messages: Sequence[Message]) -> Completion:
        return Completion(
            text=plain(messages),
            finish=Finish.COMPLETE,
            prompt_tokens=400,
            completion_tokens=30,
            cost_usd=0.00043,
        )

    model = ScriptedChat(costs, strong=False)  # type: ignore[arg-type]
    summary = Summarizer(desk(model)).summarize(article(), limit=limit)
    assert len(model.calls) < len(QUESTIONS)
    assert not summary.is_complete
    assert "budget" in " ".join(summary.notes)
    assert summary.key_points


def test_a_model_that_fails_twice_is_left_alone_and_one_to_mend_ends_the_run() -> None:
    def fails(messages: Sequence[Message]) -> str:
        raise ModelFailed("no answer within 3 s")

    model = ScriptedChat(fails, strong=False)
    summary = Summarizer(desk(model)).summarize(article())
    assert len(model.calls) == 2
    assert summary.notes == ("The model failed: no answer within 3 s",)
    assert summary.key_points

    def refuses(messages: Sequence[Message]) -> str:
        raise KeyRefused("the key is wrong")

    with pytest.raises(KeyRefused):
        Summarizer(desk(ScriptedChat(refuses))).summarize(article())


def test_a_long_article_is_read_in_parts_with_the_numbers_kept() -> None:
    filler = (
        "The council of Oster met on item {n} and took note of report {n} by clerk number {n} without debate."
    )
    text = (
        FERRY + "\n" + "\n".join(filler.format(n=n) for n in range(1100)) + "\nThe strike ended on 21 May.\n"
    )

    def reads(messages: Sequence[Message]) -> str:
        shown = messages[-1].content
        if messages[0].content.startswith("You are given a part"):
            last = shown.strip().splitlines()[-1]
            return json.dumps({"sentences": [int(last[1 : last.index("]")])]})
        end = next(line for line in shown.splitlines() if "The strike ended" in line)
        number = int(end[1 : end.index("]")])
        return json.dumps(
            EMPTY
            | {"headline": None, "summary": {"text": "The strike ended on 21 May.", "sentences": [number]}}
        )

    model = ScriptedChat(reads)
    summary = Summarizer(desk(model)).summarize(article(text))
    assert len(model.calls) >= 3
    assert summary.summary is not None
    assert summary.summary.citations[0].quote == "The strike ended on 21 May."
    assert text[summary.summary.citations[0].start :].startswith("The strike ended")


def test_what_a_small_model_says_of_the_article_is_said_of_the_events() -> None:
    assert read_lines("The article also mentions that ferries stopped.\nThe article is long.") == [
        "Ferries stopped.",
        "The article is long.",
    ]


def test_a_small_model_cannot_pass_off_a_statement_as_a_reason() -> None:
    def reply(messages: Sequence[Message]) -> str:
        question = messages[-1].content.rsplit("\n\n", 1)[-1]
        if question.startswith("Why did it"):
            return "140 deckhands walked out.\nBerg offered to meet the union on 20 May."
        return "NOT FOUND"

    said = Summarizer(desk(ScriptedChat(reply, strong=False))).summarize(article(FERRY))
    assert [point.text for point in said.why] == ["140 deckhands walked out."]
