"""One line of JSON for each request on stderr, under an id that its answer carries, too.

What articles say is never in it, nor is any header, and so no key; what was asked is, if `log_text` wants it.
"""

from __future__ import annotations

import re
import sys
import time
from typing import Any, TextIO
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.interfaces.api.metrics import Metrics
from rag.interfaces.api.problems import problem_of, response_of
from rag.interfaces.api.working import ClientGone

_GIVEN_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_CLIENT_GONE = 499
HEADER = "X-Request-ID"


class ServerLog:
    """Where the lines go."""

    def __init__(self, out: TextIO | None = None, *, with_text: bool) -> None:
        self.with_text = with_text
        self._log = structlog.wrap_logger(
            structlog.PrintLogger(out or sys.stderr),
            processors=[
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )

    def write(self, event: str, **fields: object) -> None:
        self._log.info(event, **fields)

    def write_error(self, event: str, error: BaseException, **fields: object) -> None:
        self._log.error(event, exc_info=error, **fields)


class RequestLog:
    """The outermost ASGI middleware: ids, log lines, figures, and the last word on errors nobody foresaw."""

    def __init__(self, app: ASGIApp, *, log: ServerLog, metrics: Metrics) -> None:
        self._app = app
        self._log = log
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id_for(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, sending)
        except ClientGone:
            status = _CLIENT_GONE
        except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback reaches a client
            self._log.write_error("bug", error, request_id=request_id)
            if not status:
                found, headers = problem_of(error)
                await response_of(found, headers, request_id=request_id)(scope, receive, sending)
        finally:
            self._told(scope, status or _CLIENT_GONE, time.perf_counter() - began)

    def _told(self, scope: Scope, status: int, seconds: float) -> None:
        state: dict[str, Any] = scope["state"]
        route = getattr(scope.get("route"), "path", "other")
        caller = state.get("caller")
        self._metrics.count_request(scope["method"], route, status, seconds)
        self._log.write(
            "request",
            request_id=state["request_id"],
            method=scope["method"],
            path=scope["path"],
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            caller=caller.name if caller else None,
            **({"asked": state["asked"]} if self._log.with_text and "asked" in state else {}),
        )


def _id_for(scope: Scope) -> str:
    given = Headers(scope=scope).get(HEADER, "")
    return given if _GIVEN_ID.fullmatch(given) else uuid4().hex
