"""What travels: requests and replies of OpenAI's chat completions, as far as they mean something here."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from rag.domain import Answer, AskedBack, Spoken, StandaloneQuestion
from rag.interfaces.api.asking import LONGEST_QUESTION, Within

MODEL = "newsdesk"
EXTRACTIVE_MODEL = "newsdesk-extractive"


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str | None = None


class ChatMessage(BaseModel):
    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def spoken(self) -> str:
        """Its text, whatever form it has."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.text)
        return self.content or ""


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """A chat completion. What steers how a model writes, such as a temperature, has no meaning here."""

    model_config = ConfigDict(extra="ignore")

    model: Annotated[str, StringConstraints(min_length=1, max_length=200)] = MODEL
    messages: list[ChatMessage] = Field(min_length=1, max_length=1_000)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    newsdesk: Within | None = Field(default=None, description="Within what to ask; ours alone.")

    @property
    def question(self) -> str | None:
        """What the user said last; None if that is no question."""
        said = next((message.spoken for message in reversed(self.messages) if message.role == "user"), "")
        return said.strip() if 0 < len(said.strip()) <= LONGEST_QUESTION else None

    @property
    def earlier(self) -> list[Spoken]:
        """What the user said before it and what was replied: it tells what the question means."""
        said = [message for message in self.messages if message.role in ("user", "assistant")]
        last = max(number for number, message in enumerate(said) if message.role == "user")
        return [Spoken(by_reader=message.role == "user", text=message.spoken) for message in said[:last]]


class UrlCitation(BaseModel):
    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """A mark in the text and what it refers to, in the form that clients know."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class ReplyMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    index: Literal[0] = 0
    message: ReplyMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class TokenUsage(BaseModel):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class UnderstoodAnswer(Answer):
    """An answer, and how the last message was understood by those before it."""

    understood: StandaloneQuestion


class ChatCompletion(BaseModel):
    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: TokenUsage
    newsdesk: UnderstoodAnswer | AskedBack = Field(
        description="The whole answer, or what is asked back; ours alone."
    )


class ModelCard(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "newsdesk"


class ModelList(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelCard]


def usage_of(said: Answer | AskedBack) -> TokenUsage:
    if isinstance(said, AskedBack):
        return TokenUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)
    prompt, written = said.usage.prompt_tokens, said.usage.completion_tokens
    return TokenUsage(prompt_tokens=prompt, completion_tokens=written, total_tokens=prompt + written)


def chunk(
    identity: dict[str, Any], delta: dict[str, Any], finish: str | None = None, **more: object
) -> dict[str, Any]:
    """One piece of a streamed completion."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {**identity, "object": "chat.completion.chunk", "choices": [choice], **more}
