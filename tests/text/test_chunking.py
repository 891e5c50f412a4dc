import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Article, ArticleInfo, DateSource, Span, sha256_of
from rag.text.canonical import canonical_text
from rag.text.chunking import CHUNK_TOKENS, SPECIAL_TOKENS, chunk_id, contextual_header, cut_article

PROSE = st.text(
    st.one_of(
        st.sampled_from(list("  \n.!?,;—abcAB 12é👩\u200d🎉\u0301אب他。\u200f\u202e")),
        st.characters(codec="utf-8"),
    ),
    max_size=600,
)


def article(text, **fields):
    return Article(article_id="a1", content_sha256=sha256_of(text), source="a.txt", text=text, **fields)


class WordPieces:
    """Counts like a tokenizer: a token for four letters of a word, one for any other visible character."""

    def __init__(self):
        self.calls = 0

    def __call__(self, texts):
        self.calls += 1
        return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]


def story(sentences, *, paragraph=None):
    words = "The council met again to speak about the new bridge over the river"
    made = [f"{words} for the {index}th time." for index in range(sentences)]
    if paragraph is None:
        return " ".join(made)
    return "\n\n".join(" ".join(made[i : i + paragraph]) for i in range(0, sentences, paragraph))


@settings(deadline=None)
@given(PROSE.map(canonical_text).filter(bool), st.integers(1, 3), st.integers(12, 80), st.text(max_size=200))
def test_parts_are_their_spans_and_fit(text, times, max_tokens, title):
    text = canonical_text("\n".join([text] * times))
    count = WordPieces()
    one = article(text, title=title)
    sentences, chunks = cut_article(one, count, max_tokens)
    for part in [*sentences, *chunks]:
        assert one.text[part.start : part.end] == part.text == part.text.strip() != ""
    assert "".join("".join(s.text for s in sentences).split()) == "".join(text.split())
    assert [s.position for s in sentences] == list(range(len(sentences)))
    assert [c.position for c in chunks] == list(range(len(chunks)))
    assert all(a.end <= b.start for a, b in pairwise(chunks))
    inside = [[s for s in sentences if c.start <= s.start and s.end <= c.end] for c in chunks]
    assert [s for group in inside for s in group] == sentences
    assert all(
        group[0].start == c.start and group[-1].end == c.end for group, c in zip(inside, chunks, strict=True)
    )
    assert all(n + SPECIAL_TOKENS <= max_tokens for n in count([c.embedded_text for c in chunks]))
    assert len({c.chunk_id for c in chunks}) == len(chunks)


def test_one_call_counts_an_ordinary_article():
    count = WordPieces()
    cut_article(article(story(40), title="A bridge"), count, 128)
    assert count.calls == 1


def test_chunks_are_about_equally_long():
    _, chunks = cut_article(article(story(31)), WordPieces(), 128)
    lengths = WordPieces()([chunk.text for chunk in chunks])
    assert min(lengths) > 0.6 * max(lengths)
    assert min(lengths) > 60


def test_chunks_end_with_paragraphs_where_that_costs_little():
    text = story(24, paragraph=4)
    _, chunks = cut_article(article(text), WordPieces(), 128)
    assert all(text[chunk.end : chunk.end + 2] in ("\n\n", "") for chunk in chunks)


def test_a_heading_stays_with_what_follows():
    text = "\n".join([story(5), "The next step", story(5), "What it costs", story(5)])
    _, chunks = cut_article(article(text), WordPieces(), 120)
    assert len(chunks) > 2
    assert not any(chunk.text.endswith(("step", "costs")) for chunk in chunks)


def test_a_short_article_is_one_chunk():
    sentences, chunks = cut_article(article("It rained. It stopped."), WordPieces(), 256)
    assert [chunk.text for chunk in chunks] == ["It rained. It stopped."]
    assert [sentence.text for sentence in sentences] == ["It rained.", "It stopped."]


def test_a_chunk_stays_small_where_the_embedder_reads_more():
    count = WordPieces()
    _, chunks = cut_article(article(story(60)), count, 8000)
    assert max(count([chunk.embedded_text for chunk in chunks])) <= CHUNK_TOKENS


@pytest.mark.parametrize("mark", ["; ", " — ", ", ", " "])
def test_a_sentence_that_is_too_long_is_cut_at_the_best_place(mark):
    clause = "the council met again about it" if mark != " " else "bridge"
    text = mark.join([clause] * 40) + "."
    sentences, _ = cut_article(article(text), WordPieces(), 64)
    assert len(sentences) > 1
    for sentence in sentences[:-1]:
        assert sentence.text.endswith(f"{clause}{mark}".rstrip())
        assert text[sentence.start :].startswith(clause)


def test_a_word_that_is_too_long_is_cut_all_the_same():
    sentences, chunks = cut_article(article("x" * 5000), WordPieces(), 64)
    assert "".join(sentence.text for sentence in sentences) == "x" * 5000
    assert len(chunks) > 10


def test_the_header_says_what_the_chunk_is_about():
    info = ArticleInfo(
        article_id="a1",
        content_sha256="0" * 64,
        title="Talks\n go on",
        publisher="The Harbour Post",
        published_at=datetime(2023, 10, 27, tzinfo=UTC),
        published_at_source=DateSource.GIVEN,
        source="a.txt",
    )
    assert contextual_header(info) == "Talks go on | The Harbour Post | 27 October 2023"
    bare = info.model_copy(
        update={
            "title": "",
            "publisher": None,
            "published_at": None,
            "published_at_source": DateSource.UNKNOWN,
        }
    )
    assert contextual_header(bare) == ""


def test_a_long_header_leaves_three_quarters_to_the_text():
    count = WordPieces()
    one = article(story(10), title="word " * 500)
    _, chunks = cut_article(one, count, 64)
    assert 10 <= count([chunks[0].header])[0] <= 16
    assert chunks[0].header == " ".join(["word"] * len(chunks[0].header.split()))


def test_chunk_ids_depend_on_place_and_revision_alone():
    assert chunk_id("a", "0" * 64, Span(start=1, end=2)) == chunk_id("a", "0" * 64, Span(start=1, end=2))
    others = [("b", "0" * 64, 1, 2), ("a", "1" * 64, 1, 2), ("a", "0" * 64, 1, 3), ("a", "0" * 64, 0, 2)]
    ids = {chunk_id(name, sha, Span(start=start, end=end)) for name, sha, start, end in others}
    assert len(ids | {chunk_id("a", "0" * 64, Span(start=1, end=2))}) == 5


def test_a_window_without_room_is_refused():
    with pytest.raises(ValueError, match="2 tokens"):
        cut_article(article("It rained."), WordPieces(), 2)
