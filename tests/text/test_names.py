import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.names import find_aliases, find_names, given_names_clash, looks_plain, same_name


def names(text):
    return [name.text for name in find_names(text) if not looks_plain(name)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday the mayor met Mr. Odell.", ["Odell"]),
        ("Finance Minister Ilse Marrin spoke.", ["Finance", "Ilse Marrin"]),
        ("He called President Ana Sorvino twice.", ["Ana Sorvino"]),
        ("The Tarn-Odell pact holds.", ["Tarn", "Odell"]),
        ("The U.S. and the United States of America agreed.", ["U.S.", "United States", "America"]),
        ("It was J. K. Tarn’s book.", ["J. K. Tarn"]),
        ("Then Ludo van der Berg left.", ["Ludo van der Berg"]),
        ("Sanctions hit Velland.", ["Velland"]),
        ("Tomorrow in May, prices fall.", []),
        ("“We won,” said Odell.", ["Odell"]),
        ("Officials praised O'Hara.", ["O'Hara"]),
        ("The Boeing 737 landed.", ["Boeing 737"]),
    ],
)
def test_names_without_titles_weekdays_and_sentence_starts(text, expected):
    assert names(text) == expected


def first(text):
    return find_names(f"the {text}")[0]


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Odell", "Mira Odell"),
        ("Mira Odell", "Mr. Odell"),
        ("US", "United States"),
        ("U.S.", "USA"),
        ("American", "US"),
        ("China", "Chinese"),
        ("British", "UK"),
        ("Odell’s", "Odell"),
        ("WHO", "World Health Organization"),
        ("Núñez", "Nunez"),
    ],
)
def test_names_that_may_stand_for_each_other(claim, source):
    assert same_name(first(claim), first(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Odell", "Tarn"),
        ("Mira Odell", "Jonas Odell"),
        ("South Korea", "North Korea"),
        ("Korea", "North Korea"),
        ("South Korea", "Korea"),
        ("China", "Japan"),
        ("Columbia University", "University"),
        ("Washington", "US"),
    ],
)
def test_names_that_may_not(claim, source):
    assert not same_name(first(claim), first(source))


def test_short_forms_explained_in_brackets():
    text = "The Harbour Trade Council (HTC) met the FVA (Free Vessel Alliance)."
    aliases = find_aliases(text)
    assert same_name(first("HTC"), first("Harbour Trade Council"), aliases)
    assert same_name(first("Free Vessel Alliance"), first("FVA"), aliases)


def test_a_surname_does_not_take_another_given_name():
    known = find_names("so Mira Odell spoke")
    assert given_names_clash(first("Jonas Odell"), known).text == "Mira Odell"
    assert given_names_clash(first("M. Odell"), known) is None
    assert given_names_clash(first("Odell"), known) is None


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_fit(text):
    for name in find_names(text):
        assert 0 <= name.start < name.end <= len(text)
        assert name.tokens
