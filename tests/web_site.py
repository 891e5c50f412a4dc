"""A website on loopback that does what a test tells it to, and counts who comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

Route = Callable[["Visit"], None]


@dataclass(frozen=True)
class Page:
    """An ordinary answer; one with an ETag answers 304 to who has it."""

    body: bytes | str = b""
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(self, visit: Visit) -> None:
        etag, modified = self.headers.get("ETag"), self.headers.get("Last-Modified")
        if (etag and visit.headers.get("If-None-Match") == etag) or (
            not etag and modified and visit.headers.get("If-Modified-Since") == modified
        ):
            visit.send(304, self.headers)
            return
        body = self.body.encode() if isinstance(self.body, str) else self.body
        headers = {"Content-Length": str(len(body)), **self.headers}
        if self.content_type:
            headers["Content-Type"] = self.content_type
        visit.send(self.status, headers, body)


def redirect(location: str, status: int = 302) -> Page:
    return Page(status=status, headers={"Location": location})


class Visit(BaseHTTPRequestHandler):
    """One request. `send` answers it; a route may also write to ``wfile`` as it likes."""

    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        site.visits.append(self.path)
        site.seen_headers.append(dict(self.headers.items()))
        route = site.routes.get(self.path, Page(status=404))
        try:
            route(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests read `visits` instead."""


class WebSite:
    """Answers by path; 404 for a path that has no route."""

    def __init__(self, routes: dict[str, Route] | None = None, *, host: str = "127.0.0.1") -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.visits: list[str] = []
        self.seen_headers: list[dict[str, str]] = []
        self.ended = threading.Event()
        self.http = _Server((host, 0), Visit)
        self.http.site = self
        self._thread = threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return self.http.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pages(self) -> list[str]:
        """The visits, those to robots.txt left out."""
        return [path for path in self.visits if path != "/robots.txt"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.http.shutdown()
        self.http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: WebSite
