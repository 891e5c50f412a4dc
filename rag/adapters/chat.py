"""The `ChatModel` port over LangChain chat models: one deadline, one retry layer, one way to end.

What differs between providers is a `Door`: `openai_chat` and `provider_chat` have one each.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import aclosing, closing, contextmanager
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

from rag.adapters.background_loop import BackgroundLoop
from rag.adapters.chat_reply import Reply
from rag.adapters.openai_errors import as_model_error
from rag.adapters.retrying import Retrying
from rag.domain import ModelInfo
from rag.errors import ModelFailed
from rag.ports import Completion, Message

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Cost = Callable[[str, int, int], float | None]
"""(model, prompt tokens, completion tokens) -> US dollars, None where no price is known."""

_LONGEST_TOKEN = 16
"""Characters; tokens have four on the average."""


class Door(Protocol):
    """How one provider is asked."""

    @property
    def server(self) -> str:
        """What errors name: a base URL, or the provider."""
        ...

    def open(self) -> None:
        """Get ready: imports, clients, a local server. Called once, and not on the clock of a question."""
        ...

    async def ask(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> BaseMessage: ...

    def stream(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AsyncGenerator[BaseMessage, None]:
        """The reply in chunks; one without an end is a fault."""
        ...

    async def aclose(self) -> None:
        """End connections; nothing is being asked any more."""
        ...

    def stop(self) -> None:
        """End what `open` started, after the connections."""
        ...


class LangChainChat:
    """A `ChatModel`; safe to use from several threads."""

    def __init__(
        self, info: ModelInfo, door: Door, *, is_strong: bool, cost: Cost, retrying: Retrying | None = None
    ) -> None:
        self.info = info
        self.is_strong = is_strong
        self._door = door
        self._cost = cost
        self._retrying = retrying or Retrying()
        self._loop = BackgroundLoop()
        self._opening = threading.Lock()
        self._is_open = False

    def complete(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Completion:
        """One completion, greedy, within ``timeout`` seconds, retries included.

        A strict JSON Schema in ``schema`` binds the text where the provider can do that. Starting a local
        model is not counted. Raises `ModelError`.
        """
        self._open()
        spoken = [(message.role, message.content) for message in messages]
        return self._retrying.call(
            lambda remaining: self._attempt(spoken, max_tokens, remaining, schema), timeout=timeout
        )

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None = None,
    ) -> Generator[str, None, Completion]:
        """The same, in pieces as they are written. Closing the generator closes the connection.

        A server that goes on far beyond ``max_tokens`` is cut off. Raises `ModelError`, which may come after
        some pieces.
        """
        self._open()
        spoken = [(message.role, message.content) for message in messages]
        begun, coming = self._retrying.call(
            lambda remaining: self._begin(spoken, max_tokens, remaining, schema), timeout=timeout
        )
        reply = Reply()
        with closing(coming):
            for chunk in chain(begun, coming):
                if text := reply.add(chunk):
                    yield text
                if reply.length > max_tokens * _LONGEST_TOKEN:
                    reply.is_cut_off = True
                    break
        return self._completion(reply)

    def close(self) -> None:
        """End what is being asked, connections and a local server; a later `complete` opens them again.

        In this order, and at the exit of the process too: a local server waits for its clients to leave.
        """
        with self._opening:
            if self._is_open:
                self._is_open = False
                self._loop.close(self._door.aclose())
                self._door.stop()
        atexit.unregister(self.close)

    def _open(self) -> None:
        with self._opening:
            if not self._is_open:
                self._door.open()
                self._is_open = True
                atexit.register(self.close)

    def _attempt(
        self,
        messages: Sequence[tuple[str, str]],
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None,
    ) -> Completion:
        with self._named_faults():
            said = self._loop.run(self._ask(messages, max_tokens, schema), timeout=timeout)
        reply = Reply()
        reply.add(said)
        return self._completion(reply)

    def _begin(
        self,
        messages: Sequence[tuple[str, str]],
        max_tokens: int,
        timeout: float,
        schema: Mapping[str, Any] | None,
    ) -> tuple[Sequence[BaseMessage], Generator[BaseMessage, None, None]]:
        """The chunks up to the first with a text, and those to come."""
        coming = self._in_time(self._said(messages, max_tokens, schema), timeout)
        begun: list[BaseMessage] = []
        for chunk in coming:
            begun.append(chunk)
            if chunk.text:
                break
        return begun, coming

    def _in_time(
        self, chunks: AsyncGenerator[BaseMessage, None], timeout: float
    ) -> Generator[BaseMessage, None, None]:
        with self._named_faults():
            yield from self._loop.iterate(chunks, timeout=timeout)

    @contextmanager
    def _named_faults(self) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except TimeoutError:
            waited = time.monotonic() - started
            raise ModelFailed(
                f"{self.info.name!r} at {self._door.server} did not answer within {waited:.0f} s."
            ) from None
        except CancelledError:
            raise ModelFailed(f"{self.info.name!r} was closed before it had answered.") from None

    async def _ask(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> BaseMessage:
        with self._untraced():
            return await self._door.ask(messages, max_tokens, schema)

    async def _said(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AsyncGenerator[BaseMessage, None]:
        async with aclosing(self._door.stream(messages, max_tokens, schema)) as chunks:
            with self._untraced():
                async for chunk in chunks:
                    yield chunk

    @contextmanager
    def _untraced(self) -> Iterator[None]:
        """Ask, untraced and with errors in our words: article text leaves this machine for the model alone.

        A LangSmith variable in the environment turns tracing on otherwise. Callbacks that a caller hands to
        the chain are in the context and still work.
        """
        from langsmith import tracing_context

        with tracing_context(enabled=False):
            try:
                yield
            except TimeoutError:
                raise
            except Exception as error:
                raise as_model_error(error, model=self.info.name, server=self._door.server) from error

    def _completion(self, reply: Reply) -> Completion:
        answered_by = reply.model or self.info.name
        return reply.completion(self._cost(answered_by, reply.prompt_tokens, reply.completion_tokens))
