"""Chat models of OpenAI, of any server that speaks its protocol, and of the local model's server."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from rag.adapters.chat import LangChainChat
from rag.adapters.openai_http import OPENAI_URL, Endpoint, open_http
from rag.adapters.prices import openai_cost
from rag.adapters.retrying import PassingFault, Retrying
from rag.domain import ModelInfo

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import AIMessage, BaseMessage
    from langchain_core.outputs import ChatGenerationChunk
    from langchain_openai import ChatOpenAI

_NO_KEY = "none"
"""Sent to servers that want no key: without one the client would take OpenAI's from the environment."""

_REASONING = re.compile(r"o\d|gpt-5(?!.*chat)")


def openai_chat(
    info: ModelInfo, endpoint: Endpoint, *, is_strong: bool, retrying: Retrying | None = None
) -> LangChainChat:
    """A chat model of OpenAI, priced, or of a compatible server, whose prices nobody knows."""
    if endpoint.url == OPENAI_URL:
        door: OpenAIDoor = OpenAIDoor(info.name, lambda: endpoint, endpoint.url)
        return LangChainChat(info, door, is_strong=is_strong, cost=openai_cost, retrying=retrying)
    door = CompatibleDoor(info.name, lambda: endpoint, endpoint.url)
    return LangChainChat(info, door, is_strong=is_strong, cost=lambda *_: None, retrying=retrying)


def local_chat(
    info: ModelInfo,
    start: Callable[[], Endpoint],
    *,
    stop: Callable[[], None] = lambda: None,
    retrying: Retrying | None = None,
) -> LangChainChat:
    """The chat model of a server that ``start`` brings up at the first question; it costs nothing."""
    door = CompatibleDoor(info.name, start, "the local model's server", stop=stop)
    return LangChainChat(info, door, is_strong=False, cost=lambda *_: 0.0, retrying=retrying)


class OpenAIDoor:
    """OpenAI's own dialect."""

    def __init__(
        self,
        model: str,
        start: Callable[[], Endpoint],
        server: str,
        *,
        stop: Callable[[], None] = lambda: None,
    ) -> None:
        self.server = server
        self._model = model
        self._start = start
        self._stop = stop
        self._chat: ChatOpenAI | None = None
        self._http: httpx2.AsyncClient | None = None

    def open(self) -> None:
        endpoint = self._start()
        self._http = open_http(endpoint.url)
        # The Responses API is switched on by some model names otherwise, and compatible servers lack it;
        # retries are ours; a run with a streaming callback would lose the token counts.
        self._chat = _chat_openai()(
            model=self._model,
            base_url=endpoint.url,
            api_key=SecretStr(endpoint.key or _NO_KEY),
            use_responses_api=False,
            stream_usage=True,
            disable_streaming=True,
            max_retries=0,
            timeout=None,
            cache=False,
            http_async_client=self._http,
            **self._sampling(),
        )

    async def ask(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AIMessage:
        return await self._opened().ainvoke(list(messages), **self._options(max_tokens, schema))

    async def stream(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AsyncGenerator[BaseMessage, None]:
        """Ask once, in chunks. Without a reason to finish the connection was cut: it may pass."""
        streaming = self._opened().model_copy(update={"disable_streaming": False})
        has_ended = False
        async for chunk in streaming.astream(list(messages), **self._options(max_tokens, schema)):
            has_ended = has_ended or bool(chunk.response_metadata.get("finish_reason"))
            yield chunk
        if not has_ended:
            raise PassingFault(f"The reply of {self.server} broke off before its end.")

    async def aclose(self) -> None:
        self._chat = None
        if self._http is not None:
            await self._http.aclose()

    def stop(self) -> None:
        self._stop()

    def _opened(self) -> ChatOpenAI:
        if self._chat is None:
            raise RuntimeError("the door is not open")
        return self._chat

    def _options(self, max_tokens: int, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        """The schema travels in ``extra_body``: as LangChain's ``response_format`` it would go through the
        client's own parser, which raises where an answer is cut off or filtered."""
        extra: dict[str, Any] = {} if schema is None else {"response_format": _strict(schema)}
        return self._limit(max_tokens, extra)

    def _sampling(self) -> dict[str, Any]:
        """Greedy; reasoning models take no temperature, so they are told not to think long instead."""
        return {"reasoning_effort": "low"} if _REASONING.match(self._model) else {"temperature": 0}

    def _limit(self, max_tokens: int, extra: dict[str, Any]) -> dict[str, Any]:
        return {"max_tokens": max_tokens, "extra_body": extra}


class CompatibleDoor(OpenAIDoor):
    """The dialect that every compatible server knows."""

    def _sampling(self) -> dict[str, Any]:
        return {"temperature": 0}

    def _limit(self, max_tokens: int, extra: dict[str, Any]) -> dict[str, Any]:
        """LangChain renames ``max_tokens`` to OpenAI's newer name, which not every server knows."""
        return {"extra_body": {**extra, "max_tokens": max_tokens}}


def _chat_openai() -> type[ChatOpenAI]:
    """LangChain's class, which drops the refusal of a streamed reply, with the refusal kept."""
    from langchain_openai import ChatOpenAI

    class RefusalKeepingChat(ChatOpenAI):
        def _convert_chunk_to_generation_chunk(
            self,
            chunk: dict[str, Any],
            default_chunk_class: type,
            base_generation_info: dict[str, Any] | None,
        ) -> ChatGenerationChunk | None:
            converted = super()._convert_chunk_to_generation_chunk(
                chunk, default_chunk_class, base_generation_info
            )
            choices = chunk.get("choices")
            refusal = choices and (choices[0].get("delta") or {}).get("refusal")
            if converted is not None and refusal:
                converted.message.additional_kwargs["refusal"] = refusal
            return converted

    return RefusalKeepingChat


def _strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    name = re.sub(r"[^A-Za-z0-9_-]", "_", str(schema.get("title", "answer")))[:64]
    return {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": dict(schema)}}
