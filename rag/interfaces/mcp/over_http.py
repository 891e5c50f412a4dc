"""The tools at `/mcp` of the server (streamable HTTP), behind its keys, limits and queues."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.interfaces.api.problems import problem, response_of

PATH = "/mcp"


def add_mcp(app: FastAPI, server: MCPServer[Any], *, most_bytes: int) -> None:
    """Answer at `PATH` from when the application starts. Foreign hosts and origins are refused before."""
    handler = server.streamable_http_app(
        streamable_http_path=PATH,
        json_response=False,
        stateless_http=True,
        max_request_body_size=most_bytes,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )
    endpoint = next(route for route in handler.routes if isinstance(route, Route) and route.path == PATH)
    app.router.routes.append(Route(PATH, _KeyNeeded(endpoint.app), methods=["GET", "POST", "DELETE"]))

    @asynccontextmanager
    async def started(_: FastAPI) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    app.router.lifespan_context = started


class _KeyNeeded:
    """Lets those in whom the server knows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["state"]["caller"] is not None:
            await self._app(scope, receive, send)
            return
        found = problem(401, "KeyMissing", "This server wants an API key in force.")
        response = response_of(found, {"WWW-Authenticate": "Bearer"}, request_id=scope["state"]["request_id"])
        await response(scope, receive, send)
