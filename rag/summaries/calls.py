"""Calls to a model: each is looked up first, held against a limit, and kept once it is paid."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rag.domain import Estimate, Limit, PromptInfo, Usage, sha256_of
from rag.errors import ModelFailed
from rag.ports import ChatModel, Completion, Finish, Message, PartialResults, Progress

Price = Callable[[int, int], float | None]
"""(prompt tokens, completion tokens) -> US dollars; None where no price is known."""

SECONDS_PER_CALL = 240.0
_CHARACTERS_PER_TOKEN = 3.6
_FAILURES = 2
"""Calls that may fail in a row before the model is left alone."""

USUAL_SHARE = 0.4
"""How much of what it may write a model usually writes; for the estimate of the time."""


@dataclass(frozen=True)
class Speed:
    """Tokens a second that a model reads and writes, and seconds before it begins."""

    reads: float
    writes: float
    waits: float


LOCAL_SPEED = Speed(reads=70.0, writes=24.0, waits=0.2)
SERVER_SPEED = Speed(reads=3000.0, writes=60.0, waits=1.0)


@dataclass(frozen=True)
class Asked:
    """One call to be made. ``label`` is what a person is told of it."""

    label: str
    prompt: PromptInfo
    messages: Sequence[Message]
    max_tokens: int
    schema: Mapping[str, Any] | None = None

    @property
    def prompt_tokens(self) -> int:
        """An estimate; servers count for themselves."""
        written = sum(len(message.content) for message in self.messages)
        return int((written + len(json.dumps(self.schema or {}))) / _CHARACTERS_PER_TOKEN) + 8


@dataclass
class Calls:
    """The calls of one piece of work about some articles.

    With ``is_dry`` nothing is asked: calls are only counted, and every reply is None unless it is kept.
    """

    model: ChatModel
    partials: PartialResults
    article_ids: Sequence[str]
    limit: Limit
    price: Price
    speed: Speed
    progress: Progress
    is_dry: bool = False
    clock: Callable[[], float] = time.monotonic
    stopped: str = ""
    """Why no further call is made; empty while calls go on."""
    paid: list[Completion] = field(default_factory=list)
    prompts: dict[str, PromptInfo] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    _planned: list[Asked] = field(default_factory=list)
    _cached: int = 0
    _failures: int = 0

    def __post_init__(self) -> None:
        self._began = self.clock()

    def reply(self, asked: Asked, *, about: Sequence[str] | None = None) -> str | None:
        """What the model says, now or in an earlier run; None if it may not or cannot be asked.

        ``about`` are the articles it is asked about, all of them by default. A reply that is cut off is given
        as far as it goes. Raises `ModelError` for what the user has to mend.
        """
        self.prompts[asked.prompt.name] = asked.prompt
        key = self._key(asked)
        kept = self.partials.load(key)
        if kept is not None:
            self._cached += 1
            return kept
        if self.is_dry or self.stopped or not self._may_spend(asked):
            self._planned.append(asked)
            return None
        self.progress(asked.label, 0, None)
        completion = self._ask(asked)
        if completion is None:
            return None
        if completion.finish in (Finish.REFUSED, Finish.FILTERED):
            self.notes.append(f"The model gave no answer when {asked.label} ({completion.finish.value}).")
            return None
        self.partials.save(key, completion.text, self.article_ids if about is None else about)
        return completion.text

    def estimate(self) -> Estimate:
        """What is still to be paid."""
        prompt = sum(asked.prompt_tokens for asked in self._planned)
        written = sum(asked.max_tokens for asked in self._planned)
        seconds = sum(
            self.speed.waits
            + asked.prompt_tokens / self.speed.reads
            + USUAL_SHARE * asked.max_tokens / self.speed.writes
            for asked in self._planned
        )
        return Estimate(
            calls=len(self._planned),
            cached=self._cached,
            prompt_tokens=prompt,
            completion_tokens=written,
            seconds=round(seconds, 1),
            cost_usd=self.price(prompt, written),
        )

    def usage(self, seconds: Mapping[str, float]) -> Usage:
        """What has been paid in this run."""
        prices = [completion.cost_usd for completion in self.paid]
        return Usage(
            model_calls=len(self.paid),
            prompt_tokens=sum(completion.prompt_tokens for completion in self.paid),
            completion_tokens=sum(completion.completion_tokens for completion in self.paid),
            seconds=dict(seconds),
            cost_usd=None if None in prices else sum(price or 0.0 for price in prices),
        )

    def _ask(self, asked: Asked) -> Completion | None:
        try:
            completion = self.model.complete(
                asked.messages,
                max_tokens=asked.max_tokens,
                timeout=min(SECONDS_PER_CALL, self._seconds_left()),
                schema=asked.schema,
            )
        except ModelFailed as error:
            self._failures += 1
            if self._failures >= _FAILURES:
                self.stopped = f"The model failed: {error}"
            return None
        self._failures = 0
        self.paid.append(completion)
        return completion

    def _may_spend(self, asked: Asked) -> bool:
        """Whether this call stays within the limit, at its worst."""
        spent = sum(completion.prompt_tokens + completion.completion_tokens for completion in self.paid)
        prices = [completion.cost_usd for completion in self.paid]
        prices.append(self.price(asked.prompt_tokens, asked.max_tokens))
        self.stopped = self.limit.reached(
            tokens=spent + asked.prompt_tokens + asked.max_tokens,
            cost_usd=None if None in prices else sum(price or 0.0 for price in prices),
            seconds=self.clock() - self._began,
        )
        return not self.stopped

    def _seconds_left(self) -> float:
        if self.limit.seconds is None:
            return SECONDS_PER_CALL
        return self.limit.seconds - (self.clock() - self._began)

    def _key(self, asked: Asked) -> str:
        info = self.model.info
        said = [[message.role, message.content] for message in asked.messages]
        whole = [info.provider, info.name, asked.prompt.sha256, said, asked.max_tokens, asked.schema]
        return sha256_of(json.dumps(whole, sort_keys=True, ensure_ascii=False))
