import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.speakers import find_speech


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Port officials said fees would rise.", ["Port officials"]),
        ("Fees would rise, Odell told reporters.", ["Odell"]),
        ("According to the insider, fees would rise.", ["the insider"]),
        ("Fees would rise, according to a port spokesman on Monday.", ["a port spokesman"]),
        ("“We are ready,” a senior port official told reporters.", ["a senior port official"]),
        ("“We won,” said Odell, a docker.", ["Odell"]),
        ("Odell, a spokesman for the port, said the crane fell.", ["Odell, a spokesman for the port"]),
        ("However, some in Velland have questioned if it pays.", ["some in Velland"]),
        ("After hours of talks, city officials stated that it was over.", ["city officials"]),
        ("Officials said Odell denied it.", ["Officials", "Odell"]),
        ("Odell said fees fell, while Tarn said they rose.", ["Odell", "Tarn"]),
        ("He stated that it was over.", ["He"]),
        ("The crane fell on the quay.", []),
        ("It came at an estimated cost of $3 million.", []),
        ("I think to say so is unfair.", ["I"]),
    ],
)
def test_speakers(text, speakers):
    found = find_speech(text)
    assert [speech.speaker for speech in found] == speakers
    assert all(text[speech.start : speech.end] == speech.speaker for speech in found)


def said(text, number=0):
    return "|".join(text[start:end].strip(" ,.") for start, end in find_speech(text)[number].said)


def test_what_is_said_ends_where_the_next_voice_begins():
    text = "Odell said fees fell, while Tarn said they rose."
    assert "rose" not in said(text)
    assert "they rose" in said(text, 1)


def test_what_is_said_may_stand_before_the_speaker():
    assert said("Fees would rise, Odell told reporters.") == "Fees would rise|reporters"


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_fit(text):
    for speech in find_speech(text):
        assert text[speech.start : speech.end] == speech.speaker
