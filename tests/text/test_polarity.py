import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.opposites import opposite_clash
from rag.text.polarity import polarity_clash, read_statement
from rag.text.tokens import tokens


def clash(claim, source):
    return polarity_clash(read_statement(claim), read_statement(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The levy means higher fees", "Officials said the levy does not mean higher fees"),
        ("higher fees", "Officials said the levy does not mean higher fees"),
        ("Odell will meet Tarn", "Odell may meet Tarn in June"),
        ("Odell met Tarn", "Odell may meet Tarn in June"),
        ("Odell killed the deal", "Odell denied that he killed the deal"),
        ("Odell did not kill the deal", "Odell denied killing the deal"),
        ("Odell met Tarn", "Odell did not meet Tarn, but Marrin met Tarn"),
        ("The yard is not closing", "The yard is closing"),
        ("The yard will close", "The yard plans to close"),
        ("The yard won't close", "The yard will close"),
        ("The yard will close", "The yard is considering closing"),
        ("They signed the pact", "They refused to sign the pact"),
        ("They signed the pact", "They failed to sign the pact"),
        ("The ferry sails to Velland", "The ferry no longer sails to Velland"),
        ("Odell stole the boat", "Odell allegedly stole the boat"),
        ("The crew left with papers", "None of the crew left with papers"),
        ("They left because they did hear the pilot", "They left because they didn't hear the pilot"),
    ],
)
def test_a_changed_negation_or_modality_clashes(claim, source):
    assert clash(claim, source) is not None


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("The levy does not mean higher fees", "Officials said the levy doesn't mean higher fees"),
        ("Odell might meet Tarn", "Odell may meet Tarn in June"),
        ("in June", "Odell may meet Tarn in June"),
        ("Marrin met Tarn", "Odell did not meet Tarn, but Marrin met Tarn"),
        ("They did not sign the pact", "They refused to sign the pact"),
        ("The yard plans to close", "The yard will close"),
        ("Odell denied killing the deal", "Odell denied that he killed the deal"),
        ("The fair will be held in Velland", "The fair next month in Velland is sold out"),
        ("Not only coal but grain came", "Not only coal but grain came"),
        ("The yard closed", "The yard closed, and Odell may meet Tarn"),
    ],
)
def test_honest_wordings_do_not_clash(claim, source):
    assert clash(claim, source) is None


def test_the_reason_names_both_words():
    assert (
        clash("Odell will meet Tarn", "Odell may meet Tarn") == "the source says “may”, the claim says “will”"
    )


def turned(claim, source):
    return opposite_clash(tokens(claim), tokens(source))


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Prices rose", "Prices fell sharply"),
        ("Grain rose", "Coal rose while grain fell"),
        ("The vote came before the storm", "The vote came after the storm"),
        ("The council approved it", "The council rejected it"),
        ("More ships came", "Fewer ships came"),
        ("The port lost", "The port won"),
        ("It was the last visit", "It was the first visit since 2018"),
        ("It came after", "It came before"),
    ],
)
def test_the_opposite_word_clashes(claim, source):
    assert turned(claim, source) is not None


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Prices climbed", "Prices rose"),
        ("Coal rose", "Coal rose while grain fell"),
        ("The storm came after the vote", "The vote came before the storm"),
        ("Prices rose", "Wages were flat"),
        ("An envoy last visited in 2018", "He is the first envoy to visit since 2018"),
        ("The port opened last week", "The port was the first to open"),
    ],
)
def test_the_same_direction_does_not(claim, source):
    assert turned(claim, source) is None


@given(st.text(max_size=200))
def test_a_text_never_clashes_with_itself(text):
    read = read_statement(text)
    assert polarity_clash(read, read) is None
    assert opposite_clash(read.tokens, read.tokens) is None


@given(st.text(max_size=200))
def test_tokens_lie_in_their_text(text):
    for token in tokens(text):
        assert text[token.start : token.end].replace("’", "'") == token.text
