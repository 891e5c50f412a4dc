"""Conversations in a real catalogue file."""

from datetime import UTC, datetime, timedelta

import pytest

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.catalog_conversations import SqliteConversations
from rag.adapters.sqlite import Database
from rag.domain import (
    Answer,
    AskedBack,
    Choice,
    Claim,
    ConversationInfo,
    Evidence,
    ModelInfo,
    Searched,
    StandaloneQuestion,
    Status,
    Turn,
    Usage,
    Verdict,
)
from rag.errors import CursorInvalid
from tests.small_articles import entries, make_article, make_sentences

NOW = datetime(2024, 3, 20, 12, tzinfo=UTC)
ARTICLE = make_article("a1", "The ferry sails at nine.\nIt is called Aurora.")


@pytest.fixture
def database(tmp_path):
    database = Database(tmp_path / "catalogue.db")
    yield database
    database.close()


@pytest.fixture
def store(database):
    return SqliteConversations(database)


def info(conversation_id="c1", title="Ferries", minutes=0):
    moment = NOW + timedelta(minutes=minutes)
    return ConversationInfo(
        conversation_id=conversation_id, title=title, created_at=moment, updated_at=moment
    )


def answer():
    sentence = make_sentences(ARTICLE)[0]
    evidence = Evidence(number=1, sentence=sentence, article=ARTICLE.info)
    return Answer(
        question="When does it sail?",
        status=Status.ANSWERED,
        claims=(Claim(text="At nine.", verdict=Verdict.SUPPORTED, citations=(evidence.citation,)),),
        searched=Searched(query="ferry", as_of=NOW, articles=1, hits=1),
        model=ModelInfo(provider="scripted", name="test"),
        usage=Usage(),
        created_at=NOW,
    )


def turn(number=1, conversation_id="c1", **said):
    question = StandaloneQuestion(
        asked="And when?", text="When does the Aurora sail?", because=("“And” goes on",)
    )
    return Turn(
        conversation_id=conversation_id,
        number=number,
        question=question,
        created_at=NOW + timedelta(hours=number),
        **said,
    )


def test_what_was_said_comes_back_the_same(store, database):
    turns = (
        turn(1, answer=answer()),
        turn(2, asked_back=AskedBack(text="Which?", choices=(Choice(label="Aurora", question="A?"),))),
    )
    SqliteArticles(database).put(*entries(ARTICLE))
    store.create(info())
    for said in turns:
        store.add(said)
    found = store.conversation("c1")
    assert found.turns == turns
    assert (found.info.turns, found.info.updated_at) == (2, turns[1].created_at)
    assert store.conversation("c2") is None


def test_the_latest_comes_first_and_titles_change(store):
    store.create(info("c1"))
    store.create(info("c2", "Fees", minutes=5))
    assert [item.conversation_id for item in store.page().conversations] == ["c2", "c1"]
    store.add(turn())
    store.rename("c1", "Boats")
    assert [(item.conversation_id, item.title) for item in store.page().conversations] == [
        ("c1", "Boats"),
        ("c2", "Fees"),
    ]


def test_a_deleted_conversation_is_gone_with_its_turns(store, database):
    SqliteArticles(database).put(*entries(ARTICLE))
    store.create(info())
    store.add(turn(answer=answer()))
    assert store.delete("c1")
    assert not store.delete("c1")
    assert database.value("SELECT count(*) FROM turns") == 0
    assert database.value("SELECT count(*) FROM turn_articles") == 0


CHOICES = AskedBack(text="Which?", choices=(Choice(label="Aurora", question="A?", article_id="a1"),))


def test_what_was_said_of_an_article_is_forgotten_with_it(store, database):
    SqliteArticles(database).put(*entries(ARTICLE))
    store.create(info())
    for said in (turn(1, answer=answer()), turn(2), turn(3, asked_back=CHOICES)):
        store.add(said)
    SqliteArticles(database).delete("a1")
    first, second, third = store.conversation("c1").turns
    assert (first.answer, first.question.text) == (None, "When does the Aurora sail?")
    assert second == turn(2)
    assert third.asked_back is None


def test_an_answer_on_an_article_that_was_deleted_meanwhile_is_not_kept(store):
    store.create(info())
    assert store.add(turn(1, answer=answer())).answer == answer()
    assert store.conversation("c1").turns[0].answer is None


def test_turns_are_numbered_as_they_are_kept(store):
    store.create(info())
    assert [store.add(turn(1)).number for _ in range(3)] == [1, 2, 3]


def test_a_page_goes_on_where_the_one_before_ended(store):
    for number in range(5):
        store.create(info(f"c{number}", minutes=number // 2))
    first = store.page(limit=2)
    second = store.page(after=first.next, limit=2)
    third = store.page(after=second.next, limit=2)
    listed = [item.conversation_id for page in (first, second, third) for item in page.conversations]
    assert listed == ["c4", "c3", "c2", "c1", "c0"]
    assert (first.total, third.next) == (5, None)
    with pytest.raises(CursorInvalid):
        store.page(after="bm9uc2Vuc2U")
