from __future__ import annotations

from pathlib import Path

import pytest
from openai_server import OpenAIServer, fails, html, refuses_key, sends, stalls

from rag.adapters.local_model import LocalModelServer
from rag.adapters.model_choice import ModelChoice, chat_for, choose_model, is_strong_model
from rag.adapters.openai_http import OPENAI_URL, Endpoint
from rag.adapters.openai_models import listed_models
from rag.errors import (
    KeyRefused,
    MissingKey,
    ModelError,
    ModelFailed,
    ServerUnreachable,
    UnknownModel,
    WrongBaseUrl,
)
from rag.settings import Settings

SERVER = "http://127.0.0.1:8080/v1"


def settings(model: str = "auto", **values: object) -> Settings:
    return Settings(model=model, **values)  # type: ignore[arg-type]  # pydantic checks them


def no_questions(endpoint: Endpoint) -> list[str]:
    raise AssertionError(f"{endpoint} was asked for its models")


@pytest.mark.parametrize(
    ("given", "local_possible", "provider", "name", "because"),
    [
        (settings("extractive"), True, "extractive", "sentences", "named"),
        (settings("local"), False, "local", "qwen2.5-coder-1.5b-instruct", "named"),
        (settings("local", openai_api_key="k"), True, "local", "qwen2.5-coder-1.5b-instruct", "named"),
        (settings("openai:gpt-4o", openai_api_key="k"), True, "openai", "gpt-4o", "named"),
        (settings("openai:llama3.2:3b", base_url=SERVER), True, "openai", "llama3.2:3b", "named"),
        (settings("mistral-small", base_url=SERVER), True, "openai", "mistral-small", "named"),
        (settings("anthropic:some-model"), True, "anthropic", "some-model", "named"),
        (settings(openai_api_key="k"), True, "openai", "gpt-4.1-mini", "OPENAI_API_KEY"),
        (settings(), True, "local", "qwen2.5-coder-1.5b-instruct", "no key"),
        (settings(), False, "extractive", "sentences", "cannot be had"),
    ],
)
def test_the_choice_and_its_reason(
    given: Settings, local_possible: bool, provider: str, name: str, because: str
):
    choice = choose_model(given, local_possible=local_possible, models_of=no_questions)
    assert (choice.info.provider, choice.info.name) == (provider, name)
    assert because in choice.info.chosen_because


def test_endpoints_carry_the_key():
    own = choose_model(settings("openai:m", openai_api_key="k"), local_possible=True)
    other = choose_model(settings("openai:m", openai_api_key="k", base_url=f"{SERVER}/"), local_possible=True)
    assert own.endpoint == Endpoint(OPENAI_URL, "k")
    assert other.endpoint == Endpoint(SERVER, "k")
    assert "'k'" not in repr(other)


@pytest.mark.parametrize("wanted", ["gpt-4o", "openai:", ":gpt-4o", "", "locl"])
def test_what_is_not_a_model(wanted: str):
    with pytest.raises(UnknownModel, match="PROVIDER:NAME"):
        choose_model(settings(wanted), local_possible=True, models_of=no_questions)


def test_openai_needs_a_key():
    with pytest.raises(MissingKey, match="OPENAI_API_KEY"):
        choose_model(settings("openai:gpt-4o"), local_possible=True)


def test_the_only_model_of_a_server_is_used(openai_server: OpenAIServer):
    choice = choose_model(settings(base_url=openai_server.url, openai_api_key="k"), local_possible=True)
    assert choice.info.name == "test-model"
    assert openai_server.url in choice.info.chosen_because
    assert openai_server.requests[0].headers["authorization"] == "Bearer k"


@pytest.mark.parametrize(("models", "words"), [(["a", "b"], "a, b"), ([], "no model")])
def test_among_several_models_the_user_chooses(openai_server: OpenAIServer, models: list[str], words: str):
    openai_server.models[:] = models
    with pytest.raises(UnknownModel, match=words):
        choose_model(settings(base_url=openai_server.url), local_possible=True)


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (html(), WrongBaseUrl),
        (fails(404, "Not Found"), WrongBaseUrl),
        (sends(b"{"), WrongBaseUrl),
        (sends(b'{"models": []}'), WrongBaseUrl),
        (refuses_key(), KeyRefused),
        (fails(500), ModelFailed),
        (stalls(), ModelFailed),
    ],
)
def test_servers_that_do_not_list_models(openai_server: OpenAIServer, behaviour, error: type[ModelError]):
    openai_server.will(behaviour)
    with pytest.raises(error, match=openai_server.origin):
        listed_models(Endpoint(openai_server.url), timeout=1)


def test_nobody_lists_models():
    with pytest.raises(ServerUnreachable):
        listed_models(Endpoint("http://127.0.0.1:1/v1"))


@pytest.mark.parametrize(
    ("name", "strong"),
    [
        ("gpt-4.1-mini", True),
        ("gpt-5-nano", True),
        ("some-model", True),
        ("qwen2.5-coder-1.5b-instruct", False),
        ("Qwen2.5-0.5B-Instruct", False),
        ("llama3.2:3b", False),
        ("gemma-3-270m-it", False),
        ("smollm2-360M", False),
        ("llama-3.1-8b-instruct", True),
        ("mixtral-8x7b", True),
        ("qwen3-30b-a3b", True),
        ("gemma-3-4b-it", False),
    ],
)
def test_strength_by_name(name: str, strong: bool):
    assert is_strong_model(name) is strong


def test_every_choice_has_its_chat_model(openai_server: OpenAIServer):
    local = LocalModelServer(lambda: Path("/nowhere"))

    def chat(given: Settings) -> object:
        choice: ModelChoice = choose_model(given, local_possible=True, models_of=no_questions)
        return chat_for(choice, local)

    assert chat(settings("extractive")) is None
    small = chat_for(choose_model(settings("local"), local_possible=True), local)
    assert small is not None
    assert not small.is_strong
    served = chat_for(
        choose_model(settings("openai:m", base_url=openai_server.url), local_possible=True), local
    )
    assert served is not None
    assert served.is_strong
    assert served.info.provider == "openai"
    with pytest.raises(ModelError, match="pip install langchain-anthropic"):
        chat(settings("anthropic:m"))
