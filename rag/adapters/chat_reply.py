"""A reply of LangChain, whole or in chunks, read into a `Completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rag.ports import Completion, Finish

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

FINISHES = {
    "length": Finish.CUT_OFF,
    "max_tokens": Finish.CUT_OFF,
    "refusal": Finish.REFUSED,
    "content_filter": Finish.FILTERED,
    "safety": Finish.FILTERED,
}
"""What providers call the ends that are not a plain stop, in lower case."""


class Reply:
    """What a model has said so far; a reply that comes whole is one chunk."""

    def __init__(self) -> None:
        self.length = 0
        self.model = ""
        self.is_cut_off = False
        self._texts: list[str] = []
        self._finish = Finish.COMPLETE
        self._tokens = (0, 0)

    def add(self, chunk: BaseMessage) -> str:
        """Take one chunk in; its text, with a replacement for what is no character."""
        text = str(chunk.text).encode("utf-8", "replace").decode("utf-8")
        self._texts.append(text)
        self.length += len(text)
        self.model = str(chunk.response_metadata.get("model_name") or self.model)
        self._tokens = _tokens(chunk) or self._tokens
        ended = _finish(chunk)
        if ended is not Finish.COMPLETE:
            self._finish = ended
        return text

    def completion(self, cost_usd: float | None) -> Completion:
        return Completion(
            text="".join(self._texts),
            finish=Finish.CUT_OFF if self.is_cut_off else self._finish,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            cost_usd=cost_usd,
        )

    @property
    def prompt_tokens(self) -> int:
        return self._tokens[0]

    @property
    def completion_tokens(self) -> int:
        return self._tokens[1]


def _finish(chunk: BaseMessage) -> Finish:
    if chunk.additional_kwargs.get("refusal"):
        return Finish.REFUSED
    metadata = chunk.response_metadata
    said = metadata.get("finish_reason") or metadata.get("stop_reason") or ""
    return FINISHES.get(str(said).lower(), Finish.COMPLETE)


def _tokens(chunk: BaseMessage) -> tuple[int, int] | None:
    """Prompt and completion tokens; None where a server does not say."""
    usage: dict[str, Any] | None = getattr(chunk, "usage_metadata", None)
    return (usage["input_tokens"], usage["output_tokens"]) if usage else None
