"""The queue of the model, clients that leave, and the end of a server."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest
from api_server import PATIENCE, WALLS, Served, served
from command_line import ModelServer
from openai_server import Exchange, behaves

from rag.settings import Settings


class SlowModel:
    """Answers when it is let, and knows how many ask and how many were given up."""

    def __init__(self, server: ModelServer) -> None:
        self.asked = 0
        self.let = threading.Event()
        server.chat = self

    def __call__(self, exchange: Exchange) -> None:
        self.asked += 1
        self.let.wait(PATIENCE)
        behaves(exchange)


@pytest.fixture
def model(model_server: ModelServer) -> Iterator[SlowModel]:
    slow = SlowModel(model_server)
    yield slow
    slow.let.set()


@pytest.fixture
def slow_desk(settings: Settings, model: SlowModel) -> Iterator[Served]:
    """One question at a time, and room for two more to wait."""
    chosen = settings.model_copy(update={"model": "openai:test-model", "serve_slots": 1, "serve_queue": 2})
    with served(chosen) as running:
        running.add(WALLS, id="walls")
        yield running
        model.let.set()


def _ask(address: str) -> httpx2.Response:
    return httpx2.post(f"{address}/v1/ask", json={"question": "Who pays for the walls?"}, timeout=PATIENCE)


def _queue(desk: Served) -> tuple[int, int]:
    queue = desk.client.get("/v1/status").json()["model_queue"]
    return queue["running"], queue["waiting"]


def test_beyond_the_queue_a_question_is_told_to_come_back(slow_desk: Served, model: SlowModel) -> None:
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(_ask, slow_desk.address) for _ in range(3)]
        assert slow_desk.until(lambda: _queue(slow_desk) == (1, 2))
        refused = _ask(slow_desk.address)
        assert refused.status_code == 429
        assert refused.json()["queue_length"] == 2
        assert int(refused.headers["retry-after"]) >= 1
        found = slow_desk.client.post("/v1/search", json={"query": "walls"})
        assert found.status_code == 200  # a busy model keeps nobody from searching
        model.let.set()
        assert [answer.result().status_code for answer in asked] == [200] * 3
    assert slow_desk.until(lambda: _queue(slow_desk) == (0, 0))


def _leave_after_asking(address: str, accept: str) -> socket.socket:
    place = urlsplit(address)
    body = b'{"question": "Who pays for the walls?"}'
    connection = socket.create_connection((place.hostname, place.port), timeout=PATIENCE)
    connection.sendall(
        f"POST /v1/ask HTTP/1.1\r\nHost: {place.netloc}\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return connection


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_client_that_leaves_ends_its_work(slow_desk: Served, model: SlowModel, accept: str) -> None:
    """The one that is being answered, and the ones that wait; the model is not asked for those at all."""
    connections = [_leave_after_asking(slow_desk.address, accept) for _ in range(3)]
    assert slow_desk.until(lambda: _queue(slow_desk) == (1, 2) and model.asked == 1)
    for connection in reversed(connections):
        connection.close()
    assert slow_desk.until(lambda: _queue(slow_desk) == (0, 0))
    assert model.asked == 1
    model.let.set()
    assert _ask(slow_desk.address).status_code == 200


def test_a_server_that_ends_gives_requests_time_and_then_gives_them_up(
    settings: Settings, model: SlowModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.interfaces.api.serving._GRACE", 1)
    chosen = settings.model_copy(update={"model": "openai:test-model"})
    with ThreadPoolExecutor(1) as pool:
        with served(chosen) as desk:
            desk.add(WALLS, id="walls")
            asked = pool.submit(_ask, desk.address)
            assert desk.until(lambda: model.asked == 1)
            began = time.monotonic()
        assert time.monotonic() - began < 10
        assert asked.exception() is not None or asked.result().status_code >= 500


def test_reading_and_writing_go_side_by_side(slow_desk: Served) -> None:
    """Searches, answers and deletions during an ingest: nothing fails, and vectors are used throughout."""
    desk = slow_desk
    desk.add("A text about herons.", id="herons")
    articles = [{"text": f"Story {n} is about herons and bridge {n}.", "id": f"s{n}"} for n in range(150)]
    job = desk.client.post("/v1/ingest", json={"articles": articles}).json()["job"]["id"]
    notes, searches, deleted = set(), 0, False
    while desk.client.get(f"/v1/ingest/{job}").json()["state"] in ("queued", "running"):
        found = desk.client.post("/v1/search", json={"query": "herons"})
        assert found.status_code == 200
        notes.update(found.json()["searched"]["notes"])
        searches += 1
        if not deleted:
            deleted = desk.client.delete("/v1/articles/herons").status_code == 204
    assert searches > 3
    assert notes == set()
    assert desk.client.get("/v1/articles").json()["total"] == 151
    checks = {check.name: check for check in desk.newsdesk.doctor()}
    assert checks["vector index"].ok, checks["vector index"].detail
