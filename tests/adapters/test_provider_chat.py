"""Providers that LangChain knows, with one whose package is installed talking to a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from langchain_core.messages import AIMessage
from openai_server import OpenAIServer, answers, refuses_key

from rag.adapters.chat import LangChainChat
from rag.adapters.openai_errors import as_model_error
from rag.adapters.provider_chat import _with_parsed_text, provider_chat
from rag.adapters.retrying import PassingFault
from rag.domain import ModelInfo
from rag.errors import KeyRefused, MissingKey, ModelError, ModelFailed, ProviderNotInstalled, UnknownModel
from rag.ports import Finish, Message

QUESTION = [Message(role="user", content="Who won?")]


@pytest.fixture
def azure(openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[LangChainChat]:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", "secret")
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", openai_server.origin)
    monkeypatch.setenv("OPENAI_API_VERSION", "2024-10-21")
    chat = provider_chat(ModelInfo(provider="azure_openai", name="deployed"), is_strong=True)
    yield chat
    chat.close()


def test_a_provider_answers(azure: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(answers("The home side.", finish="length"))
    reply = azure.complete(QUESTION, max_tokens=9, timeout=10)

    assert (reply.text, reply.finish, reply.cost_usd) == ("The home side.", Finish.CUT_OFF, None)
    body = openai_server.requests[0].body
    assert (body["max_completion_tokens"], body["temperature"]) == (9, 0)


def test_a_provider_fills_a_schema(azure: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(answers('{"found": true}'))
    schema = {"type": "object", "properties": {"found": {"type": "boolean"}}, "required": ["found"]}
    assert azure.complete(QUESTION, max_tokens=9, timeout=10, schema=schema).text == '{"found": true}'


def test_its_errors_are_translated(azure: LangChainChat, openai_server: OpenAIServer):
    openai_server.will(refuses_key())
    with pytest.raises(KeyRefused, match="azure_openai"):
        azure.complete(QUESTION, max_tokens=9, timeout=10)


@pytest.mark.parametrize(
    ("provider", "error", "words"),
    [
        ("anthropic", ProviderNotInstalled, "pip install langchain-anthropic"),
        ("bedrock", ProviderNotInstalled, "pip install langchain-aws"),
        ("nonsense", UnknownModel, "nonsense"),
        ("azure_openai", MissingKey, "AZURE_OPENAI"),
    ],
)
def test_what_cannot_be_set_up_is_said_before_any_question(
    provider: str, error: type[ModelError], words: str
):
    with pytest.raises(error, match=words):
        provider_chat(ModelInfo(provider=provider, name="m"), is_strong=True)


class VendorError(Exception):
    """An error in the manner of most clients: the HTTP status is in ``status_code``."""

    def __init__(self, status_code: int) -> None:
        super().__init__("no such model")
        self.status_code = status_code


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, KeyRefused), (404, UnknownModel), (429, PassingFault), (503, PassingFault), (400, ModelFailed)],
)
def test_errors_of_other_clients_are_read_by_status(status: int, error: type[ModelError]):
    assert type(as_model_error(VendorError(status), model="m", server="vendor")) is error


def test_an_answer_in_a_tool_call_becomes_text():
    call = {"name": "answer", "args": {"found": True}, "id": "1", "type": "tool_call"}
    raw = AIMessage(content="", tool_calls=[call], usage_metadata=None)
    assert _with_parsed_text(raw, {"found": True}).text == '{"found": true}'
    assert _with_parsed_text(raw, None) is raw
