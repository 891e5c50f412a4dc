"""Forms filled by rules alone, and by a small model in plain questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from own_schemas import DAY, MAYBE_TEXT, TEXT, many, record
from stories import TABLE, article, desk

from rag.errors import SchemaUnmet
from rag.ports import Message
from rag.summaries.forms.filling import FormFiller
from rag.testing import MemoryPartials, ScriptedChat

STRIKE = record(
    "title",
    title=TEXT,
    summary=TEXT,
    strikers={"type": "integer", "description": "deckhands who walked out"},
    cost_per_day={"type": "number"},
    minister={**MAYBE_TEXT, "description": "name of the transport minister"},
    meeting_date={**DAY, "description": "when Berg offered to meet the union"},
    kind={"enum": ["strike", "election", "flood"]},
    quotes=many(record("text speaker", text=TEXT, speaker=MAYBE_TEXT, role=MAYBE_TEXT)),
    people=many(record("name", name=TEXT, role=TEXT)),
    places=many(TEXT),
    ended={"type": ["boolean", "null"], "description": "whether the strike has ended"},
    timeline=many(record("date event", date=DAY, event=TEXT)),
    reason=MAYBE_TEXT,
    captain=MAYBE_TEXT,
)


def test_rules_fill_what_names_and_formats_tell() -> None:
    filled = FormFiller(desk(), STRIKE).fill(article())
    assert isinstance(filled.data, dict)
    data: dict[str, Any] = filled.data
    assert data["title"] == "Harbour ferries stop as deckhands walk out"
    assert data["strikers"] == 140
    assert data["cost_per_day"] == 90_000
    assert data["minister"] == "Tomas Lindqvist"
    assert data["meeting_date"] == "2025-05-20"
    assert data["kind"] == "strike"
    assert {
        "text": "The night crossings are a lottery",
        "speaker": "Petra Novak",
        "role": "a spokeswoman",
    } in data["quotes"]
    assert {"name": "Ida Berg", "role": "director"} in data["people"]
    assert "Ellery" in data["places"]
    assert ("2025-05-20", "Berg offered to meet the union on 20 May.") in {
        (event["date"], event["event"]) for event in data["timeline"]
    }
    assert "140 deckhands walked out" in data["reason"]
    assert (data["ended"], data["captain"]) == (None, None)
    assert {"/ended", "/captain"} <= set(filled.unsupported)
    assert filled.usage.model_calls == 0


def test_an_article_without_sentences_carries_nothing() -> None:
    filled = FormFiller(desk(), record("", title=MAYBE_TEXT, dates=many(DAY))).fill(article(TABLE))
    assert filled.data == {"title": None, "dates": []}
    assert filled.notes == ("The article has no sentences to sum up.",)
    with pytest.raises(SchemaUnmet, match="/title"):
        FormFiller(desk(), record("title", title=TEXT)).fill(article(TABLE))


SMALL = record(
    "minister strikers",
    minister={**MAYBE_TEXT, "description": "name of the transport minister"},
    strikers={"type": ["integer", "null"], "description": "number of deckhands who walked out"},
    meeting={**DAY, "description": "day on which Berg offered to meet the union"},
    kind={"enum": ["strike", "election", None]},
    ended={"type": ["boolean", "null"], "description": "the strike has ended"},
    demands=many(TEXT, description="demand of the union"),
    people=many(record("name", name=TEXT, role=TEXT)),
    ships=many(TEXT),
)


def replies(messages: Sequence[Message]) -> str:
    """A small model's words for each field, right and wrong ones."""
    question = messages[-1].content.rsplit("\n\n", 1)[-1]
    said = {
        "transport minister": "Tomas Lindqvist",
        "deckhands who": "140 deckhands",
        "day on which": "20 May",
        "as the kind": "strike",
        "has ended": "Yes",
        "demand of": "- a pay rise of 6%\n- longer holidays\n- an end to split shifts",
        "NAME | ROLE": "Ida Berg | director\nTomas Lindqvist | king\nPetra Novak",
    }
    return next((reply for words, reply in said.items() if words in question), "NOT FOUND")


def test_a_small_model_is_asked_for_each_field_and_believed_where_the_article_says_so() -> None:
    model = ScriptedChat(replies, strong=False)
    filled = FormFiller(desk(model), SMALL).fill(article())
    assert filled.data == {
        "minister": "Tomas Lindqvist",
        "strikers": 140,
        "meeting": "2025-05-20",
        "kind": "strike",
        "ended": None,
        "demands": ["a pay rise of 6%", "an end to split shifts"],
        "people": [
            {"name": "Ida Berg", "role": "director"},
            {"name": "Tomas Lindqvist"},
            {"name": "Petra Novak"},
        ],
        "ships": [],
    }
    assert len(model.calls) == 8
    assert {(value.field, value.text) for value in filled.rejected} >= {
        ("/ended", "True"),
        ("/demands/1", "longer holidays"),
        ("/people/1/role", "king"),
    }


def test_the_article_comes_first_word_for_word_in_every_question() -> None:
    model = ScriptedChat(replies, strong=False)
    FormFiller(desk(model), SMALL).fill(article())
    openings = {messages[-1].content.rsplit("\n\n", 1)[0] for messages in model.calls}
    assert len(openings) == 1


def test_what_a_small_model_said_is_kept_and_an_interrupted_run_goes_on() -> None:
    partials = MemoryPartials()

    def until(messages: Sequence[Message]) -> str:
        if len(cut_short.calls) > 3:
            raise KeyboardInterrupt
        return replies(messages)

    cut_short = ScriptedChat(until, strong=False)
    with pytest.raises(KeyboardInterrupt):
        FormFiller(desk(cut_short, partials), SMALL).fill(article())
    rest = ScriptedChat(replies, strong=False)
    FormFiller(desk(rest, partials), SMALL).fill(article())
    assert len(rest.calls) == 8 - 3


def test_a_small_model_that_talks_rubbish_adds_nothing() -> None:
    model = ScriptedChat(lambda messages: "}{ \x00 lorem | ipsum", strong=False)
    filled = FormFiller(desk(model), SMALL).fill(article())
    assert filled.evidence == {}
