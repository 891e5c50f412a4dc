"""Search over a real catalogue and a real Chroma folder."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rag.adapters.chroma import EmbeddedChroma
from rag.domain import DateSource, Filters, RawArticle, TimeRange, UnderstoodAs
from rag.errors import DataFolderDamaged, KeyRefused, ModelFailed, ServerUnreachable
from rag.retrieval.langchain_retriever import NewsdeskRetriever
from rag.retrieval.planning import plan
from rag.retrieval.ranking import CHUNKS_PER_ARTICLE
from rag.retrieval.reach import spoken
from rag.retrieval.search import DenseIndex, Search
from rag.testing import MemoryIndexes
from tests.news_stream import Bench, quiet
from tests.wire_stories import HARBOUR

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)

LONG = "\n\n".join(
    f"The dam at Corrie held on day {day}. " + f"Engineers measured gate {day} of the dam at night. " * 9
    for day in range(1, 12)
)


def article(name, text, *, day=1, **info):
    return RawArticle(
        article_id=name,
        text=text,
        source=f"{name}.txt",
        published_at=datetime(2026, 2, day, tzinfo=UTC),
        published_at_source=DateSource.GIVEN,
        **info,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    bench = Bench(folder, indexes=EmbeddedChroma(folder / "vectors"))
    bench.ingest(
        [
            article("dam", LONG, title="The dam at Corrie", publisher="Harbour Courier"),
            article("ferry", "The ferry to Brannock was cancelled.", day=10, authors=("A. Writer",)),
            article(
                "ferry-copy", "The ferry to Brannock was cancelled.", day=11, publisher="Northern Ledger"
            ),
            article("bread", "Bread became dearer in Lisbon.", day=20, authors=("B. Writer", "A. Writer")),
        ]
    ).run([], quiet)
    yield bench
    bench.close()


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dated")
    bench = Bench(folder, indexes=EmbeddedChroma(folder / "vectors"))
    january, february = (datetime(2026, month, 20, tzinfo=UTC) for month in (1, 2))
    bench.ingest(
        [
            RawArticle(
                article_id=name,
                text=text,
                source=f"{name}.txt",
                title="A bridge",
                publisher=publisher,
                published_at=published,
                published_at_source=DateSource.GIVEN if published else DateSource.UNKNOWN,
            )
            for name, text, publisher, published in (
                ("january", "A bridge in Corrie closed today.", "Northern Ledger", january),
                ("february", "A bridge in Lisbon closed today.", "Harbour Courier", february),
                ("undated", "A bridge in Quito closed today.", None, None),
            )
        ]
    ).run([], quiet)
    yield bench
    bench.close()


def dense_index(bench):
    index = bench.indexes.open(
        str(bench.queue.collection()), bench.embedder.identity, bench.embedder.dimension
    )
    return DenseIndex(bench.embedder, index)


def search(bench, query, *, k=10, dense=True, time_range=None, read_words=True, **filters):
    use_case = Search(
        articles=bench.articles,
        lexical=bench.lexical,
        copies=bench.copies,
        dense=dense_index(bench) if dense is True else dense or None,
        dense_note="Searched by words only: the index is away.",
    )
    planned = plan(
        query,
        as_of=AS_OF,
        time_range=time_range,
        filters=Filters(**filters),
        known=bench.lexical,
        read_words=read_words,
    )
    return use_case.run(planned, k=k)


def ids(result):
    return [hit.article_id for hit in result.hits]


def test_a_hit_is_cut_from_its_article_and_names_its_ranks(archive):
    hit = search(archive, "When did bread become dearer in Lisbon?").hits[0]
    stored = archive.articles.article(hit.article_id)
    assert stored.text[hit.start : hit.end] == hit.text
    assert (hit.content_sha256, hit.ranks.dense, hit.ranks.lexical) == (stored.content_sha256, 1, 1)


def test_copies_are_one_hit_that_lists_them(archive):
    found = [hit for hit in search(archive, "ferry to Brannock").hits if "ferry" in hit.article_id]
    assert len(found) == 1
    assert {found[0].article_id, *found[0].copies} == {"ferry", "ferry-copy"}


def test_what_only_the_longer_copy_says_is_found(tmp_path):
    bench = Bench(tmp_path, indexes=MemoryIndexes())
    cut = HARBOUR[: HARBOUR.index("Their chairman")]
    bench.ingest([article("cut", cut, day=28, title="The vote on the wall"), article("whole", HARBOUR)]).run(
        [], quiet
    )
    hits = search(bench, "Did the vote on the wall mention the last large repair of 1974?").hits
    assert hits[0].article_id == "cut"
    assert any("The last large repair was made in 1974" in hit.text for hit in hits)
    assert {hit.copies for hit in hits} == {("cut",), ("whole",)}
    bench.close()


def test_one_article_does_not_fill_the_list(archive):
    assert ids(search(archive, "gate of the dam at Corrie")).count("dam") == CHUNKS_PER_ARTICLE


def test_k_limits_the_hits(archive):
    assert len(search(archive, "the dam, the ferry and bread", k=2).hits) == 2


def test_a_range_and_filters_bind_both_lists(archive):
    week = TimeRange(start=datetime(2026, 2, 15, tzinfo=UTC), end=datetime(2026, 2, 22, tzinfo=UTC))
    assert ids(search(archive, "the ferry and the dam", time_range=week)) == ["bread"]
    assert set(ids(search(archive, "the ferry", publishers=("Harbour Courier",)))) == {"dam"}
    assert set(ids(search(archive, "the dam", authors=("A. Writer",)))) <= {"ferry", "bread"}
    assert ids(search(archive, "the dam", authors=("B. Writer",))) == ["bread"]


def test_nothing_in_reach_embeds_nothing(archive):
    before = len(archive.embedder.embedded)
    result = search(archive, "the dam", publishers=("Nobody's News",))
    assert (result.hits, result.searched.articles) == ((), 0)
    assert len(archive.embedder.embedded) == before


def test_without_the_index_it_searches_by_words_and_says_so(archive):
    result = search(archive, "ferry Brannock", dense=False)
    assert result.hits[0].article_id.startswith("ferry")
    assert result.hits[0].ranks.dense is None
    assert result.searched.notes == ("Searched by words only: the index is away.",)


class Failing:
    """Fails as told, whatever is called; else what it stands for."""

    def __init__(self, error, real=None):
        self.error = error
        self.real = real

    def embed(self, texts):
        raise self.error

    def search(self, *arguments):
        raise self.error

    def __getattr__(self, name):
        return getattr(self.real, name)


@pytest.mark.parametrize(
    "error", [DataFolderDamaged("a lost file"), ServerUnreachable("no answer"), ModelFailed("too late")]
)
@pytest.mark.parametrize("part", ["embedder", "index"])
def test_an_index_or_embedder_that_fails_leaves_the_words(archive, error, part):
    real = dense_index(archive)
    failing = replace(real, **{part: Failing(error, getattr(real, part))})
    result = search(archive, "ferry Brannock", dense=failing)
    assert result.hits[0].article_id.startswith("ferry")
    assert result.searched.notes == (f"Searched by words only: {error}",)


def test_a_refused_key_is_not_passed_over(archive):
    real = dense_index(archive)
    with pytest.raises(KeyRefused):
        search(archive, "ferry", dense=replace(real, embedder=Failing(KeyRefused("no"), real.embedder)))


def test_a_question_beyond_the_embedders_window_is_cut_and_said_to_be(archive):
    result = search(archive, "ferry Brannock " + "and so on " * 300)
    assert result.hits[0].article_id.startswith("ferry")
    assert "only its first" in result.searched.notes[0]


def test_a_time_in_the_question_changes_the_order_and_hides_nothing(dated):
    bare = search(dated, "Which bridge closed in January?", read_words=False)
    result = search(dated, "Which bridge closed in January?")
    assert (ids(bare)[0], ids(result)[0]) == ("february", "january")
    assert set(ids(result)) == {"january", "february", "undated"}
    assert result.searched.time_range is None
    assert result.searched.notes == (
        "“January” was read as from 2026-01-01 to 2026-01-31; "
        "articles of that time come first among like ones.",
        "Ranked lower for want of a date: 1.",
    )
    [understood] = result.searched.understood
    assert (understood.text, understood.used_as) == ("January", UnderstoodAs.PREFERENCE)


def test_a_time_of_publication_restricts_and_says_what_it_leaves_out(dated):
    result = search(dated, "Which articles from January name a bridge?")
    assert ids(result) == ["january"]
    assert (result.searched.articles, result.searched.time_range) == (
        1,
        result.searched.understood[0].time_range,
    )
    assert result.searched.notes == (
        "“January” was read as published from 2026-01-01 to 2026-01-31. --no-plan searches all times.",
        "Left out for want of a date: 1.",
    )


def test_a_time_of_publication_that_reaches_nothing_is_given_up(dated):
    result = search(dated, "Which articles published in October 2019 name a bridge?")
    assert set(ids(result)) == {"january", "february", "undated"}
    assert result.searched.time_range is None
    assert result.searched.notes == (
        "No article in reach was published from 2019-10-01 to 2019-10-31: searched all times.",
        "“October 2019” was read as from 2019-10-01 to 2019-10-31; no article in reach is of that time.",
    )
    assert [item.used_as for item in result.searched.understood] == [UnderstoodAs.PREFERENCE]


def test_a_range_that_was_given_is_never_given_up(dated):
    then = TimeRange(end=datetime(2019, 1, 1, tzinfo=UTC))
    result = search(dated, "Which articles from January name a bridge?", time_range=then)
    assert (result.hits, result.searched.time_range, result.searched.notes) == ((), then, ())


def test_a_time_without_articles_leaves_the_order_as_it_is(dated):
    asked, bare = (search(dated, "Which bridge closed in 2019?", read_words=read) for read in (True, False))
    assert ids(asked) == ids(bare)
    assert "no article in reach is of that time" in asked.searched.notes[0]


def test_a_publisher_in_the_question_comes_first(dated):
    query = "Which bridge closed, according to the Northern Ledger?"
    result = search(dated, query)
    assert ids(result)[0] == "january"
    assert set(ids(result)) == {"january", "february", "undated"}
    assert result.searched.understood[0].publisher == "Northern Ledger"
    assert result.searched.notes == (
        "“Northern Ledger”: articles of Northern Ledger come first among like ones.",
    )
    by_words = search(dated, query, read_words=False)
    assert by_words.searched.notes == ()
    lost = {hit.article_id: hit.score for hit in by_words.hits}
    kept = {hit.article_id: hit.score / lost[hit.article_id] for hit in result.hits}
    assert kept["january"] == pytest.approx(1)
    assert kept["february"] < 0.8


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (
            datetime(2026, 3, 9, tzinfo=UTC),
            datetime(2026, 3, 16, tzinfo=UTC),
            "from 2026-03-09 to 2026-03-15",
        ),
        (datetime(2026, 3, 9, tzinfo=UTC), datetime(2026, 3, 10, tzinfo=UTC), "on 2026-03-09"),
        (datetime(2026, 3, 9, tzinfo=UTC), None, "since 2026-03-09"),
        (None, datetime(2026, 3, 9, tzinfo=UTC), "until 2026-03-08"),
        (
            datetime(2026, 3, 9, 7, 30, tzinfo=UTC),
            datetime(2026, 3, 9, 9, tzinfo=UTC),
            "from 2026-03-09T07:30+00:00 to 2026-03-09T09:00+00:00",
        ),
    ],
)
def test_a_range_in_words(start, end, words):
    assert spoken(TimeRange(start=start, end=end)) == words


@pytest.mark.parametrize("query", ["", " \n ", '"', "OR AND NOT", "a*b (c", "\u0000"])
def test_no_query_breaks_it(archive, query):
    assert search(archive, query).searched.hits == len(search(archive, query).hits)


def test_the_order_is_the_same_every_time(archive):
    first = search(archive, "dam ferry bread")
    assert all(search(archive, "dam ferry bread") == first for _ in range(3))
    scores = [hit.score for hit in first.hits]
    assert scores == sorted(scores, reverse=True)


def test_the_retriever_gives_documents_that_can_be_cited(archive):
    retriever = NewsdeskRetriever(search=lambda query: search(archive, query, k=3))
    documents = retriever.invoke("ferry Brannock")
    assert 1 <= len(documents) <= 3
    first = documents[0]
    stored = archive.articles.article(first.metadata["article_id"])
    assert stored.text[first.metadata["start"] : first.metadata["end"]] == first.page_content
    assert first.id == first.metadata["chunk_id"]
    assert first.metadata["published_at"].startswith("2026-02-1")
    assert {"title", "publisher", "url", "score", "content_sha256", "copies"} <= first.metadata.keys()


def test_the_retriever_answers_in_every_way_of_langchain(archive):
    retriever = NewsdeskRetriever(search=lambda query: search(archive, query, k=3))
    expected = retriever.invoke("ferry Brannock")
    assert retriever.batch(["ferry Brannock", "dam"]) == [expected, retriever.invoke("dam")]
    assert asyncio.run(retriever.ainvoke("ferry Brannock")) == expected
    titles = retriever | (lambda documents: [document.metadata["title"] for document in documents])
    assert titles.invoke("dam at Corrie")[0] == "The dam at Corrie"


def test_the_parts_of_a_question_are_searched_apart_and_that_is_said(archive):
    question = "Was the ferry to Brannock cancelled last month, and did bread become dearer in Lisbon?"
    result = search(archive, question)
    assert set(ids(result)[:2]) == {"ferry", "bread"}
    parts = [item.text for item in result.searched.understood if item.used_as is UnderstoodAs.PART]
    assert len(parts) == 2
    assert any(note.startswith("Searched for apart, too: “Was the ferry") for note in result.searched.notes)
    assert search(archive, question, read_words=False).searched.understood == ()


def test_the_question_is_embedded_in_one_call_with_its_parts(archive):
    calls = []

    class Counting:
        def __init__(self, embedder):
            self.max_tokens, self.count_tokens = embedder.max_tokens, embedder.count_tokens
            self._embed = embedder.embed

        def embed(self, texts):
            calls.append(len(texts))
            return self._embed(texts)

    dense = dense_index(archive)
    counting = replace(dense, embedder=Counting(dense.embedder))
    search(
        archive,
        "Was the ferry to Brannock cancelled today, and did bread become dearer in Lisbon?",
        dense=counting,
    )
    assert calls == [3]


@pytest.fixture(scope="module")
def sections(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sections")
    bench = Bench(folder, indexes=EmbeddedChroma(folder / "vectors"))
    bench.ingest(
        [
            article("rice", "Rice became dearer. Clean water was short.", section="Business", language="en"),
            article(
                "rice-match", "The Rice team won with clean sails on water.", section="Sport", language="es"
            ),
            article("rice-note", "Rice is grown here.", authors=("Ada Lind",)),
        ]
    ).run([], quiet)
    yield bench
    bench.close()


def test_a_section_that_is_named_limits_the_search_and_that_is_said(sections):
    result = search(sections, "What is in the Business section about rice?")
    assert ids(result) == ["rice"]
    assert result.searched.filters.sections == ("Business",)
    [item] = result.searched.understood
    assert (item.used_as, item.section) == (UnderstoodAs.FILTER, "Business")
    assert result.searched.notes == (
        "“in the Business section” was read as section Business only: 1 of 3 articles. "
        "--no-plan searches all.",
    )


def test_authors_and_languages_limit_it_too(sections):
    assert ids(search(sections, "What do articles by Ada Lind say of rice?")) == ["rice-note"]
    assert ids(search(sections, "Show articles in Spanish about rice.")) == ["rice-match"]
    assert len(ids(search(sections, "Show articles in Spanish about rice.", read_words=False))) == 3


def test_a_limit_that_leaves_nothing_is_given_up(sections):
    result = search(sections, "What is in the Business section about rice?", languages=("es",))
    assert ids(result) == ["rice-match"]
    assert result.searched.filters == Filters(languages=("es",))
    assert "asks for: searched all." in result.searched.notes[0]


def test_of_two_limits_that_exclude_each_other_only_one_is_given_up(sections):
    january = "What do articles from January 2020 in the Business section say of rice?"
    result = search(sections, january)
    assert ids(result) == ["rice"]
    assert "searched all times" in result.searched.notes[0]


def test_what_has_a_quoted_phrase_comes_first(sections):
    result = search(sections, 'Was "clean water" short where the Rice team won with sails?')
    assert ids(result)[0] == "rice"
    assert "“clean water”: passages with these words together come first." in result.searched.notes
    assert UnderstoodAs.PHRASE in [item.used_as for item in result.searched.understood]
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)


def test_a_phrase_that_is_nowhere_is_given_up(sections):
    result = search(sections, 'Where is "dear clean sails"?')
    assert result.hits
    assert "No passage in reach has “dear clean sails” together" in " ".join(result.searched.notes)
