"""Every fault of a server gives its defined outcome, in bounded time, over real HTTP."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.langchain import wait_for_all_tracers
from langsmith.utils import get_env_var
from openai_server import (
    Behaviour,
    OpenAIServer,
    answers,
    cuts_before_answering,
    cuts_mid_body,
    drips,
    endless,
    fails,
    html,
    http_date,
    no_choices,
    out_of_quota,
    rate_limited,
    refuses_key,
    sends,
    stalls,
    unknown_model,
    white_space_until_the_limit,
)

from rag.adapters.chat import LangChainChat
from rag.adapters.openai_chat import OpenAIDoor, local_chat, openai_chat
from rag.adapters.openai_http import OPENAI_URL, Endpoint
from rag.adapters.prices import openai_cost
from rag.adapters.retrying import Retrying
from rag.domain import ModelInfo
from rag.errors import (
    KeyRefused,
    ModelError,
    ModelFailed,
    ServerUnreachable,
    UnknownModel,
    WrongBaseUrl,
)
from rag.ports import Finish, Message

QUESTION = [Message(role="system", content="Be brief."), Message(role="user", content="Who won?")]
SCHEMA = {
    "title": "draft",
    "type": "object",
    "properties": {"found": {"type": "boolean"}},
    "required": ["found"],
    "additionalProperties": False,
}


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


def test_a_completion_with_its_tokens(chat: LangChainChat, openai_server: OpenAIServer):
    reply = chat.complete(QUESTION, max_tokens=50, timeout=10)

    assert reply.text == "You said: Who won?"
    assert reply.finish is Finish.COMPLETE
    assert (reply.prompt_tokens, reply.completion_tokens) == (4, 4)
    assert reply.cost_usd is None, "nobody knows what this server costs"
    (request,) = openai_server.requests
    assert request.headers["authorization"] == "Bearer secret"
    assert request.body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert request.body["temperature"] == 0
    assert request.body["max_tokens"] == 50
    assert "response_format" not in request.body


def test_missing_token_counts_are_zeros(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(answers("Yes.", usage=False))
    reply = chat.complete(QUESTION, max_tokens=5, timeout=10)
    assert (reply.text, reply.prompt_tokens, reply.completion_tokens) == ("Yes.", 0, 0)


def test_a_schema_is_sent_strict(chat: LangChainChat, openai_server: OpenAIServer):
    reply = chat.complete(QUESTION, max_tokens=50, timeout=10, schema=SCHEMA)

    assert json.loads(reply.text) == {"found": True}
    sent = openai_server.requests[0].body["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"] == {"name": "draft", "strict": True, "schema": SCHEMA}


ENDS = [
    pytest.param(answers('{"fou', finish="length"), Finish.CUT_OFF, '{"fou', id="truncated JSON"),
    pytest.param(answers(None, finish="length"), Finish.CUT_OFF, "", id="cut off before a word"),
    pytest.param(white_space_until_the_limit(), Finish.CUT_OFF, "", id="white space until the limit"),
    pytest.param(answers(None, refusal="I cannot help."), Finish.REFUSED, "", id="refusal"),
    pytest.param(answers("", finish="content_filter"), Finish.FILTERED, "", id="filtered"),
    pytest.param(answers(None), Finish.COMPLETE, "", id="no content"),
    pytest.param(answers("{not JSON"), Finish.COMPLETE, "{not JSON", id="invalid JSON in the answer"),
]


@pytest.mark.parametrize("schema", [None, SCHEMA], ids=["plain", "schema"])
@pytest.mark.parametrize(("behaviour", "finish", "text"), ENDS)
def test_ends_are_told_apart(
    chat: LangChainChat,
    openai_server: OpenAIServer,
    behaviour: Behaviour,
    finish: Finish,
    text: str,
    schema: dict[str, object] | None,
):
    openai_server.will(behaviour)
    reply = chat.complete(QUESTION, max_tokens=5, timeout=10, schema=schema)
    assert (reply.finish, reply.text.strip()) == (finish, text)


PASSING = [
    pytest.param(rate_limited(), id="429"),
    pytest.param(rate_limited(retry_after="0.05"), id="429, wait in seconds"),
    pytest.param(rate_limited(retry_after=http_date(1)), id="429, wait as a date"),
    pytest.param(fails(500), id="500"),
    pytest.param(fails(503), id="503"),
    pytest.param(html(502), id="502 with a page"),
    pytest.param(cuts_before_answering, id="cut before answering"),
    pytest.param(cuts_mid_body, id="cut in the body"),
]


@pytest.mark.parametrize("behaviour", PASSING)
def test_passing_faults_are_tried_again(
    chat: LangChainChat, openai_server: OpenAIServer, behaviour: Behaviour
):
    openai_server.will(behaviour, behaviour, answers("At last."))
    assert chat.complete(QUESTION, max_tokens=5, timeout=10).text == "At last."
    assert len(openai_server.requests) == 3


LASTING = [
    pytest.param(refuses_key(401), KeyRefused, "OPENAI_API_KEY", id="401"),
    pytest.param(refuses_key(403), KeyRefused, "OPENAI_API_KEY", id="403"),
    pytest.param(out_of_quota(), KeyRefused, "quota", id="429, no quota left"),
    pytest.param(unknown_model(), UnknownModel, "test-model", id="404, model"),
    pytest.param(fails(404, "Not Found"), WrongBaseUrl, "/v1", id="404, path"),
    pytest.param(html(404), WrongBaseUrl, "/v1", id="404 with a page"),
    pytest.param(html(), WrongBaseUrl, "text/html", id="a web page"),
    pytest.param(sends(b"hello", content_type="text/plain"), WrongBaseUrl, "text/plain", id="text"),
    pytest.param(sends(b""), ModelFailed, "broken JSON", id="empty body"),
    pytest.param(sends(b'{"choices": [{'), ModelFailed, "broken JSON", id="invalid JSON"),
    pytest.param(sends(b"[1, 2]"), ModelFailed, "test-model", id="JSON of another shape"),
    pytest.param(
        sends(b'{"error": "Unexpected endpoint"}'), ModelFailed, "Unexpected endpoint", id="200, error"
    ),
    pytest.param(no_choices, ModelFailed, "test-model", id="no choices"),
    pytest.param(fails(400, "Prompt too long"), ModelFailed, "Prompt too long", id="400"),
    pytest.param(endless(), ModelFailed, "32 MiB", id="endless reply"),
]


@pytest.mark.parametrize("schema", [None, SCHEMA], ids=["plain", "schema"])
@pytest.mark.parametrize(("behaviour", "error", "words"), LASTING)
def test_lasting_faults_are_named_at_once(
    chat: LangChainChat,
    openai_server: OpenAIServer,
    behaviour: Behaviour,
    error: type[ModelError],
    words: str,
    schema: dict[str, object] | None,
):
    openai_server.will(behaviour)
    with pytest.raises(error, match=words) as caught:
        chat.complete(QUESTION, max_tokens=5, timeout=20, schema=schema)
    assert type(caught.value) is error
    assert len(openai_server.requests) == 1


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(stalls(), id="stall"),
        pytest.param(drips(every=0.02), id="drip"),
        pytest.param(rate_limited(retry_after="120"), id="a longer wait than there is time"),
        pytest.param(rate_limited(retry_after=http_date(120)), id="the same as a date"),
    ],
)
def test_time_is_bounded(chat: LangChainChat, openai_server: OpenAIServer, behaviour: Behaviour):
    chat.complete(QUESTION, max_tokens=5, timeout=10)
    openai_server.always(behaviour)
    started = time.monotonic()
    with pytest.raises(ModelFailed):
        chat.complete(QUESTION, max_tokens=5, timeout=0.7)
    assert time.monotonic() - started < 2.5


def test_a_fault_that_stays_ends_after_the_last_try(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.always(fails(500, "Out of order"))
    with pytest.raises(ModelFailed, match=r"Out of order.*Tried 3 times"):
        chat.complete(QUESTION, max_tokens=5, timeout=10)
    assert len(openai_server.requests) == 3


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://127.0.0.1:1/v1", ServerUnreachable),
        ("ftp://127.0.0.1/v1", WrongBaseUrl),
    ],
)
def test_nobody_there(url: str, error: type[ModelError]):
    name = ModelInfo(provider="openai", name="m")
    chat = openai_chat(name, Endpoint(url), is_strong=True)
    with pytest.raises(error, match=url):
        chat.complete(QUESTION, max_tokens=5, timeout=10)
    chat.close()


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch):
    def unknown(*args: object, **options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    chat = openai_chat(
        ModelInfo(provider="openai", name="m"), Endpoint("http://no-such-host.invalid/v1"), is_strong=True
    )
    with pytest.raises(ServerUnreachable, match="not known"):
        chat.complete(QUESTION, max_tokens=5, timeout=10)
    chat.close()


def test_tls_where_there_is_none(openai_server: OpenAIServer):
    url = openai_server.url.replace("http:", "https:")
    chat = openai_chat(ModelInfo(provider="openai", name="m"), Endpoint(url), is_strong=True)
    with pytest.raises(ServerUnreachable, match="TLS"):
        chat.complete(QUESTION, max_tokens=5, timeout=10)
    chat.close()


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    chat = openai_chat(ModelInfo(provider="openai", name="m"), Endpoint(openai_server.url), is_strong=True)
    assert chat.complete(QUESTION, max_tokens=5, timeout=10).finish is Finish.COMPLETE
    chat.close()


def test_no_key_of_the_environment_goes_to_a_server_that_wants_none(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-precious")
    chat = openai_chat(ModelInfo(provider="openai", name="m"), Endpoint(openai_server.url), is_strong=True)
    chat.complete(QUESTION, max_tokens=5, timeout=10)
    assert "precious" not in openai_server.requests[0].headers["authorization"]
    chat.close()


class Recorder(BaseCallbackHandler):
    def __init__(self) -> None:
        self.seen = 0

    def on_chat_model_start(self, *args: object, **kwargs: object) -> None:
        self.seen += 1


def test_tracing_is_not_switched_on_by_the_environment(
    chat: LangChainChat, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
):
    with OpenAIServer() as langsmith:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "x")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", langsmith.origin)
        get_env_var.cache_clear()
        chat.complete(QUESTION, max_tokens=5, timeout=10)
        wait_for_all_tracers()
        get_env_var.cache_clear()
        assert langsmith.requests == []


def test_callbacks_handed_to_a_chain_are_told(chat: LangChainChat):
    recorder = Recorder()
    chain = RunnableLambda(lambda question: chat.complete(QUESTION, max_tokens=5, timeout=10).text)
    chain.invoke("?", config={"callbacks": [recorder]})
    assert recorder.seen == 1


async def _in_a_loop(chat: LangChainChat) -> str:
    return chat.complete(QUESTION, max_tokens=5, timeout=10).text


def test_it_works_where_a_loop_runs_already(chat: LangChainChat):
    import asyncio

    assert asyncio.run(_in_a_loop(chat)).startswith("You said")


def test_a_local_server_is_started_at_the_first_question_and_stopped(openai_server: OpenAIServer):
    log: list[str] = []

    def start() -> Endpoint:
        log.append("start")
        return Endpoint(openai_server.url, "key")

    chat = local_chat(ModelInfo(provider="local", name="small"), start, stop=lambda: log.append("stop"))
    assert log == []
    first = chat.complete(QUESTION, max_tokens=5, timeout=10)
    chat.complete(QUESTION, max_tokens=5, timeout=10)
    chat.close()
    assert log == ["start", "stop"]
    assert first.cost_usd == 0.0
    assert not chat.is_strong


def test_closing_ends_what_is_being_asked(chat: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(stalls())
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(chat.complete, QUESTION, max_tokens=5, timeout=30)
        while not openai_server.requests:
            time.sleep(0.01)
        started = time.monotonic()
        chat.close()
        with pytest.raises(ModelFailed, match="closed"):
            asked.result(5)
        assert time.monotonic() - started < 3
    assert chat.complete(QUESTION, max_tokens=5, timeout=10).finish is Finish.COMPLETE


@pytest.mark.parametrize(
    ("model", "sent", "absent"),
    [
        ("gpt-4.1-mini", {"temperature": 0, "max_completion_tokens": 7}, "reasoning_effort"),
        ("gpt-5-mini", {"reasoning_effort": "low", "max_completion_tokens": 7}, "temperature"),
        ("o4-mini", {"reasoning_effort": "low", "max_completion_tokens": 7}, "temperature"),
    ],
)
def test_openais_dialect(openai_server: OpenAIServer, model: str, sent: dict[str, object], absent: str):
    door = OpenAIDoor(model, lambda: Endpoint(openai_server.url, "k"), OPENAI_URL)
    info = ModelInfo(provider="openai", name=model)
    chat = LangChainChat(info, door, is_strong=True, cost=openai_cost)
    reply = chat.complete(QUESTION, max_tokens=7, timeout=10)
    chat.close()

    body = openai_server.requests[0].body
    assert {name: body.get(name) for name in sent} == sent
    assert absent not in body
    assert "max_tokens" not in body
    if model == "gpt-4.1-mini":
        assert reply.cost_usd == pytest.approx((4 * 0.40 + 4 * 1.60) / 1e6)


@pytest.mark.parametrize(
    ("model", "cost"),
    [("gpt-4.1-mini", 2.0), ("gpt-4.1-mini-2025-04-14", 2.0), ("gpt-4.1-mini-tuned", None), ("llama", None)],
)
def test_a_cost_is_known_or_none(model: str, cost: float | None):
    assert openai_cost(model, 1_000_000, 1_000_000) == cost
