import pytest

from rag.answering.packing import Packer, PackSize, choose, nearness, number, overlap
from rag.domain import Hit, Ranks
from rag.testing import WordEmbedder
from tests.small_articles import make_article, make_chunks, make_sentences

TEXT = "\n".join(
    [
        "The ferry to Brannock was cancelled.",
        "Waves reached four metres at noon.",
        "READ ALSO: Ten ferries worth the trip",
        "The harbour master closed the pier.",
        "Buses will run instead of the ferry until Friday.",
    ]
)


class Sentences:
    """The two calls that packing makes of the store."""

    def __init__(self, *articles):
        self._articles = articles

    def sentences(self, chunk_ids):
        return {
            chunk.chunk_id: [s for s in make_sentences(article) if chunk.start <= s.start < chunk.end]
            for article in self._articles
            for chunk in make_chunks(article)
            if chunk.chunk_id in chunk_ids
        }

    def infos(self, article_ids):
        return {article.article_id: article.info for article in self._articles}


def hits(*articles):
    return [
        Hit(
            article_id=article.article_id,
            content_sha256=article.content_sha256,
            chunk_id=chunk.chunk_id,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            score=1.0,
            ranks=Ranks(dense=1),
            title=article.title,
            publisher=article.publisher,
            url=None,
            published_at=None,
        )
        for article in articles
        for chunk in make_chunks(article)
    ]


def pack(question, *articles, size=None):
    packer = Packer(Sentences(*articles), WordEmbedder())
    return packer.pack(question, hits(*articles), size or PackSize(sentences=3, tokens=200))


def test_the_nearest_sentences_come_numbered_as_they_read():
    evidence = pack("Until when do buses run instead of the ferry?", make_article("a1", TEXT))
    assert [item.number for item in evidence] == list(range(1, len(evidence) + 1))
    assert [item.sentence.start for item in evidence] == sorted(item.sentence.start for item in evidence)
    assert max(evidence, key=lambda item: item.score).sentence.text.startswith("Buses will run")


def test_lines_that_are_not_the_article_are_left_out():
    evidence = pack("READ ALSO: Ten ferries worth the trip", make_article("a1", TEXT))
    assert evidence
    assert not any("READ ALSO" in item.sentence.text for item in evidence)


def test_the_article_with_the_best_sentence_comes_first():
    other = make_article("a0", "A band played in the park.\nNobody was hurt.")
    evidence = pack("When will the buses run?", other, make_article("a1", TEXT))
    assert evidence[0].article.article_id == "a1"


def test_what_is_packed_can_be_cited_word_for_word():
    article = make_article("a1", TEXT)
    for item in pack("ferry", article):
        citation = item.citation
        assert article.text[citation.start : citation.end] == citation.quote


def test_without_hits_nothing_is_embedded():
    embedder = WordEmbedder()
    assert Packer(Sentences(), embedder).pack("why?", [], PackSize(sentences=3, tokens=100)) == []
    assert embedder.embedded == []


def test_without_an_embedder_words_decide():
    packer = Packer(Sentences(make_article("a1", TEXT)), None)
    evidence = packer.pack("pier closed", hits(make_article("a1", TEXT)), PackSize(sentences=1, tokens=100))
    assert [item.sentence.text for item in evidence] == ["The harbour master closed the pier."]


def test_a_budget_passes_over_what_is_too_long_but_never_gives_nothing():
    sentences = make_sentences(make_article("a1", "word " * 60 + "end.\nShort one.\nShort two."))
    small = PackSize(sentences=2, tokens=20)
    assert choose(sentences, [0.9, 0.8, 0.7], small) == sentences[:1]
    assert choose(sentences, [0.7, 0.9, 0.8], small) == sentences[1:]


def test_what_is_far_from_the_question_is_left_out():
    sentences = make_sentences(make_article("a1", "One.\nTwo.\nThree."))
    assert choose(sentences, [0.8, 0.19, 0.2], PackSize(sentences=9, tokens=99)) == [
        sentences[0],
        sentences[2],
    ]


def test_ties_are_broken_by_place():
    sentences = make_sentences(make_article("a1", "One.\nTwo.\nThree."))
    assert choose(sentences, [0.5] * 3, PackSize(sentences=2, tokens=99)) == sentences[:2]
    assert choose(sentences[::-1], [0.5] * 3, PackSize(sentences=2, tokens=99)) == sentences[:2]


def test_numbers_begin_at_one_without_gaps():
    first, second = make_article("a1", "One.\nTwo."), make_article("a2", "Three.\nFour.")
    chosen = [*make_sentences(second)[::-1], *make_sentences(first)]
    evidence = number(chosen, dict.fromkeys(chosen, 2.0), {"a1": first.info, "a2": second.info})
    assert [(item.number, item.sentence.text) for item in evidence] == [
        (1, "Three."),
        (2, "Four."),
        (3, "One."),
        (4, "Two."),
    ]
    assert {item.score for item in evidence} == {1.0}


def test_a_rare_word_weighs_more_than_a_common_one():
    shares = overlap("flood barrier", ["flood came", "flood went", "the barrier held", "flood again"])
    assert shares[2] > shares[0] > 0
    assert overlap("the of and", ["anything"]) == [0.0]


def test_nearness_is_the_cosine_with_the_first_row():
    vectors = WordEmbedder().embed(["rain in spain", "rain in spain", "spain"])
    assert nearness(vectors) == pytest.approx([1.0, 1 / 3**0.5], abs=1e-6)
