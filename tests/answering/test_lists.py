import pytest
from harbour_evidence import EVIDENCE

from rag.answering.grounding import expand_lists, ground, split_list
from rag.domain import AnswerDraft, DraftClaim


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (
            "The port has three worries: night traffic, silt in the North and East Channel, and unpaid dues.",
            [
                "The port has three worries: night traffic.",
                "The port has three worries: silt in the North and East Channel.",
                "The port has three worries: unpaid dues.",
            ],
        ),
        (
            "The plan has three parts: new quays; a rail link, with two tracks; and a customs hall.",
            [
                "The plan has three parts: new quays.",
                "The plan has three parts: a rail link, with two tracks.",
                "The plan has three parts: a customs hall.",
            ],
        ),
        (
            "The port lost tenants such as Orrin, Veld and Casper Lines.",
            [
                "The port lost tenants such as Orrin.",
                "The port lost tenants such as Veld.",
                "The port lost tenants such as Casper Lines.",
            ],
        ),
    ],
)
def test_a_list_becomes_one_text_per_item(text, items):
    assert split_list(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "Marrin, Transport Secretary Ola Brandt, and Trade Secretary Ines Falk visited Orran.",
        "The ferry serves the North and East Channel.",
        "He named two ports: Velland and Orran.",
        "She said: no, never.",
        "The boat left at 10:30, 11:30, and 12:30.",
        "",
    ],
)
def test_what_is_no_list_is_left_whole(text):
    assert split_list(text) == []


def test_each_item_keeps_citation_and_speaker_and_stands_on_its_own():
    text = EVIDENCE[9].sentence.text
    whole = ground(AnswerDraft(claims=(DraftClaim(text=text, sentences=(10,)),)), EVIDENCE).claims
    items = expand_lists(whole)
    assert [item.text for item in items] == [
        "The port has five main worries: night traffic.",
        "The port has five main worries: silt in the North and East Channel.",
        "The port has five main worries: unpaid dues.",
        "The port has five main worries: smuggled fuel.",
        "The port has five main worries: cranes stuck in Casper Bay.",
    ]
    assert all(item.citations == whole[0].citations for item in items)
    assert all(item.attribution.speaker == "Marrin’s advisers" for item in items)
    again = AnswerDraft(claims=tuple(DraftClaim(text=item.text, sentences=(10,)) for item in items))
    assert ground(again, EVIDENCE).rejected == ()


def test_claims_without_a_list_stay():
    claims = ground(AnswerDraft(claims=(DraftClaim(text="nine hours", sentences=(2,)),)), EVIDENCE).claims
    assert expand_lists(claims) == claims
