import pytest
from drafted import budget, cut_off, evidence, read

from rag.answering.drafting import Outcome
from rag.answering.plain_drafts import PlainDrafter, read_lines
from rag.ports import Completion, Finish
from rag.testing import ScriptedChat


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
        ("It closed.\nNOT FOUND\nIt opened.", [("It closed.", ())]),
    ],
)
def test_every_line_is_a_claim(reply, claims):
    assert [(claim.text, claim.sentences) for claim in read_lines(reply.splitlines())] == claims


def test_a_line_is_given_before_the_next_one_is_written():
    asked_for = []

    class Slow(ScriptedChat):
        def stream(self, messages, **limits):
            for piece in ("It clo", "sed.\nIt op", "ens soon."):
                asked_for.append(piece)
                yield piece
            return Completion(text="It closed.\nIt opens soon.", finish=Finish.COMPLETE)

    drafts = PlainDrafter(Slow([], strong=False)).draft("?", evidence(), budget())
    assert next(drafts).text == "It closed."
    assert asked_for == ["It clo", "sed.\nIt op"]
    assert [claim.text for claim in drafts] == ["It opens soon."]


def test_a_reply_that_is_cut_off_loses_its_last_line():
    claims, ending = read(PlainDrafter(ScriptedChat([cut_off("It closed.\nRepairs will ta")])))
    assert [claim.text for claim in claims] == ["It closed."]
    assert ending.outcome is Outcome.CUT_OFF


@pytest.mark.parametrize(
    ("completion", "outcome"),
    [
        (Completion(text=" \n", finish=Finish.COMPLETE), Outcome.INVALID),
        (cut_off("\n\t" * 50), Outcome.BLANK),
        (Completion(text="", finish=Finish.REFUSED), Outcome.REFUSED),
        (Completion(text="", finish=Finish.FILTERED), Outcome.FILTERED),
    ],
)
def test_silence_is_no_abstention(completion, outcome):
    claims, ending = read(PlainDrafter(ScriptedChat([completion])))
    assert (claims, ending.outcome) == ([], outcome)


def test_nothing_is_asked_after_the_deadline():
    chat = ScriptedChat(["Nine weeks"])
    claims, ending = read(PlainDrafter(chat), budget(seconds=0.0))
    assert (claims, ending.outcome, chat.calls) == ([], Outcome.OUT_OF_BUDGET, [])
