"""``python -m eval.serving.load``: what the server bears on this machine.

Each with a `newsdesk serve` of its own process: many askers at once with a model that answers at once, and
what memory does meanwhile; clients that hang up in the middle; ends and starts of the server under load.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import anyio
import httpx2

from eval.serving.process import ServerProcess, wait_for_job
from eval.serving.scripted import QUESTIONS, InstantModel, made_articles


@dataclass
class Tally:
    """What came back, and how long each kind of request took."""

    codes: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, code: int | str, took: float) -> None:
        self.codes[f"{kind} {code}"] += 1
        if code == 200:
            self.seconds.setdefault(kind, []).append(took)

    @property
    def only_answered_or_sent_away(self) -> bool:
        return all(code.endswith((" 200", " 429")) for code in self.codes)


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


# --- many askers --------------------------------------------------------------------------------------------


async def ask_for(address: str, *, askers: int, seconds: float, watch: Callable[[], None]) -> Tally:
    """Every asker asks and searches in turn, and comes back when it was told to if it was sent away."""
    tally = Tally()
    ending = time.monotonic() + seconds
    limits = httpx2.Limits(max_connections=askers, max_keepalive_connections=askers)
    async with (
        httpx2.AsyncClient(base_url=address, timeout=120, limits=limits) as client,
        anyio.create_task_group() as group,
    ):
        for number in range(askers):
            group.start_soon(_one_asker, client, random.Random(number), tally, ending)  # noqa: S311
        while time.monotonic() < ending:
            watch()
            await anyio.sleep(1)
    return tally


async def _one_asker(client: httpx2.AsyncClient, draw: random.Random, tally: Tally, ending: float) -> None:
    while time.monotonic() < ending:
        kind = draw.choice(("search", "ask"))
        text = draw.choice(QUESTIONS)
        body = {"query": text} if kind == "search" else {"question": text}
        began = time.perf_counter()
        try:
            response = await client.post(f"/v1/{kind}", json=body)
        except httpx2.HTTPError as error:
            tally.add(kind, type(error).__name__, 0)
            continue
        tally.add(kind, response.status_code, time.perf_counter() - began)
        if response.status_code == 429:
            await anyio.sleep(int(response.headers["retry-after"]) * draw.uniform(1, 2))


def measure_askers(server: ServerProcess, *, askers: int, seconds: float) -> dict[str, object]:
    resident: list[int] = []
    with server.running() as address:
        for _ in range(3):
            httpx2.post(f"{address}/v1/ask", json={"question": QUESTIONS[0]}, timeout=120)
        tally = anyio.run(
            lambda: ask_for(
                address, askers=askers, seconds=seconds,
                watch=lambda: resident.append(server.resident_bytes()),
            )
        )  # fmt: skip
    third = max(1, len(resident) // 3)
    middle, last = median(resident[third : 2 * third]), median(resident[2 * third :])
    return {
        "requests": dict(sorted(tally.codes.items())),
        "only_answered_or_429": tally.only_answered_or_sent_away,
        "milliseconds": {
            kind: {
                "median": round(1000 * percentile(took, 0.5), 1),
                "p95": round(1000 * percentile(took, 0.95), 1),
                "n": len(took),
            }
            for kind, took in tally.seconds.items()
        },
        "resident_mb": {"middle_third": round(middle / 1e6, 1), "last_third": round(last / 1e6, 1)},
    }


# --- clients that hang up -----------------------------------------------------------------------------------


def measure_hang_ups(server: ServerProcess, *, number: int) -> dict[str, object]:
    """Ask, and hang up before the answer; then see whether anything is still being worked on."""
    with server.running() as address:
        with ThreadPoolExecutor(20) as pool:
            list(pool.map(lambda place: _hang_up(address, place), range(number)))
        began = time.monotonic()
        while (queue := _queue(address)) != {"running": 0, "waiting": 0} and time.monotonic() - began < 30:
            time.sleep(0.05)
        answered = httpx2.post(f"{address}/v1/ask", json={"question": QUESTIONS[0]}, timeout=60).status_code
    return {
        "hang_ups": number, "left": queue, "seconds_until_idle": round(time.monotonic() - began, 2),
        "next_question": answered,
    }  # fmt: skip


def _hang_up(address: str, place: int) -> None:
    """A connection that is reset, some before the request is whole and most after it."""
    where = urlsplit(address)
    body = json.dumps({"question": QUESTIONS[place % len(QUESTIONS)]}).encode()
    accept = "text/event-stream" if place % 2 else "application/json"
    request = (
        f"POST /v1/ask HTTP/1.1\r\nHost: {where.netloc}\r\nAccept: {accept}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=30) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(request[: -(place % 10) or None] if place % 5 == 0 else request)
        time.sleep(random.Random(place).uniform(0, 0.05))  # noqa: S311


def _queue(address: str) -> dict[str, int]:
    queue: dict[str, int] = httpx2.get(f"{address}/v1/status", timeout=30).json()["model_queue"]
    return queue


# --- ends and starts ----------------------------------------------------------------------------------------


def measure_restarts(server: ServerProcess, *, number: int) -> dict[str, object]:
    """End the server in the middle of ingests and questions, in order and by a kill, and start it again.

    Every ingest that was accepted has to be done in the end, and every article has to be there once.
    """
    accepted: list[str] = []
    wanted: set[str] = set()
    for place in range(number):
        address = server.start()
        stop = threading.Event()
        with ThreadPoolExecutor(3) as pool:
            writer = pool.submit(_keep_writing, address, place, (accepted, wanted), stop)
            readers = [pool.submit(_keep_asking, address, stop) for _ in range(2)]
            time.sleep(random.Random(place).uniform(0.3, 1.5))  # noqa: S311
            server.end(signal.SIGKILL if place % 2 else signal.SIGTERM)
            stop.set()
            writer.result()
            for reader in readers:
                reader.result()
    with server.running() as address, httpx2.Client(base_url=address, timeout=60) as client:
        states = Counter(wait_for_job(client, job) for job in accepted)
        missing = wanted - _ids_there(client)
        notes = client.post("/v1/search", json={"query": QUESTIONS[0]}).json()["searched"]["notes"]
    return {
        "restarts": number, "accepted": len(accepted), "states": dict(states),
        "articles_accepted": len(wanted), "articles_missing": len(missing), "notes": notes,
    }  # fmt: skip


def _ids_there(client: httpx2.Client) -> set[str]:
    found: set[str] = set()
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = client.get("/v1/articles", params={"q": "restart", "limit": 500, **more}).json()
        found.update(article["article_id"] for article in page["articles"])
        if page["next"] is None:
            return found
        cursor = page["next"]


def _keep_writing(
    address: str, run: int, accepted: tuple[list[str], set[str]], stop: threading.Event
) -> None:
    """Three articles in each request; only what was answered counts."""
    for turn in range(1_000):
        if stop.is_set():
            return
        articles = made_articles(3, seed=run * 1_000 + turn)
        sent = [{**one, "id": f"restart-{run}-{turn}-{place}"} for place, one in enumerate(articles)]
        try:
            response = httpx2.post(f"{address}/v1/ingest", json={"articles": sent}, timeout=30)
        except httpx2.HTTPError:
            return
        if response.status_code == 202:
            accepted[0].append(response.json()["job"]["id"])
            accepted[1].update(str(one["id"]) for one in sent)
        time.sleep(0.1)


def _keep_asking(address: str, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            httpx2.post(f"{address}/v1/ask", json={"question": random.choice(QUESTIONS)}, timeout=30)  # noqa: S311
        except httpx2.HTTPError:
            return


# --- the command --------------------------------------------------------------------------------------------


def main() -> int:
    """Prints what was measured, and 1 if something was lost, failed or left running."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000, help="made-up articles, each of one chunk")
    parser.add_argument("--askers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--hang-ups", type=int, default=1_000)
    parser.add_argument("--restarts", type=int, default=30)
    parser.add_argument("--data", type=Path, help="a folder to keep the archive in, for a second run")
    given = parser.parse_args()
    model = InstantModel()
    settings = {
        "NEWSDESK_MODEL": "openai:instant", "NEWSDESK_BASE_URL": model.url, "OPENAI_API_KEY": "scripted",
        "NEWSDESK_EMBEDDINGS": "local", "NEWSDESK_SERVE_UPLOAD": "100",
    }  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="newsdesk-load-") as folder:
        server = ServerProcess(given.data or Path(folder) / "data", settings=settings)
        _fill(server, given.articles)
        measured = {
            "askers": measure_askers(server, askers=given.askers, seconds=given.seconds),
            "hang_ups": measure_hang_ups(server, number=given.hang_ups),
            "restarts": measure_restarts(server, number=given.restarts),
        }
    print(json.dumps(measured, indent=2))
    return int(not _is_borne(measured))


def _fill(server: ServerProcess, articles: int) -> None:
    with server.running() as address, httpx2.Client(base_url=address, timeout=600) as client:
        there = client.get("/v1/articles", params={"q": "made-", "limit": 1}).json()["total"]
        made = made_articles(articles)[there:]
        for start in range(0, len(made), 1_000):
            job = client.post("/v1/ingest", json={"articles": made[start : start + 1_000]}).json()["job"][
                "id"
            ]
            wait_for_job(client, job)


def _is_borne(measured: Mapping[str, Mapping[str, object]]) -> bool:
    restarts, left = measured["restarts"], measured["hang_ups"]["left"]
    return (
        bool(measured["askers"]["only_answered_or_429"])
        and left == {"running": 0, "waiting": 0}
        and restarts["articles_missing"] == 0
        and restarts["states"] == {"done": restarts["accepted"]}
    )


if __name__ == "__main__":
    sys.exit(main())
