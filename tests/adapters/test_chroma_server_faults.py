"""A Chroma server that is not there, is something else, or goes away."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from chroma_process import chroma_server, free_port

from rag.adapters import chroma_faults
from rag.adapters.chroma import ChromaServer
from rag.errors import KeyRefused, ServerUnreachable, WrongBaseUrl

NAME = "chunks-1"


@contextmanager
def web_server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Tests look at the error instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def replies(status: int, body: str, content_type: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", content_type)
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


def test_nobody_listens() -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServerUnreachable, match=url) as caught:
        ChromaServer(url).open(NAME, "words:v1", 8)
    assert "NEWSDESK_CHROMA_URL" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html><h1>Welcome</h1></html>", "text/html"),
        (200, json.dumps({"status": "ok"}), "application/json"),
        (200, "17", "application/json"),
        (404, "not here", "text/plain"),
        (500, "broken", "text/plain"),
    ],
)
def test_something_else_answers(status: int, body: str, kind: str) -> None:
    with web_server(replies(status, body, kind)) as url, pytest.raises(WrongBaseUrl, match=url):
        ChromaServer(url).open(NAME, "words:v1", 8)


@pytest.mark.parametrize("status", [401, 403])
def test_credentials_are_asked_for_and_never_shown(status: int) -> None:
    with web_server(replies(status, "no", "text/plain")) as url, pytest.raises(KeyRefused) as caught:
        ChromaServer(url.replace("//", "//reader:hunter2@")).open(NAME, "words:v1", 8)
    assert "hunter2" not in str(caught.value)


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_faults, "_PROBE_SECONDS", 0.3)
    done = threading.Event()
    started = time.monotonic()
    with web_server(lambda handler: done.wait(10)) as url, pytest.raises(ServerUnreachable):
        ChromaServer(url).open(NAME, "words:v1", 8)
    done.set()
    assert time.monotonic() - started < 5


def test_a_server_that_goes_away_is_named(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        indexes = ChromaServer(url)
        index = indexes.create(NAME, "words:v1", 8)
    for use in (
        index.count,
        lambda: list(index.ids()),
        lambda: index.search(np.ones(8, dtype=np.float32), 3),
        lambda: index.delete(["chunk-1"]),
        lambda: indexes.drop(NAME),
    ):
        with pytest.raises(ServerUnreachable, match=url):
            use()


@pytest.mark.parametrize("suffix", ["", "/", "/api/v2"])
def test_the_url_may_end_as_people_write_it(tmp_path: Path, suffix: str) -> None:
    with chroma_server(tmp_path) as url:
        indexes = ChromaServer(url + suffix)
        assert indexes.create(NAME, "words:v1", 8).count() == 0
        indexes.close()
