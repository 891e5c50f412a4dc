"""What every request passes first, and what every answer carries: against foreign pages and foreign names.

A browser sends requests to this server for any page that asks it to. Such a request says where it comes from
(`Sec-Fetch-Site`, `Origin`), and one that changes something is refused unless that is this server's own page.
On loopback the name that was asked for has to be loopback too: else a foreign name that is made to point here
would make a foreign page look like ours. No other origin is ever let in (CORS stays closed).
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.interfaces.api.problems import problem, response_of

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

_ALWAYS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_OWN = {"same-origin", "none"}


class Guard:
    """The ASGI middleware that refuses what a foreign page sends."""

    def __init__(self, app: ASGIApp, *, on_loopback: bool) -> None:
        self._app = app
        self._on_loopback = on_loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope["method"], Headers(scope=scope))
        if refusal is None:
            await self._app(scope, receive, _protected(send))
            return
        found = problem(403, "ForeignRequest", refusal)
        response = response_of(found, request_id=scope.get("state", {}).get("request_id"))
        await response(scope, receive, _protected(send))

    def _refusal(self, method: str, headers: Headers) -> str | None:
        host = headers.get("host", "")
        if self._on_loopback and _name(host) not in _LOOPBACK:
            return f"This server is asked for as localhost, not as {host[:100]!r}."
        if method in _SAFE:
            return None
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in _OWN:
            return "A page of another site may not change anything here."
        if origin is not None and _host_of(origin) != host.lower():
            return f"A page of {origin[:100]!r} may not change anything here."
        return None


def _name(host: str) -> str:
    """The name in a Host header, without its port and the brackets of IPv6."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None


def _protected(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _ALWAYS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", _DATA_POLICY)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
