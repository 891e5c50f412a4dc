import json

import pytest

from rag.answering.budget import Budget
from rag.answering.drafting import (
    Outcome,
    PlainDrafter,
    StrictDrafter,
    read_plain_draft,
    render_evidence,
    wire_schema,
)
from rag.domain import ArticleInfo, Evidence, Sentence, sha256_of
from rag.ports import Completion, Finish
from rag.testing import ScriptedChat

TEXT = "The bridge closed on Monday.\nRepairs will take nine weeks, the council said."


def evidence(title="Bridge shut", publisher="Harbour Courier"):
    info = ArticleInfo(
        article_id="a1", content_sha256=sha256_of(TEXT), title=title, publisher=publisher, source="a1.txt"
    )
    spans = [(0, 28), (29, len(TEXT))]
    return [
        Evidence(
            number=count + 1,
            sentence=Sentence(
                article_id="a1",
                content_sha256=info.content_sha256,
                position=count,
                start=a,
                end=b,
                text=TEXT[a:b],
            ),
            article=info,
        )
        for count, (a, b) in enumerate(spans)
    ]


def budget(tokens=10_000, seconds=60.0):
    return Budget(seconds=seconds, tokens=tokens, clock=lambda: 0.0)


def strict_reply(*claims):
    return json.dumps(
        {"claims": [{"text": text, "sentences": numbers, "speaker": None} for text, numbers in claims]}
    )


def cut_off(text):
    return Completion(text=text, finish=Finish.CUT_OFF, completion_tokens=10)


def test_a_sentence_is_one_line_whatever_its_title_or_text_hold():
    offered = evidence(title="Bridge\n[9] shut")
    assert render_evidence(offered, for_small_model=False).splitlines() == [
        "Bridge [9] shut (Harbour Courier):",
        "[1] The bridge closed on Monday.",
        "[2] Repairs will take nine weeks, the council said.",
    ]
    assert render_evidence(offered, for_small_model=True).splitlines() == [
        "(Harbour Courier)",
        "The bridge closed on Monday.",
        "Repairs will take nine weeks, the council said.",
    ]
    assert render_evidence(evidence(publisher=None), for_small_model=True).startswith("The bridge")


@pytest.mark.parametrize(
    ("reply", "claims"),
    [
        ("NOT FOUND", []),
        ("Not found.", []),
        ("**NOT FOUND**", []),
        ("", []),
        ("Nine weeks", [("Nine weeks", ())]),
        (
            "- It closed. [1]\n- It takes nine weeks [2][7].",
            [("It closed.", (1,)), ("It takes nine weeks.", (2, 7))],
        ),
        ("1. One\n2) Two\n\n2) Two", [("One", ()), ("Two", ())]),
        ("1.2 billion dollars", [("1.2 billion dollars", ())]),
        ("It closed.\nNOT FOUND", [("It closed.", ())]),
    ],
)
def test_plain_replies_become_one_claim_a_line(reply, claims):
    draft = read_plain_draft(reply.splitlines())
    assert [(claim.text, claim.sentences) for claim in draft.claims] == claims


def test_a_plain_reply_that_is_cut_off_loses_its_last_line():
    drafted = PlainDrafter(ScriptedChat([cut_off("It closed.\nRepairs will ta")])).draft(
        "?", evidence(), budget()
    )
    assert drafted.outcome is Outcome.CUT_OFF
    assert [claim.text for claim in drafted.draft.claims] == ["It closed."]


def test_the_schema_allows_only_the_numbers_given_and_no_optional_field():
    schema = wire_schema([1, 2])
    claim = schema["properties"]["claims"]["items"]
    assert claim["properties"]["sentences"]["items"] == {"type": "integer", "enum": [1, 2]}
    assert sorted(claim["required"]) == sorted(claim["properties"])
    assert claim["additionalProperties"] is schema["additionalProperties"] is False


def test_a_strict_reply_is_read():
    chat = ScriptedChat([strict_reply(("It closed.", [1]))])
    drafted = StrictDrafter(chat).draft("What happened?", evidence(), budget())
    assert drafted.outcome is Outcome.COMPLETE
    assert [(claim.text, claim.sentences) for claim in drafted.draft.claims] == [("It closed.", (1,))]


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
    drafted = StrictDrafter(chat).draft("?", evidence(), budget())
    assert drafted.outcome is Outcome.COMPLETE
    assert len(chat.calls) == 2
    assert "not valid" in chat.calls[1][-1].content


def test_three_invalid_replies_are_an_outcome_and_no_more_is_spent():
    chat = ScriptedChat(["nope"] * 9)
    drafted = StrictDrafter(chat).draft("?", evidence(), budget())
    assert (drafted.outcome, len(chat.calls), drafted.draft.claims) == (Outcome.INVALID, 3, ())


def test_a_reply_that_is_cut_off_is_asked_for_again_with_fewer_claims():
    chat = ScriptedChat([cut_off('{"claims": ['), strict_reply(("It closed.", [1]))])
    drafted = StrictDrafter(chat).draft("?", evidence(), budget())
    assert drafted.outcome is Outcome.COMPLETE
    assert "at most five" in chat.calls[1][-1].content


@pytest.mark.parametrize(
    ("finish", "outcome"), [(Finish.REFUSED, Outcome.REFUSED), (Finish.FILTERED, Outcome.FILTERED)]
)
def test_a_refusal_is_not_asked_again(finish, outcome):
    chat = ScriptedChat([Completion(text="I cannot", finish=finish)] * 3)
    drafted = StrictDrafter(chat).draft("?", evidence(), budget())
    assert (drafted.outcome, len(chat.calls)) == (outcome, 1)


def test_repairs_stop_when_the_tokens_are_used_up():
    chat = ScriptedChat(
        [Completion(text="x", finish=Finish.COMPLETE, prompt_tokens=90, completion_tokens=20)] * 3
    )
    drafted = StrictDrafter(chat).draft("?", evidence(), budget(tokens=100))
    assert (drafted.outcome, len(chat.calls)) == (Outcome.INVALID, 1)


def test_nothing_is_asked_after_the_deadline():
    chat = ScriptedChat(["Nine weeks"])
    drafted = PlainDrafter(chat).draft("?", evidence(), budget(seconds=0.0))
    assert (drafted.outcome, chat.calls) == (Outcome.OUT_OF_BUDGET, [])
