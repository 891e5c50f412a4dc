"""A server on loopback that answers for one file as the Hugging Face hub does."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class HubServer:
    """Serves ``content`` for every path; None is a file that is not there, `gate` holds answers back."""

    def __init__(self, content: bytes | None) -> None:
        self.content = content
        self.requests: list[str] = []
        self.gate = threading.Event()
        self.gate.set()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.hub = self
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: HubServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        content = self._answer()
        if content is not None:
            self.wfile.write(content)

    def _answer(self) -> bytes | None:
        hub = self.server.hub
        hub.requests.append(f"{self.command} {self.path}")
        hub.gate.wait(10)
        self.send_response(404 if hub.content is None else 200)
        if hub.content is None:
            self.send_header("X-Error-Code", "EntryNotFound")
        self.send_header("ETag", f'"{"0" * 40}"')
        self.send_header("X-Repo-Commit", "1" * 40)
        self.send_header("Content-Length", str(len(hub.content or b"")))
        self.end_headers()
        return hub.content

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests read `requests` instead."""
