"""Who says what, on passages labelled by hand (`attribution_cases.jsonl`).

A case gives a passage, some words said in it, and what is to be read of their speaker. A case without a
speaker is one in which nobody is to be named.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.attribution import find_utterances

CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("attribution_cases.jsonl").read_text("utf-8").splitlines()
]
FIELDS = ("speaker", "role", "organisation", "told_to")


def utterance_of(text, said):
    """The narrowest utterance that holds these words."""
    start = text.index(said)
    around = [
        (end - begin, utterance)
        for utterance in find_utterances(text)
        for begin, end in utterance.said
        if begin <= start and start + len(said) <= end
    ]
    return min(around, key=lambda pair: pair[0])[1] if around else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:60])
def test_labelled_passages(case):
    text = case["text"]
    found = utterance_of(text, case["said"])
    if "speaker" not in case:
        assert found is None
        return
    places = {name: getattr(found, name) for name in FIELDS}
    read = {name: text[slice(*place)] for name, place in places.items() if place}
    read |= {"naming": found.naming, "act": found.act, "direct": found.direct}
    assert read == {name: case[name] for name in case if name not in ("text", "said")}


def test_a_quotation_of_two_paragraphs_has_the_speaker_at_its_end():
    text = "“It took nine years.\n\n“Nobody believed in it,” said Tom Odell."
    (found,) = find_utterances(text)
    assert [text[slice(*place)] for place in found.said] == ["It took nine years.", "Nobody believed in it,"]


def test_what_was_quoted_and_what_was_not_are_told_apart():
    text = "Marsh said the tunnel was “a wet grave” and had to be closed."
    assert utterance_of(text, "a wet grave").direct is True
    assert utterance_of(text, "had to be closed").direct is False


@given(st.text(max_size=300))
def test_any_text_is_read_and_places_lie_in_it(text):
    for found in find_utterances(text):
        places = [*found.said, found.speaker, found.verb, found.role, found.organisation, found.told_to]
        assert all(0 <= start < end <= len(text) for start, end in filter(None, places))


@given(
    st.lists(
        st.sampled_from(
            ["“", "”", '"', "‘", "’", "'", "said", "he", "Odell", "the port", ",", ".", "\n", "told"]
        ),
        max_size=30,
    )
)
def test_any_mixture_of_marks_and_speakers_is_read(parts):
    text = " ".join(parts)
    for found in find_utterances(text):
        assert text[slice(*found.speaker)].strip()
