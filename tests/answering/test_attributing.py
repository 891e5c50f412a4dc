from datetime import UTC, datetime

import pytest

from rag.answering.attributing import attribution_of
from rag.domain import Naming, SpeechAct
from tests.answering.harbour_evidence import EVIDENCE, article, numbered

SENTENCES = (
    "Tom Odell, a spokesman for the port, denied on Friday that the crane was old.",
    "“We checked it in May.",
    "And again in June,” he told Harbour Radio.",
    "Ruth Kell met Lena Marsh.",
    "She said taxes would fall.",
)
PORT = article("port", "Crane falls at Velland", SENTENCES, datetime(2024, 3, 15, 9, tzinfo=UTC))
OFFERED = numbered(SENTENCES, PORT)


def test_every_part_is_cut_from_the_article():
    found = attribution_of("The crane was old", OFFERED[:1], OFFERED)
    assert (found.speaker, found.act, found.naming) == ("Tom Odell", SpeechAct.DENIED, Naming.NAMED)
    assert (found.role.text, found.organisation.text, found.verb.text) == (
        "a spokesman",
        "the port",
        "denied",
    )
    for mention in (found.role, found.organisation, found.verb):
        assert PORT.text[mention.start : mention.end] == mention.text
    assert found.citation.cut(PORT.text) == found.citation.quote == "Tom Odell"


def test_a_quotation_over_two_sentences_is_given_to_whom_the_sentence_before_names():
    found = attribution_of("It was checked in May", OFFERED[1:2], OFFERED)
    assert (found.speaker, found.direct, found.told_to.text) == ("Tom Odell", True, "Harbour Radio")


def test_a_neighbour_that_was_not_offered_is_not_read():
    found = attribution_of("It was checked in June", OFFERED[2:3], OFFERED[2:3])
    assert (found.speaker, found.naming) == ("he", Naming.PRONOUN)


def test_of_two_who_may_be_meant_none_is_chosen():
    found = attribution_of("Taxes would fall", OFFERED[4:], OFFERED)
    assert (found.speaker, found.naming) == ("She", Naming.PRONOUN)


@pytest.mark.parametrize("number", [3, 5, 6])
def test_what_nobody_says_has_no_speaker(number):
    item = EVIDENCE[number]
    found = attribution_of(item.sentence.text, [item], EVIDENCE)
    assert found is None
