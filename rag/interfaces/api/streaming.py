"""Server-sent events: what long work has to tell while it goes on, and its end when nobody listens."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import anyio
import anyio.from_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rag.errors import NewsdeskError
from rag.interfaces.api.problems import ApiError, problem_of
from rag.interfaces.api.working import ClientGone, Turn, Workers

Tell = Callable[[str, Any], None]
"""``tell(event, value)``: called from the thread that works; the value is what JSON can hold."""

MEDIA_TYPE = "text/event-stream"
_SILENCE = 15.0
"""Seconds after which a comment is sent, so that nothing on the way takes the connection for dead."""


class EventStream(Response):
    """Does work in a turn that was reserved, and sends its events. A failure is the last event."""

    media_type = MEDIA_TYPE

    def __init__(
        self,
        workers: Workers,
        turn: Turn,
        work: Callable[[Tell], None],
        *,
        encode: Callable[[str, Any], bytes],
    ) -> None:
        super().__init__(headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._workers = workers
        self._turn = turn
        self._work = work
        self._encode = encode

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = anyio.Event()

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            left.set()

        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            async with anyio.create_task_group() as group:
                group.start_soon(watch)
                await self._send_events(left, scope, send)
                group.cancel_scope.cancel()
        finally:
            self._turn.leave()
        if not left.is_set():
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_events(self, left: anyio.Event, scope: Scope, send: Send) -> None:
        events, arriving = anyio.create_memory_object_stream[bytes](math.inf)

        def tell(event: str, value: object) -> None:
            anyio.from_thread.run_sync(events.send_nowait, self._encode(event, value))

        async def work() -> None:
            with events:
                try:
                    await self._workers.behind(self._turn, left.wait, lambda: self._work(tell))
                except ClientGone:
                    pass
                except (NewsdeskError, ApiError) as error:
                    events.send_nowait(self._encode("problem", _problem(error, scope)))
                except Exception as error:
                    events.send_nowait(self._encode("problem", _problem(error, scope)))
                    raise

        async with anyio.create_task_group() as group:
            group.start_soon(work)
            with arriving:
                while (chunk := await _next_of(arriving)) is not None:
                    if not left.is_set():
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _next_of(arriving: Any) -> bytes | None:  # noqa: ANN401 - anyio's stream of bytes
    """The next event, a comment after a long silence, None at the end."""
    with anyio.move_on_after(_SILENCE):
        try:
            chunk: bytes = await arriving.receive()
        except anyio.EndOfStream:
            return None
        return chunk
    return b": still at work\n\n"


def _problem(error: Exception, scope: Scope) -> dict[str, Any]:
    found, _ = problem_of(error)
    told = found.model_copy(update={"request_id": scope.get("state", {}).get("request_id")})
    return told.model_dump(mode="json", exclude_none=True)


def named_event(event: str, value: object) -> bytes:
    """One event with its name, as `EventSource` reads it."""
    return f"event: {event}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def wants_events(accept: str) -> bool:
    """Whether a client asks for a stream, by its Accept header."""
    return any(part.partition(";")[0].strip().lower() == MEDIA_TYPE for part in accept.split(","))
