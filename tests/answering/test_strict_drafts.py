import json

import pytest
from drafted import budget, cut_off, read, strict_reply
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.drafting import Outcome
from rag.answering.strict_drafts import StrictDrafter, read_claims, wire_schema
from rag.ports import Completion, Finish
from rag.testing import ScriptedChat

WIRE = st.fixed_dictionaries(
    {
        "text": st.text(alphabet=st.characters(codec="utf-8"), min_size=1),
        "sentences": st.lists(st.integers(1, 99)),
        "speaker": st.none() | st.just("Ida {Berg}]"),
    }
)


@given(st.lists(WIRE), st.integers(1, 9), st.sampled_from([None, 1]), st.booleans())
def test_claims_are_read_as_they_are_closed_whatever_they_hold(claims, size, indent, ascii_only):
    written = json.dumps({"claims": claims}, indent=indent, ensure_ascii=ascii_only)
    pieces = [written[at : at + size] for at in range(0, len(written), size)]
    read_out = list(read_claims(pieces))
    assert [(c.text, list(c.sentences)) for c in read_out] == [
        (c["text"].strip(), c["sentences"]) for c in claims
    ]


@given(st.lists(WIRE, min_size=2), st.data())
def test_what_is_cut_anywhere_gives_the_whole_claims_before_the_cut(claims, data):
    written = json.dumps({"claims": claims})
    cut = data.draw(st.integers(0, len(written)))
    ends, at = [], len('{"claims": [')
    for claim in claims:
        at += len(json.dumps(claim))
        ends.append(at)
        at += len(", ")
    assert len(list(read_claims([written[:cut]]))) == sum(end <= cut for end in ends)


@pytest.mark.parametrize("text", ["{" * 50_000, "}" * 19_000, '{"claims": [' + "[" * 50_000 + "}"])
def test_nonsense_gives_no_claim_in_no_time(text):
    assert list(read_claims([text])) == []


def test_the_first_claim_is_there_before_the_second_is_written():
    pieces = iter(['{"claims": [{"text": "It clo', 'sed.", "sentences": [1], "speaker": null}', ", {"])
    assert next(read_claims(pieces)).text == "It closed."
    assert next(pieces) == ", {"


def test_the_schema_allows_only_the_numbers_given_and_no_optional_field():
    schema = wire_schema([1, 2])
    claim = schema["properties"]["claims"]["items"]
    assert claim["properties"]["sentences"]["items"] == {"type": "integer", "enum": [1, 2]}
    assert sorted(claim["required"]) == sorted(claim["properties"])
    assert claim["additionalProperties"] is schema["additionalProperties"] is False


def test_a_strict_reply_is_read():
    chat = ScriptedChat([strict_reply(("It closed.", [1]))])
    claims, ending = read(StrictDrafter(chat))
    assert ending.outcome is Outcome.COMPLETE
    assert [(claim.text, claim.sentences) for claim in claims] == [("It closed.", (1,))]


@pytest.mark.parametrize(
    "invalid",
    [
        "not json",
        '{"claims": [{"text": "x"}]}',
        '{"claims": [], "extra": 1}',
        '{"claims": [{"text": "x", "sentences": ["1"], "speaker": null}]}',
        "[" * 100_000,
        '{"claims": [',
    ],
)
def test_an_invalid_reply_is_said_back_once_and_mended(invalid):
    chat = ScriptedChat([invalid, strict_reply(("It closed.", [1]))])
    _claims, ending = read(StrictDrafter(chat))
    assert ending.outcome is Outcome.COMPLETE
    assert len(chat.calls) == 2
    assert "not valid" in chat.calls[1][-1].content


def test_three_invalid_replies_are_an_outcome_and_no_more_is_spent():
    chat = ScriptedChat(["nope"] * 9)
    claims, ending = read(StrictDrafter(chat))
    assert (ending.outcome, len(chat.calls), claims) == (Outcome.INVALID, 3, [])


def test_a_reply_that_is_cut_off_is_asked_for_again_with_fewer_claims():
    chat = ScriptedChat([cut_off('{"claims": ['), strict_reply(("It closed.", [1]))])
    _claims, ending = read(StrictDrafter(chat))
    assert ending.outcome is Outcome.COMPLETE
    assert "at most five" in chat.calls[1][-1].content


@pytest.mark.parametrize(
    ("finish", "outcome"), [(Finish.REFUSED, Outcome.REFUSED), (Finish.FILTERED, Outcome.FILTERED)]
)
def test_a_refusal_is_not_asked_again(finish, outcome):
    chat = ScriptedChat([Completion(text="I cannot", finish=finish)] * 3)
    _claims, ending = read(StrictDrafter(chat))
    assert (ending.outcome, len(chat.calls)) == (outcome, 1)


def test_repairs_stop_when_the_tokens_are_used_up():
    chat = ScriptedChat(
        [Completion(text="x", finish=Finish.COMPLETE, prompt_tokens=90, completion_tokens=20)] * 3
    )
    _claims, ending = read(StrictDrafter(chat), budget(tokens=100))
    assert (ending.outcome, len(chat.calls)) == (Outcome.INVALID, 1)


def test_claims_before_the_fault_are_kept_and_the_repair_asks_for_others():
    begun = strict_reply(("It closed.", [1]))[:-2] + ', {"text": "Repairs'
    chat = ScriptedChat([cut_off(begun), strict_reply(("Repairs take nine weeks.", [2]))])
    claims, ending = read(StrictDrafter(chat))
    assert [claim.text for claim in claims] == ["It closed.", "Repairs take nine weeks."]
    assert ending.outcome is Outcome.COMPLETE
    assert "only others" in chat.calls[1][-1].content


def test_white_space_until_the_limit_is_its_own_outcome_and_its_own_repair():
    chat = ScriptedChat([cut_off("\n\t" * 600)] * 3)
    claims, ending = read(StrictDrafter(chat))
    assert (claims, ending.outcome, len(chat.calls)) == ([], Outcome.BLANK, 3)
    assert "white space" in chat.calls[1][-1].content


def test_each_repair_changes_something():
    limits = []

    class Watched(ScriptedChat):
        def complete(self, messages, *, max_tokens, timeout, schema=None):
            limits.append(max_tokens)
            return super().complete(messages, max_tokens=max_tokens, timeout=timeout, schema=schema)

    chat = Watched([cut_off('{"claims": [') for _ in range(3)])
    read(StrictDrafter(chat))
    assert limits == [1200, 2400, 4800]
    assert len({len(call) for call in chat.calls}) == 3
