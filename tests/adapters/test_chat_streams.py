"""A streamed reply over real HTTP: pieces as they come, every end told apart, and no work left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from openai_server import (
    Behaviour,
    Exchange,
    OpenAIServer,
    answers,
    cuts_before_answering,
    cuts_mid_stream,
    fails,
    html,
    rate_limited,
    refuses_key,
    sends,
    stalls,
    white_space_until_the_limit,
)

from rag.adapters.chat import LangChainChat
from rag.adapters.openai_chat import openai_chat
from rag.adapters.openai_http import Endpoint
from rag.adapters.retrying import Retrying
from rag.domain import ModelInfo
from rag.errors import KeyRefused, ModelError, ModelFailed, WrongBaseUrl
from rag.ports import Completion, Finish, Message

QUESTION = [Message(role="user", content="Who won?")]
SCHEMA = {"title": "draft", "type": "object", "properties": {}, "required": [], "additionalProperties": False}


@pytest.fixture
def chat(openai_server: OpenAIServer) -> Iterator[LangChainChat]:
    model = openai_chat(
        ModelInfo(provider="openai", name="test-model"),
        Endpoint(openai_server.url, "secret"),
        is_strong=True,
        retrying=Retrying(tries=3, first=0.01),
    )
    yield model
    model.close()


def read(chat: LangChainChat, *, timeout: float = 10.0, max_tokens: int = 50) -> tuple[list[str], Completion]:
    pieces: list[str] = []
    stream = chat.stream(QUESTION, max_tokens=max_tokens, timeout=timeout, schema=SCHEMA)
    while True:
        try:
            pieces.append(next(stream))
        except StopIteration as end:
            return pieces, end.value


def test_pieces_and_then_the_whole_with_its_tokens(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(answers("The reds won."))
    pieces, whole = read(chat)
    assert len(pieces) == 3
    assert "".join(pieces) == whole.text == "The reds won. "
    assert (whole.finish, whole.prompt_tokens, whole.completion_tokens) == (Finish.COMPLETE, 2, 3)
    (request,) = openai_server.requests
    assert request.body["stream"] is True
    assert request.body["stream_options"] == {"include_usage": True}
    assert request.body["max_tokens"] == 50
    assert request.body["response_format"]["json_schema"]["schema"] == SCHEMA


def test_a_piece_is_there_before_the_reply_is_written(chat: LangChainChat, openai_server: OpenAIServer):
    go_on = threading.Event()

    def waits(exchange: Exchange) -> None:
        exchange.start_stream()
        exchange.event(_chunk({"content": "First"}))
        assert go_on.wait(10)
        exchange.event(_chunk({"content": " last"}))
        exchange.event(_chunk({}, finish="stop"))

    openai_server.will(waits)
    stream = chat.stream(QUESTION, max_tokens=50, timeout=10)
    assert next(stream) == "First"
    go_on.set()
    assert list(stream) == [" last"]


def _chunk(delta: dict[str, object], finish: str | None = None) -> dict[str, object]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


ENDS = [
    pytest.param(answers('{"fou', finish="length"), Finish.CUT_OFF, id="cut off"),
    pytest.param(white_space_until_the_limit(20), Finish.CUT_OFF, id="white space until the limit"),
    pytest.param(answers(None, refusal="I cannot help."), Finish.REFUSED, id="refusal"),
    pytest.param(answers("", finish="content_filter"), Finish.FILTERED, id="filtered"),
]


@pytest.mark.parametrize(("behaviour", "finish"), ENDS)
def test_ends_are_told_apart(
    chat: LangChainChat, openai_server: OpenAIServer, behaviour: Behaviour, finish: Finish
):
    openai_server.will(behaviour)
    assert read(chat)[1].finish is finish


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(rate_limited(retry_after="0.05"), id="429"),
        pytest.param(fails(500), id="500"),
        pytest.param(cuts_before_answering, id="cut before answering"),
        pytest.param(cuts_mid_stream(""), id="cut before the first word"),
    ],
)
def test_a_fault_before_the_first_word_is_tried_again(
    chat: LangChainChat, openai_server: OpenAIServer, behaviour: Behaviour
):
    openai_server.will(behaviour, behaviour, answers("At last."))
    assert read(chat)[1].text.strip() == "At last."
    assert len(openai_server.requests) == 3


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        pytest.param(refuses_key(), KeyRefused, id="401"),
        pytest.param(html(), WrongBaseUrl, id="a web page"),
        pytest.param(sends(b"", content_type="text/event-stream"), ModelFailed, id="an empty stream"),
        pytest.param(sends(b'data: {"choi\n\n', content_type="text/event-stream"), ModelFailed, id="broken"),
        pytest.param(
            sends(b'data: {"error": {"message": "overloaded"}}\n\n', content_type="text/event-stream"),
            ModelFailed,
            id="an error as an event",
        ),
    ],
)
def test_lasting_faults_are_named_at_once(
    chat: LangChainChat, openai_server: OpenAIServer, behaviour: Behaviour, error: type[ModelError]
):
    openai_server.will(behaviour)
    with pytest.raises(error) as caught:
        read(chat)
    assert type(caught.value) is error
    assert len(openai_server.requests) == 1


def test_a_fault_after_the_first_word_is_not_tried_again(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(cuts_mid_stream("The first words"))
    stream = chat.stream(QUESTION, max_tokens=50, timeout=10)
    assert next(stream) == "The "
    with pytest.raises(ModelFailed, match="broke off"):
        list(stream)
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize("words", [0, 2])
def test_time_is_bounded(chat: LangChainChat, openai_server: OpenAIServer, words: int):
    def drips(exchange: Exchange) -> None:
        exchange.start_stream()
        for _ in range(words):
            exchange.event(_chunk({"content": "word "}))
        stalls()(exchange)

    read(chat)
    openai_server.will(drips)
    started = time.monotonic()
    with pytest.raises(ModelFailed, match="did not answer within"):
        read(chat, timeout=0.5)
    assert time.monotonic() - started < 2.5


def test_leaving_closes_the_connection(chat: LangChainChat, openai_server: OpenAIServer):
    hung_up = threading.Event()

    def goes_on(exchange: Exchange) -> None:
        exchange.start_stream()
        try:
            while exchange.wait(0.01):
                exchange.event(_chunk({"content": "word "}))
        finally:
            hung_up.set()

    openai_server.will(goes_on)
    stream = chat.stream(QUESTION, max_tokens=10_000, timeout=30)
    next(stream)
    stream.close()
    assert hung_up.wait(5)


def test_a_server_that_ignores_the_limit_is_cut_off(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(answers("word " * 10_000))
    _, whole = read(chat, max_tokens=5)
    assert whole.finish is Finish.CUT_OFF
    assert len(whole.text) < 200


def test_what_is_no_character_is_replaced(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(answers("half \ud800 a character"), answers("half \ud800 a character"))
    assert read(chat)[1].text.strip() == "half ? a character"
    assert chat.complete(QUESTION, max_tokens=9, timeout=10).text == "half ? a character"
