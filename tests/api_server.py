"""A real server of ours on a free port of this machine, in a thread of the test, and clients to it."""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from command_line import ModelServer
from pydantic import AnyHttpUrl, SecretStr

from rag.app import Newsdesk, open_newsdesk
from rag.interfaces.api.logs import ServerLog
from rag.interfaces.api.serving import Place, Serving, serving
from rag.settings import Settings

PATIENCE = 30.0

WALLS = (
    "The regional council has approved higher flood walls along the river Marrow.\n\n"
    "The work is to cost 38 million crowns, of which the state pays 60 percent."
)
STRIKE = "Dockers at Port Ellery began a strike on Thursday.\n\nEleven ships were waiting by noon."


def settings_at(models: ModelServer, data: Path) -> Settings:
    """Settings for a data folder, embeddings that mean something, and no language model."""
    return Settings(
        data=data,
        base_url=AnyHttpUrl(models.url),
        openai_api_key=SecretStr("test"),
        embeddings="openai:text-embedding-3-small",
        model="extractive",
    )


@dataclass
class Served:
    """A server that runs, and one client to it."""

    newsdesk: Newsdesk
    server: Serving
    client: httpx2.Client
    log: io.StringIO = field(default_factory=io.StringIO)

    @property
    def address(self) -> str:
        return self.server.address

    def add(self, text: str, **known: object) -> dict[str, Any]:
        """Take one article in and wait for it; the report."""
        return self.finished(self.client.post("/v1/articles", json={"text": text, **known}))

    def finished(self, accepted: httpx2.Response) -> dict[str, Any]:
        """The report of the job that a request started."""
        assert accepted.status_code == 202, accepted.text
        job = self.wait_for(accepted.json()["job"]["id"])
        assert job["state"] == "done", job
        report: dict[str, Any] = job["report"]
        return report

    def wait_for(self, job: str) -> dict[str, Any]:
        """A job once it is over."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            found: dict[str, Any] = self.client.get(f"/v1/ingest/{job}").json()
            if found["state"] not in ("queued", "running"):
                return found
            time.sleep(0.02)
        raise AssertionError(f"job {job} did not end: {found}")

    def until(self, happens: Callable[[], bool]) -> bool:
        """Whether it happens in time: a line of the log is written after the answer has gone out."""
        deadline = time.monotonic() + PATIENCE
        while not happens():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.01)
        return True

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


@contextmanager
def served(
    settings: Settings, *, keys_required: bool = False, place: Place | None = None
) -> Iterator[Served]:
    """Serve one data folder until the block ends."""
    log = io.StringIO()
    with (
        open_newsdesk(settings) as newsdesk,
        serving(
            newsdesk,
            place or Place(port=0),
            keys_required=keys_required,
            log=ServerLog(log, with_text=settings.log_text),
        ) as server,
    ):
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            with httpx2.Client(base_url=server.address, timeout=PATIENCE) as client:
                yield Served(newsdesk, server, client, log)
        finally:
            server.stop()
            thread.join()


def events(response: httpx2.Response) -> Iterator[tuple[str, Any]]:
    """(name, value) of each server-sent event."""
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))
