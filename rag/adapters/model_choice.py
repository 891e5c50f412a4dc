"""Which language model answers, and why: decided from the settings, before anything is started."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from rag.adapters.chat import LangChainChat
from rag.adapters.local_model import LocalModelServer
from rag.adapters.openai_chat import local_chat, openai_chat
from rag.adapters.openai_http import OPENAI_URL, Endpoint
from rag.adapters.openai_models import listed_models
from rag.adapters.provider_chat import provider_chat
from rag.domain import ModelInfo
from rag.errors import MissingKey, UnknownModel
from rag.settings import Settings

DEFAULT_OPENAI_MODEL = "gpt-4.1-mini"
LOCAL_MODEL = "qwen2.5-coder-1.5b-instruct"

EXTRACTIVE, LOCAL, OPENAI = "extractive", "local", "openai"
"""Values of `ModelInfo.provider`; any other is a provider of LangChain."""

_NAMED = "it is named in the settings"
_BILLIONS = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)b(?![a-z])")
_MILLIONS = re.compile(r"(?<![\d.])\d+m(?![a-z])")
_SMALL = 4.0
"""Billions of parameters up to which a model is not trusted with a strict schema."""


@dataclass(frozen=True)
class ModelChoice:
    """The model, whether it is strong (see `is_strong_model`), and where it is served, if at a URL."""

    info: ModelInfo
    is_strong: bool
    endpoint: Endpoint | None = None


def choose_model(
    settings: Settings,
    *,
    local_possible: bool,
    models_of: Callable[[Endpoint], list[str]] = listed_models,
) -> ModelChoice:
    """The model that the settings name; for `auto` the first that can be had.

    ``local_possible`` says whether the local model's file is there or may be fetched. Only for a ``base_url``
    without a model name is a server asked. Raises `UnknownModel`, `MissingKey`, and what ``models_of`` does.
    """
    wanted = settings.model.strip()
    if wanted == EXTRACTIVE:
        return _without_server(EXTRACTIVE, "sentences", _NAMED)
    if wanted == LOCAL:
        return _without_server(LOCAL, LOCAL_MODEL, _NAMED)
    if wanted == "auto":
        return _automatic(settings, local_possible, models_of)
    provider, colon, name = wanted.partition(":")
    if not colon and settings.base_url is not None:
        provider, name = OPENAI, wanted
    if not provider or not name:
        raise UnknownModel(
            f"{wanted!r} is not a model. Use auto, local, extractive or PROVIDER:NAME, "
            f"for example openai:{DEFAULT_OPENAI_MODEL}."
        )
    if provider == OPENAI:
        return _at_url(settings, name, _NAMED)
    return ModelChoice(
        ModelInfo(provider=provider, name=name, chosen_because=_NAMED), is_strong=is_strong_model(name)
    )


def chat_for(choice: ModelChoice, local: LocalModelServer) -> LangChainChat | None:
    """The chat model of a choice, nothing started yet; None for extractive answers.

    ``local`` is used for the local model alone. Raises what `provider_chat` does.
    """
    info, is_strong = choice.info, choice.is_strong
    if info.provider == EXTRACTIVE:
        return None
    if info.provider == LOCAL:
        return local_chat(info, local.start, stop=local.stop)
    if choice.endpoint is not None:
        return openai_chat(info, choice.endpoint, is_strong=is_strong)
    return provider_chat(info, is_strong=is_strong)


def is_strong_model(name: str) -> bool:
    """Whether a model can be trusted with a strict schema: every one whose name does not say it is small.

    Small is up to 4 billion parameters, by the habit of naming open models for their size ("…-1.5b-…",
    "…:3b", "…-270m"). Of several sizes in a name ("30b-a3b") the largest counts.
    """
    lowered = name.lower()
    sizes = [float(size) for size in _BILLIONS.findall(lowered)]
    if sizes:
        return max(sizes) > _SMALL
    return _MILLIONS.search(lowered) is None


def _automatic(
    settings: Settings, local_possible: bool, models_of: Callable[[Endpoint], list[str]]
) -> ModelChoice:
    if settings.base_url is not None:
        endpoint = _endpoint(settings)
        return _at_url(settings, _only_model(endpoint, models_of), f"the settings name {endpoint.url}")
    if settings.openai_api_key is not None:
        return _at_url(settings, DEFAULT_OPENAI_MODEL, "OPENAI_API_KEY is set")
    if local_possible:
        return _without_server(LOCAL, LOCAL_MODEL, "no key and no server are set")
    return _without_server(
        EXTRACTIVE, "sentences", "no key and no server are set, and the local model's file cannot be had"
    )


def _only_model(endpoint: Endpoint, models_of: Callable[[Endpoint], list[str]]) -> str:
    names = models_of(endpoint)
    if len(names) == 1:
        return names[0]
    offered = ", ".join(names[:10]) if names else "no model at all"
    raise UnknownModel(
        f"{endpoint.url} offers {offered}. Name the one to use, for example NEWSDESK_MODEL=openai:NAME."
    )


def _at_url(settings: Settings, name: str, because: str) -> ModelChoice:
    endpoint = openai_endpoint(settings, f"openai:{name}", instead="--model local")
    info = ModelInfo(provider=OPENAI, name=name, chosen_because=because)
    return ModelChoice(info, is_strong=is_strong_model(name), endpoint=endpoint)


def openai_endpoint(settings: Settings, wanted: str, *, instead: str) -> Endpoint:
    """Where ``wanted`` is asked for: OpenAI, or the ``base_url`` of the settings. Raises `MissingKey`."""
    endpoint = _endpoint(settings)
    if endpoint.url == OPENAI_URL and endpoint.key is None:
        raise MissingKey(f"{wanted} needs a key: set OPENAI_API_KEY, or use {instead}.")
    return endpoint


def _endpoint(settings: Settings) -> Endpoint:
    url = OPENAI_URL if settings.base_url is None else str(settings.base_url).rstrip("/")
    key = settings.openai_api_key
    return Endpoint(url, None if key is None else key.get_secret_value())


def _without_server(provider: str, name: str, because: str) -> ModelChoice:
    return ModelChoice(ModelInfo(provider=provider, name=name, chosen_because=because), is_strong=False)
