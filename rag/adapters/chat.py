"""The `ChatModel` port over LangChain chat models: one deadline, one retry layer, one way to end.

What differs between providers is a `Door`: `openai_chat` and `provider_chat` have one each.
"""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, Protocol

from rag.adapters.background_loop import BackgroundLoop
from rag.adapters.openai_errors import as_model_error
from rag.adapters.retrying import Retrying
from rag.domain import ModelInfo
from rag.errors import ModelFailed
from rag.ports import Completion, Finish, Message

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

Cost = Callable[[str, int, int], float | None]
"""(model, prompt tokens, completion tokens) -> US dollars, None where no price is known."""


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
    ) -> AIMessage: ...

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
        started = time.monotonic()
        try:
            reply = self._loop.run(self._ask(messages, max_tokens, schema), timeout=timeout)
        except TimeoutError:
            waited = time.monotonic() - started
            raise ModelFailed(
                f"{self.info.name!r} at {self._door.server} did not answer within {waited:.0f} s."
            ) from None
        except CancelledError:
            raise ModelFailed(f"{self.info.name!r} was closed before it had answered.") from None
        return self._completion(reply)

    async def _ask(
        self, messages: Sequence[tuple[str, str]], max_tokens: int, schema: Mapping[str, Any] | None
    ) -> AIMessage:
        """Ask, untraced: article text leaves this machine for the model alone.

        A LangSmith variable in the environment turns tracing on otherwise. Callbacks that a caller hands to
        the chain are in the context and still work.
        """
        from langsmith import tracing_context

        with tracing_context(enabled=False):
            try:
                return await self._door.ask(messages, max_tokens, schema)
            except TimeoutError:
                raise
            except Exception as error:
                raise as_model_error(error, model=self.info.name, server=self._door.server) from error

    def _completion(self, reply: AIMessage) -> Completion:
        prompt, written = _tokens(reply)
        answered_by = reply.response_metadata.get("model_name") or self.info.name
        return Completion(
            text=str(reply.text),
            finish=_finish(reply),
            prompt_tokens=prompt,
            completion_tokens=written,
            cost_usd=self._cost(str(answered_by), prompt, written),
        )


_FINISHES = {
    "length": Finish.CUT_OFF,
    "max_tokens": Finish.CUT_OFF,
    "refusal": Finish.REFUSED,
    "content_filter": Finish.FILTERED,
    "safety": Finish.FILTERED,
}
"""What providers call the ends that are not a plain stop, in lower case."""


def _finish(reply: AIMessage) -> Finish:
    if reply.additional_kwargs.get("refusal"):
        return Finish.REFUSED
    metadata = reply.response_metadata
    said = metadata.get("finish_reason") or metadata.get("stop_reason") or ""
    return _FINISHES.get(str(said).lower(), Finish.COMPLETE)


def _tokens(reply: AIMessage) -> tuple[int, int]:
    """Prompt and completion tokens; zeros where a server does not say."""
    usage = reply.usage_metadata
    return (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)
