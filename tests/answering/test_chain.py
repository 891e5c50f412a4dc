"""The chain from a question to an answer, with a scripted model over real sentences."""

import asyncio
from datetime import UTC, datetime

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from rag.answering.chain import AnswerChain
from rag.answering.packing import number
from rag.answering.stages import Question, Stages
from rag.domain import ModelInfo, Reason, Searched, SearchResult, Status, Verdict
from rag.errors import KeyRefused, ModelFailed
from rag.ports import Completion, Finish
from rag.testing import ScriptedChat
from tests.small_articles import make_article, make_sentences

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLE = make_article(
    "a1",
    "The council will rebuild the Corrie dam by 2029.\n"
    "The work costs 40 million euros, the mayor said.\n"
    "Anglers did not welcome the plan.",
    title="Corrie dam to be rebuilt",
)


def find(question):
    searched = Searched(query=question.text, as_of=question.as_of or NOW, articles=1, hits=1)
    return SearchResult(hits=(), searched=searched)


def choose(question, found, size):
    sentences = make_sentences(ARTICLE)
    return number(sentences, dict.fromkeys(sentences, 0.5), {"a1": ARTICLE.info})


def stages(model, *, find=find, choose=choose):
    info = ModelInfo(provider="scripted" if model else "extractive", name="test")
    return Stages(
        find=find,
        choose=choose,
        count=lambda question: 1,
        model=model,
        model_info=info,
        clock=lambda: NOW,
        progress=lambda *_: None,
    )


def small(*replies):
    return ScriptedChat(list(replies), strong=False)


QUESTION = "How much does the Corrie dam cost?"


def test_a_question_becomes_a_checked_answer():
    model = small("The work on the dam costs 40 million euros.")
    answer = AnswerChain(stages(model)).invoke(QUESTION)
    assert answer.status is Status.ANSWERED
    assert answer.claims[0].verdict is Verdict.SUPPORTED
    citation = answer.claims[0].citations[0]
    assert ARTICLE.text[citation.start : citation.end] == citation.quote
    assert answer.citations == (citation,)
    assert answer.prompt is not None
    assert answer.prompt.name == "answer-plain"
    assert (answer.usage.model_calls, answer.created_at) == (1, NOW)
    assert set(answer.usage.seconds) == {"search", "pack", "draft", "check"}


def test_the_chain_and_the_stages_give_the_same():
    replies = ["40 million euros"] * 2
    model = small(*replies)
    first, second = AnswerChain(stages(model)).invoke(QUESTION), stages(model).answer(QUESTION)
    timeless = {"usage": first.usage}
    assert first == second.model_copy(update=timeless)


@pytest.mark.parametrize(
    "reply",
    [
        "The work costs 50 million euros.",
        "The work does not cost 40 million euros.",
        "The work costs 40 million euros, the queen said.",
        "NOT FOUND",
    ],
)
def test_what_the_sources_do_not_carry_is_not_answered(reply):
    answer = AnswerChain(stages(small(reply))).invoke(QUESTION)
    assert (answer.status, answer.reason) == (Status.UNANSWERED, Reason.NOT_IN_SOURCES)
    assert answer.nearest
    assert all(rejected.reason for rejected in answer.rejected)


def test_what_is_carried_in_part_is_given_in_the_words_of_the_source():
    answer = AnswerChain(stages(small("The dam of Brannock costs 40 million euros."))).invoke(QUESTION)
    assert [claim.text for claim in answer.claims] == ["The work costs 40 million euros, the mayor said."]
    assert "Brannock" in answer.rejected[0].reason
    assert answer.status is Status.ANSWERED


def test_a_true_sentence_that_does_not_answer_is_no_answer():
    answer = AnswerChain(stages(small("Anglers did not welcome the plan."))).invoke(QUESTION)
    assert answer.status is Status.UNANSWERED
    assert "does not answer" in answer.rejected[0].reason


def test_nothing_to_read_calls_no_model():
    model = small("40 million euros")
    answer = AnswerChain(stages(model, choose=lambda *_: [])).invoke(QUESTION)
    assert (answer.status, model.calls) == (Status.UNANSWERED, [])


@pytest.mark.parametrize("finish", [Finish.REFUSED, Finish.FILTERED])
def test_a_refusal_is_a_failure_of_the_model_and_the_sentences_stand_for_themselves(finish):
    model = small(Completion(text="no", finish=finish))
    answer = AnswerChain(stages(model)).invoke(QUESTION)
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.MODEL_FAILED)
    assert [claim.text for claim in answer.claims] == ["The work costs 40 million euros, the mayor said."]
    assert str(finish.value) in answer.explanation
    assert "word for word" in answer.explanation
    assert answer.prompt is None


def test_a_failure_without_a_sentence_that_fits_is_no_answer():
    model = small(Completion(text="no", finish=Finish.REFUSED))
    answer = AnswerChain(stages(model)).invoke("Who won the cup?")
    assert (answer.status, answer.reason) == (Status.UNANSWERED, Reason.MODEL_FAILED)


def test_an_empty_reply_is_no_abstention():
    answer = AnswerChain(stages(small(""))).invoke(QUESTION)
    assert answer.reason is Reason.MODEL_FAILED
    assert "empty" in answer.explanation


def test_a_model_that_breaks_is_an_answer_and_one_that_cannot_be_used_is_an_error():
    def breaks(error):
        def reply(_):
            raise error

        return ScriptedChat(reply, strong=False)

    answer = AnswerChain(stages(breaks(ModelFailed("it went away")))).invoke(QUESTION)
    assert answer.status is Status.PARTIAL
    assert answer.reason is Reason.MODEL_FAILED
    assert "it went away" in answer.explanation
    with pytest.raises(KeyRefused):
        AnswerChain(stages(breaks(KeyRefused("the key is refused")))).invoke(QUESTION)


def test_a_strong_model_that_fails_at_json_is_asked_in_plain_words():
    model = ScriptedChat(["{", "{", "{", "40 million euros"])
    answer = AnswerChain(stages(model)).invoke(QUESTION)
    assert answer.status is Status.ANSWERED
    assert answer.prompt is not None
    assert answer.prompt.name == "answer-plain"


def test_without_a_model_the_best_sentence_answers_word_for_word():
    answer = AnswerChain(stages(None)).invoke(QUESTION)
    assert [claim.text for claim in answer.claims] == ["The work costs 40 million euros, the mayor said."]
    assert answer.prompt is None


def test_batch_and_await_work():
    chain = AnswerChain(stages(None))
    assert [answer.status for answer in chain.batch([QUESTION, "Who won the cup?"])] == [
        Status.ANSWERED,
        Status.UNANSWERED,
    ]
    assert asyncio.run(chain.ainvoke(QUESTION)).status is Status.ANSWERED


def test_a_question_carries_its_moment():
    asked = Question(text=QUESTION, as_of=datetime(2025, 1, 1, tzinfo=UTC))
    assert AnswerChain(stages(None)).invoke(asked).searched.as_of.year == 2025


class Names(BaseCallbackHandler):
    def __init__(self):
        self.started = []

    def on_chain_start(self, serialized, inputs, **kwargs):
        self.started.append(kwargs.get("name"))


def test_callbacks_handed_in_are_called_and_tracing_stays_off(monkeypatch):
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", "http://127.0.0.1:9")
    from langsmith import utils

    seen = []

    def look(question):
        seen.append(utils.tracing_is_enabled())
        return find(question)

    names = Names()
    AnswerChain(stages(None, find=look)).invoke(QUESTION, {"callbacks": [names]})
    assert "newsdesk" in names.started
    assert seen == [False]
