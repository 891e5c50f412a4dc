import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Article, sha256_of
from rag.text.sentences import build_sentences, split_sentences
from rag.text.spans import require_verbatim

NEWS_LIKE = st.text(
    st.one_of(
        st.sampled_from(list(" .!?…\"'”’)[]•\n\tAabI.5U。—\u200f\u202eאب")), st.characters(codec="utf-8")
    )
)


def cut(text):
    return [span.cut(text) for span in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "U.S. officials met Mr. Biden on Oct. 27 and No. 10 agreed to $1.2 billion.",
        "Gen. Milley left at 9 a.m. EST with Sen. J. A. Hartley Jr. of Calif. for the talks.",
        "The U.S. Treasury and U.K. Prime Minister Alma Reyes spoke by phone.",
        "She chairs Acme Inc. Board members like her.",
        "They asked “What now?” and left.",
        "Prices rose, e.g. Bread by 4.5%, i.e. more than in Jan. 2020.",
        "Yahoo! staff (about 50 of them. or so) stayed.",
        "See pp. 12-14 and Fig. 3 of Vol. 2.",
        "It was, he wrote, [...] The best of years.",
        "I thought ... I would stay.",
        "The case of Doe v. Roe went on.",
    ],
)
def test_is_one_sentence(whole):
    assert cut(whole) == [whole]


@pytest.mark.parametrize(
    "sentences",
    [
        ["It was over.", "They left."],
        ["He lives in the U.S.", "The house is new."],
        ["The talks ended at 5 p.m.", "They were cordial."],
        ["It bought Acme Inc.", "The price was not given."],
        ["They met on Oct. 27.", "Nothing was signed."],
        ["“It is done.”", "She left.", "“Is it?”", "“Yes.”"],
        ["It closed in 2012.", "20 people lost their work."],
        ["Was it you and I?", "No!", "It was Bob."],
        ["Sales fell.", "eBay said so."],
        ["Wait…", "What?"],
        ["1. Bread.", "2. Milk.", "3. Eggs."],
        ["• Bread", "• Milk"],
        ["क्या यह सच है?", "हाँ।", "ठीक।"],
        ["هل هذا صحيح؟", "نعم."],
    ],
)
def test_sentences_are_told_apart(sentences):
    text = " ".join(sentences)
    assert cut(text) == sentences


def test_chinese_needs_no_blank():
    assert cut("他来了。她说：“走吧。”他们走了。") == ["他来了。", "她说：“走吧。”", "他们走了。"]


def test_a_line_end_is_always_an_end():
    assert cut("A heading without a stop\nThe text of\nU.S.\nofficials\n\n") == [
        "A heading without a stop",
        "The text of",
        "U.S.",
        "officials",
    ]


@given(NEWS_LIKE)
def test_every_visible_character_is_in_exactly_one_sentence(text):
    spans = split_sentences(text)
    covered = [position for span in spans for position in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    outside = set(range(len(text))) - set(covered)
    assert all(text[position].isspace() for position in outside)
    assert all(piece == piece.strip() and "\n" not in piece for piece in cut(text))


@given(NEWS_LIKE.filter(lambda text: text.strip()), st.integers(1, 3))
def test_built_sentences_are_their_spans_even_in_repeated_text(text, times):
    text = text * times
    article = Article(article_id="a", content_sha256=sha256_of(text), source="a.txt", text=text)
    sentences = build_sentences(article)
    assert [sentence.position for sentence in sentences] == list(range(len(sentences)))
    assert all(article.text[one.start : one.end] == one.text for one in sentences)


def test_a_span_that_lies_is_refused():
    text = "One. Two."
    article = Article(article_id="a", content_sha256=sha256_of(text), source="a.txt", text=text)
    good = build_sentences(article)
    with pytest.raises(ValueError, match=r"5:9 is 'Two\.'.*says 'Six\.'"):
        require_verbatim(text, [good[0], good[1].model_copy(update={"text": "Six."})])


@pytest.mark.parametrize("unit", [".", ". ", ".x", "!?", '." ', "• ", "U.S. ", "a", "1. ", "[...] "])
def test_time_grows_with_the_length_only(unit):
    text = unit * (200_000 // len(unit))
    started = time.perf_counter()
    split_sentences(text)
    assert time.perf_counter() - started < 5
