from rag.answering.packing import (
    FOR_SMALL_MODELS,
    FOR_STRONG_MODELS,
    Packer,
    PackSize,
    choose,
    number,
    overlap,
    score,
)
from rag.domain import Hit, Ranks
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


def hits(*articles, score=1.0):
    return [
        Hit(
            article_id=article.article_id,
            content_sha256=article.content_sha256,
            chunk_id=chunk.chunk_id,
            start=chunk.start,
            end=chunk.end,
            text=chunk.text,
            score=score,
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
    packer = Packer(Sentences(*articles))
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


def test_without_hits_there_is_nothing_to_read():
    assert Packer(Sentences()).pack("why?", [], PackSize(sentences=3, tokens=100)) == []


def test_words_that_the_question_has_too_come_first():
    packer = Packer(Sentences(make_article("a1", TEXT)))
    evidence = packer.pack("pier closed", hits(make_article("a1", TEXT)), PackSize(sentences=1, tokens=100))
    assert [item.sentence.text for item in evidence] == ["The harbour master closed the pier."]


def test_where_words_say_nothing_the_better_passage_decides():
    good, poor = make_article("z", "A crossing for cars."), make_article("a", "A crossing for bikes.")
    found = [*hits(good, score=0.8), *hits(poor, score=0.4)]
    evidence = Packer(Sentences(good, poor)).pack("Which bridge?", found, PackSize(sentences=9, tokens=99))
    assert [item.article.article_id for item in evidence] == ["z", "a"]


def test_what_stands_beside_the_words_of_the_question_counts_too():
    article = make_article("a1", "The ferry sank.\nEleven people died.\nIt rained.\nA band played.")
    sentences = make_sentences(article)
    scores = score("Why did the ferry sink?", sentences, [1.0] * len(sentences))
    assert scores[0] > scores[1] > scores[2] == scores[3]
    assert all(0.0 <= value <= 1.0 for value in scores)


def test_one_article_does_not_fill_the_room_while_others_have_something_to_say():
    long = make_article("a1", "\n".join(f"The ferry sank again on day {day}." for day in range(9)))
    short = make_article("a2", "A ferry sank.")
    sentences = [*make_sentences(long), *make_sentences(short)]
    scores = [0.9] * 9 + [0.4]
    size = PackSize(sentences=9, tokens=60)
    chosen = choose(sentences, scores, size)
    assert [sentence.article_id for sentence in chosen] == ["a1", "a1", "a1", "a2"]
    assert len(choose(sentences[:9], scores[:9], size)) == 4


def test_passages_that_meet_are_read_as_one():
    article = make_article("a1", "The ferry sank off Brannock.\nEleven people died.\nThe master was held.")
    other = make_article("a2", "Another ferry sank.")
    chunks = hits(article)
    text = "The ferry sank off Brannock. Eleven people died. The master was held."
    evidence = Packer(Sentences(article, other)).pack(
        "Where did the ferry sink?", [*chunks, *hits(other)], PackSize(sentences=9, tokens=200)
    )
    of_article = [item.sentence for item in evidence if item.article.article_id == "a1"]
    assert " ".join(sentence.text for sentence in of_article) == text
    assert [sentence.position for sentence in of_article] == [0, 1, 2]


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


def test_a_small_model_is_given_only_what_is_near_the_best():
    sentences = make_sentences(make_article("a1", "One.\nTwo.\nThree."))
    scores = [0.8, 0.41, 0.39]
    assert choose(sentences, scores, FOR_STRONG_MODELS) == sentences
    assert choose(sentences, scores, FOR_SMALL_MODELS) == sentences[:2]


def test_ties_are_broken_by_place():
    sentences = make_sentences(make_article("a1", "One.\nTwo.\nThree."))
    assert choose(sentences, [0.5] * 3, PackSize(sentences=2, tokens=99)) == sentences[:2]
    assert choose(sentences[::-1], [0.5] * 3, PackSize(sentences=2, tokens=99)) == sentences[:2]


def test_numbers_begin_at_one_without_gaps():
    first, second = make_article("a1", "One.\nTwo."), make_article("a2", "Three.\nFour.")
    chosen = [*make_sentences(second)[::-1], *make_sentences(first)]
    evidence = number(chosen, dict.fromkeys(chosen, 0.5), {"a1": first.info, "a2": second.info})
    assert [(item.number, item.sentence.text) for item in evidence] == [
        (1, "Three."),
        (2, "Four."),
        (3, "One."),
        (4, "Two."),
    ]
    assert {item.score for item in evidence} == {0.5}


def test_a_rare_word_weighs_more_than_a_common_one():
    shares = overlap("flood barrier", ["flood came", "flood went", "the barrier held", "flood again"])
    assert shares[2] > shares[0] > 0
    assert overlap("the of and", ["anything"]) == [0.0]
