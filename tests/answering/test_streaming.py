"""What a question yields while it is answered: checked claims alone, never taken back, then the answer."""

import asyncio
import json
import threading
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.chain import AnswerChain
from rag.answering.packing import number
from rag.answering.stages import Stages
from rag.domain import (
    Activity,
    Answer,
    Claim,
    Doing,
    ModelInfo,
    Reason,
    RejectedClaim,
    Searched,
    SearchResult,
    Status,
)
from rag.errors import ModelFailed
from rag.ports import Completion, Finish
from rag.testing import ScriptedChat
from tests.small_articles import make_article, make_sentences

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLE = make_article(
    "a1",
    "The council will rebuild the Corrie dam by 2029.\n"
    "The work on the dam costs 40 million euros, the mayor said.\n"
    "The mayor named four dangers of the dam: cracks, silt, floods and rust.\n"
    "Anglers did not welcome the plan for the dam.",
    title="Corrie dam to be rebuilt",
)
QUESTION = "What about the Corrie dam?"
TRUE = "The council will rebuild the Corrie dam by 2029."
ALSO_TRUE = "The work on the dam costs 40 million euros."
FALSE = "The work on the dam costs 50 million euros."
LISTED = "The mayor named four dangers of the dam: cracks, silt, floods and rust."
SENTENCES = [TRUE, ALSO_TRUE, FALSE, LISTED, "Cracks are a danger of the dam.", "Rust.", "NOT FOUND", ""]


def stages(model):
    def find(question):
        searched = Searched(query=question.text, as_of=NOW, articles=1, hits=1)
        return SearchResult(hits=(), searched=searched)

    def choose(question, found, size):
        sentences = make_sentences(ARTICLE)
        return number(sentences, dict.fromkeys(sentences, 0.5), {"a1": ARTICLE.info})

    return Stages(
        find=find,
        choose=choose,
        count=lambda question: 1234,
        model=model,
        model_info=ModelInfo(provider="scripted", name="test"),
        clock=lambda: NOW,
        progress=lambda *_: None,
    )


def small(*replies):
    return ScriptedChat(list(replies), strong=False)


def strict(*texts):
    claims = [{"text": text, "sentences": [1, 2, 3, 4], "speaker": None} for text in texts]
    return json.dumps({"claims": claims})


class Breaking(ScriptedChat):
    """Says some pieces, then fails."""

    def __init__(self, *pieces, strong=False, error=None):
        super().__init__([], strong=strong)
        self.pieces, self.error, self.was_closed = pieces, error, False

    def stream(self, messages, **limits):
        try:
            yield from self.pieces
            if self.error is not None:
                raise self.error
        except GeneratorExit:
            self.was_closed = True
            raise
        return Completion(text="".join(self.pieces), finish=Finish.COMPLETE)


def timeless(answer):
    return answer.model_copy(update={"usage": answer.usage.model_copy(update={"seconds": {}})})


def test_the_order_of_what_is_told():
    events = list(stages(small(f"{TRUE}\n{FALSE}\n{ALSO_TRUE}")).stream(QUESTION))
    assert [type(event) for event in events] == [Activity, Activity, Claim, Claim, RejectedClaim, Answer]
    assert [event.text for event in events[:2]] == ["searching 1,234 articles", "reading 4 sentences"]
    assert (events[0].doing, events[0].count) == (Doing.SEARCHING, 1234)
    assert [event.text for event in events[2:4]] == [TRUE, ALSO_TRUE]
    assert "50" in events[4].reason


def test_the_first_claim_comes_while_the_model_still_writes():
    model = Breaking(f"{TRUE}\n", "and so on")
    events = stages(model).stream(QUESTION)
    for event in events:
        if isinstance(event, Claim):
            break
    events.close()
    assert model.was_closed, "a consumer that goes away ends the call of the model"


@given(
    st.lists(st.sampled_from(SENTENCES), max_size=8),
    st.booleans(),
    st.sampled_from([QUESTION, "What dangers of the dam did the mayor name?"]),
)
def test_what_was_streamed_is_the_answer(lines, strong, question):
    reply = strict(*filter(None, lines)) if strong else "\n".join(lines)
    again = stages(ScriptedChat(lambda _: reply, strong=strong))
    *told, answer = again.stream(question)
    claims = [event for event in told if isinstance(event, Claim)]
    assert isinstance(answer, Answer)
    assert tuple(claims) == answer.claims
    assert tuple(event for event in told if isinstance(event, RejectedClaim)) == answer.rejected
    assert timeless(again.answer(question)) == timeless(answer)
    assert all(ARTICLE.text[c.start : c.end] == c.quote for claim in claims for c in claim.citations)


def test_items_of_a_list_are_shown_once_and_never_taken_back():
    answer = stages(small("cracks\nrust\nsilt")).answer("What dangers of the dam did the mayor name?")
    assert [claim.text.rpartition(": ")[2] for claim in answer.claims] == [
        "cracks.",
        "silt.",
        "floods.",
        "rust.",
    ]


@pytest.mark.parametrize("strong", [True, False])
@pytest.mark.parametrize("error", [None, ModelFailed("the line was cut")])
def test_a_draft_that_breaks_off_keeps_what_was_shown(strong, error):
    begun = strict(TRUE, "and then so")[:-12] if strong else f"{TRUE}\nand then so"
    model = Breaking(begun, strong=strong, error=error or ModelFailed("no"))
    *told, answer = stages(model).stream(QUESTION)
    assert [claim.text for claim in answer.claims] == [TRUE]
    assert [event for event in told if isinstance(event, Claim)] == list(answer.claims)
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.ONLY_PARTLY)
    assert "until then" in answer.explanation


def test_a_strong_model_that_fails_is_asked_in_plain_words_and_at_last_not_at_all():
    model = ScriptedChat(["{", "{", "{", Completion(text="", finish=Finish.REFUSED)])
    answer = stages(model).answer("How much does the work on the Corrie dam cost?")
    assert len(model.calls) == 4
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.MODEL_FAILED)
    assert [claim.text for claim in answer.claims] == [
        "The work on the dam costs 40 million euros, the mayor said."
    ]


def test_the_chain_streams_the_same():
    reply = f"{TRUE}\n{FALSE}"
    chain = AnswerChain(stages(small(*[reply] * 3)))
    *told, answer = chain.stream(QUESTION)
    *expected, wanted = stages(small(reply)).stream(QUESTION)
    assert told == expected
    assert timeless(answer) == timeless(wanted)

    async def read():
        return [event async for event in chain.astream(QUESTION)]

    assert asyncio.run(read())[:-1] == expected
    assert timeless(chain.invoke(QUESTION)) == timeless(wanted)


def test_leaving_a_chain_ends_the_call_of_the_model():
    model = Breaking(f"{TRUE}\n", "and so on")
    events = AnswerChain(stages(model)).stream(QUESTION)
    while not isinstance(next(events), Claim):
        pass
    events.close()
    assert model.was_closed


def test_each_event_of_a_chain_may_be_taken_in_another_thread():
    from langsmith import utils

    events = AnswerChain(stages(small(TRUE))).stream(QUESTION)
    taken, traced = [], []

    def take():
        taken.append(next(events, None))
        traced.append(utils.tracing_is_enabled())

    while not taken or taken[-1] is not None:
        thread = threading.Thread(target=take)
        thread.start()
        thread.join()
    assert isinstance(taken[-2], Answer)
