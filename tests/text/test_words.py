from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.words import content_words, stem, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.S. officials met.", ["U.S.", "officials", "met"]),
        ("restoring military-to-military lines", ["restoring", "military-to-military", "lines"]),
        ("It fell 5%, to 1.2 million", ["It", "fell", "5%", "to", "1.2", "million"]),
        ("$1,250.50 at 10:30 a.m.", ["1,250.50", "at", "10:30", "a.m."]),
        ("Biden’s aides, the leaders' notes", ["Biden", "aides", "the", "leaders", "notes"]),
        ("They don’t", ["They", "don't"]),
        ("U.S.-led talks; AT&T and COVID-19", ["U.S.-led", "talks", "AT&T", "and", "COVID-19"]),
        ("naïve cafe\u0301 Ελλάδα हिन्दी", ["naïve", "cafe\u0301", "Ελλάδα", "हिन्दी"]),
        ("“Yes,” she said — twice…", ["Yes", "she", "said", "twice"]),
        ("the end. Next", ["the", "end", "Next"]),
        ("8.5-magnitude, 1.2bn, the 1990s", ["8.5-magnitude", "1.2bn", "the", "1990s"]),
        ("", []),
        ("🎉 … —", []),
    ],
)
def test_words_stay_whole(text, expected):
    assert words(text) == expected


def test_content_words_drop_what_carries_no_meaning():
    assert content_words("What concerns did the US officials list for us in May?") == [
        "concerns",
        "US",
        "officials",
        "list",
        "May",
    ]


def test_negation_is_content():
    assert content_words("They did not agree, and never will") == ["not", "agree", "never"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("talks", "Talking"), ("U.S.", "US"), ("Biden's", "Biden"), ("Biden’s", "biden"), ("agreed", "agree")],
)
def test_forms_of_one_word_share_a_stem(one, other):
    assert stem(one) == stem(other)


def test_stems_of_other_words_differ():
    assert len({stem(word) for word in ["5%", "6%", "1.2", "12", "military", "Taiwan"]}) == 6


def test_stemming_holds_under_threads():
    many = [
        f"{word}{suffix}ing" for suffix in map(chr, range(97, 123)) for word in ("walk", "talk", "summon")
    ]
    alone = [stem.__wrapped__(word) for word in many]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem, many)) == alone


@given(st.text())
def test_every_word_has_a_letter_or_digit(text):
    for word in words(text):
        assert any(c.isalnum() or ord(c) > 127 for c in word)
        assert not any(c.isspace() for c in word)
