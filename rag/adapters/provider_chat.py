"""Chat models of the other providers that LangChain knows, each through a package of its own."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from rag.adapters.chat import LangChainChat
from rag.adapters.retrying import Retrying
from rag.domain import ModelInfo
from rag.errors import MissingKey, ProviderNotInstalled, UnknownModel

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, BaseMessage


def provider_chat(info: ModelInfo, *, is_strong: bool, retrying: Retrying | None = None) -> LangChainChat:
    """A chat model of ``info.provider``; its key comes from where that provider's package looks for it.

    Raises at once, before any question: `UnknownModel` for a provider LangChain does not know,
    `ProviderNotInstalled`, `MissingKey`.
    """
    door = ProviderDoor(info.provider, info.name)
    return LangChainChat(info, door, is_strong=is_strong, cost=lambda *_: None, retrying=retrying)


class ProviderDoor:
    """Whatever `init_chat_model` builds; structured output the way that provider does it."""

    def __init__(self, provider: str, model: str) -> None:
        self.server = provider
        self._provider = provider
        self._model = model
        self._chats: dict[int, BaseChatModel] = {}
        self._build(1)

    def open(self) -> None:
        """Nothing to start: the packages connect on their own."""

    async def ask(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AIMessage:
        from langchain_core.messages import AIMessage

        chat = self._limited_to(max_tokens)
        if schema is None:
            reply = await chat.ainvoke(list(messages))
            return reply if isinstance(reply, AIMessage) else AIMessage(content=reply.content)
        structured = chat.with_structured_output({"title": "answer", **schema}, include_raw=True)
        result = cast("dict[str, Any]", await structured.ainvoke(list(messages)))
        return _with_parsed_text(result["raw"], result["parsed"])

    async def stream(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AsyncGenerator[BaseMessage, None]:
        """In chunks; with a schema whole, for some providers put the answer into a tool call."""
        if schema is not None:
            yield await self.ask(messages, max_tokens, schema)
            return
        streaming = self._limited_to(max_tokens).model_copy(update={"disable_streaming": False})
        async for chunk in streaming.astream(list(messages)):
            yield chunk

    async def aclose(self) -> None:
        self._chats.clear()

    def stop(self) -> None:
        """Nothing was started."""

    def _limited_to(self, max_tokens: int) -> BaseChatModel:
        if max_tokens not in self._chats:
            self._chats[max_tokens] = self._build(max_tokens)
        return self._chats[max_tokens]

    def _build(self, max_tokens: int) -> BaseChatModel:
        """A limit is set at construction: the packages disagree on its name in a call."""
        from langchain.chat_models import init_chat_model

        try:
            chat = init_chat_model(
                self._model,
                model_provider=self._provider,
                temperature=0,
                max_retries=0,
                max_tokens=max_tokens,
                disable_streaming=True,
            )
        except ImportError as error:
            raise ProviderNotInstalled(_how_to_install(self._provider, error)) from None
        except Exception as error:
            raise _refusal(self._provider, self._model, error) from error
        return chat


def _with_parsed_text(raw: AIMessage, parsed: object) -> AIMessage:
    """The raw message; where the answer is in a tool call, its JSON becomes the text."""
    if parsed is None or not raw.tool_calls:
        return raw
    return raw.model_copy(update={"content": json.dumps(parsed, ensure_ascii=False)})


def _how_to_install(provider: str, error: ImportError) -> str:
    missing = getattr(error.__cause__, "name", None) or f"langchain_{provider}"
    package = missing.partition(".")[0].replace("_", "-")
    return f"Models of {provider!r} need a package that is not installed: `pip install {package}`."


def _refusal(provider: str, model: str, error: Exception) -> UnknownModel | MissingKey:
    said = str(error)
    if "unsupported provider" in said.lower():
        return UnknownModel(
            f"{provider!r} in {provider}:{model} is not a provider LangChain knows. "
            "Use PROVIDER:NAME, for example openai:gpt-4.1-mini or anthropic:NAME."
        )
    return MissingKey(f"{provider}:{model} cannot be set up: {' '.join(said.split())[:300]}")
