import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rag.text.canonical import canonical_text
from rag.text.matching import find_quote, normalise

TEXT = st.text(
    st.one_of(
        st.sampled_from(list("abAB 15%.,-–—’'“”\"\u00a0\n\u200b\u00adﬁ…ßé½²אب他👩\u200d")),
        st.characters(codec="utf-8"),
    )
)


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("it is done", "He said it is done.", "it is done"),
        ('"It\'s done" - he said', "“It’s  done”\u00a0— he\nsaid", "“It’s  done”\u00a0— he\nsaid"),
        ("THE TALKS", "After the talks", "the talks"),
        ("the fight", "after the \ufb01ght.", "the \ufb01ght"),
        ("cooperation", "Their co\u00adoper\u200bation ended", "co\u00adoper\u200bation"),
        ("and so...", "And so…", "And so…"),
        ("cafe\u0301", "a café", "café"),
        ("strasse", "Die Straße", "Straße"),
        ("  done  ", "all done", "done"),
        ("走了", "他们走了。", "走了"),
        ("5%", "from 15% to 5%.", "5%"),
        ("5 km", "of \uff15 km", "\uff15 km"),
        ("in 2012", "in 2012.", "in 2012"),
    ],
)
def test_finds_and_returns_the_original(quote, text, found):
    span = find_quote(quote, text)
    assert span is not None
    assert span.cut(text) == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("6%", "It rose 5%."),
        ("5%", "It rose 15%."),
        ("5%", "It rose 1.5%."),
        ("$1", "It cost $1.2 billion."),
        ("1,000", "about 1,000,000 people"),
        ("1.", "about 1.5"),
        ("5 degrees", "It was -5 degrees."),
        ("did agree", "They did not agree."),
        ("art", "The party began."),
        ("102", "10²"),
        ("1", "½"),
        ("ind", "to \ufb01nd"),
        ("cafe", "a cafe\u0301"),
        ("", "anything"),
        (" \u200b ", "any thing"),
    ],
)
def test_never_finds_something_else(quote, text):
    assert find_quote(quote, text) is None


@given(TEXT)
def test_every_normalised_character_knows_where_it_came_from(text):
    normalised = normalise(text)
    assert len(normalised.text) == len(normalised.starts) == len(normalised.ends)
    for character, start, end in zip(normalised.text, normalised.starts, normalised.ends, strict=True):
        assert 0 <= start < end <= len(text)
        assert character in normalise(text[start:end]).text
    assert list(normalised.starts) == sorted(normalised.starts)
    assert "  " not in normalised.text


@given(TEXT, st.data())
def test_words_of_a_text_are_found_in_it_verbatim(raw, data):
    text = canonical_text(raw)
    words = text.split()
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first, len(words))) + 1])
    span = find_quote(quote, text)
    if span is not None:
        assert normalise(span.cut(text)).text.strip() == normalise(quote).text.strip()
    elif normalise(quote).text.strip():
        assert any(unicodedata.combining(c) or c in "-−" for c in quote + text)


@given(TEXT, TEXT)
def test_what_is_found_is_the_quote_in_other_clothes(quote, text):
    span = find_quote(quote, text)
    if span is not None:
        nfc = unicodedata.normalize("NFC", quote)
        assert normalise(span.cut(text)).text.strip() == normalise(nfc).text.strip()
