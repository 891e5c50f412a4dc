import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.text.canonical import canonical_text

ANY_TEXT = st.text(
    st.one_of(
        st.sampled_from(list("\r\n\t \x00\x0b\x0c\x1c\x85\u2028\u2029\ufeffe\u0301\u200b\u202e\ud800")),
        st.characters(),
    )
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("a\r\nb\rc\x85d\u2028e\u2029f\x0bg\x0ch", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("\ufeffHe\x00llo\x07\x1b[0m", "Hello[0m"),
        ("cafe\u0301", "café"),
        ("one  \ntwo\t\n\n\n\n\nthree", "one\ntwo\n\nthree"),
        ("\n\n  a  b\tc  \n", "a  b\tc"),
        ("x\ud800y", "x\ufffdy"),
        ("x\u200by\u202ez\u00ad", "x\u200by\u202ez\u00ad"),
        ("e\ufeff\u0301", "é"),
        (" \n\t", ""),
    ],
)
def test_canonical_form(raw, canonical):
    assert canonical_text(raw) == canonical


@given(ANY_TEXT)
@example("a \ufeff\n\u0301")
def test_is_idempotent_and_keeps_its_promises(raw):
    text = canonical_text(raw)
    assert canonical_text(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not any(line != line.rstrip() for line in text.split("\n"))
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" for c in text)
    text.encode("utf-8")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")))
def test_loses_no_visible_character(raw):
    def visible(text):
        return [character for character in text if not character.isspace()]

    assert visible(canonical_text(raw)) == visible(unicodedata.normalize("NFC", raw))
