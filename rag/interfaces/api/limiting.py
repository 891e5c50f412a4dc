"""How much one request may carry, and how much one key may ask for."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.interfaces.api.access import Caller, Doorkeeper
from rag.interfaces.api.problems import ApiError, problem, problem_of, response_of


@dataclass
class _Account:
    """What a key has used: a bucket that fills again steadily, and what is under way."""

    tokens: float
    told_at: float
    under_way: int = 0


class Allowances:
    """Requests a minute and at once, for each key. This machine itself is not counted."""

    def __init__(self, *, per_minute: int, at_once: int, clock: Callable[[], float]) -> None:
        self._per_minute = per_minute
        self._at_once = at_once
        self._clock = clock
        self._accounts: dict[str, _Account] = {}

    def enter(self, caller: Caller | None) -> None:
        """Count one request. Raises `ApiError` 429."""
        if caller is None or caller.key is None:
            return
        now = self._clock()
        account = self._accounts.setdefault(caller.key.id, _Account(self._per_minute, now))
        refill = (now - account.told_at) * self._per_minute / 60
        account.tokens = min(self._per_minute, account.tokens + refill)
        account.told_at = now
        if account.under_way >= self._at_once:
            raise _too_many(f"{self._at_once} requests of this key are under way already.", 1)
        if account.tokens < 1:
            wait = math.ceil((1 - account.tokens) * 60 / self._per_minute)
            raise _too_many(f"This key is good for {self._per_minute} requests a minute.", wait)
        account.tokens -= 1
        account.under_way += 1

    def leave(self, caller: Caller | None) -> None:
        if caller is not None and caller.key is not None:
            self._accounts[caller.key.id].under_way -= 1


def _too_many(why: str, wait: int) -> ApiError:
    headers = {"Retry-After": str(wait)}
    return ApiError(429, "TooManyRequests", f"{why} Try again in {wait} s.", headers=headers)


class Limits:
    """The ASGI middleware that knows the caller and holds everybody to what is allowed."""

    def __init__(
        self, app: ASGIApp, *, doorkeeper: Doorkeeper, allowances: Allowances, most_bytes: int
    ) -> None:
        self._app = app
        self._doorkeeper = doorkeeper
        self._allowances = allowances
        self._most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        caller = self._doorkeeper.caller(scope)
        scope.setdefault("state", {})["caller"] = caller
        try:
            self._allowances.enter(caller)
        except ApiError as error:
            found, headers = problem_of(error)
            response = response_of(found, headers, request_id=scope["state"].get("request_id"))
            await response(scope, receive, send)
            return
        try:
            await self._within_size(scope, receive, send)
        finally:
            self._allowances.leave(caller)

    async def _within_size(self, scope: Scope, receive: Receive, send: Send) -> None:
        announced = Headers(scope=scope).get("content-length", "")
        if announced.isdecimal() and int(announced) > self._most_bytes:
            found = problem(413, "TooLarge", self._too_large())
            response = response_of(found, request_id=scope["state"].get("request_id"))
            await response(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._most_bytes:
                raise HTTPException(413, self._too_large())
            return message

        await self._app(scope, counted, send)

    def _too_large(self) -> str:
        return f"A request may carry {self._most_bytes / 1_000_000:,.0f} MB. Send less at once."
