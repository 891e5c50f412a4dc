"""`newsdesk serve` as a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

_NEWSDESK = [sys.executable, "-m", "rag"]
_PATIENCE = 120.0


class ServerProcess:
    """A data folder and the settings with which it is served."""

    def __init__(self, data: Path, *, settings: Mapping[str, str]) -> None:
        self.data = data
        self._environment = {
            **os.environ, "NEWSDESK_MODEL": "extractive", **settings, "NEWSDESK_DATA": str(data)
        }  # fmt: skip
        self.process: subprocess.Popen[str] | None = None

    def make_key(self, scope: str) -> str:
        command = [*_NEWSDESK, "keys", "add", scope, "--scope", scope, "--json"]
        made = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        return str(json.loads(made.stdout)["key"])

    @contextmanager
    def running(self, *options: str | None) -> Iterator[str]:
        """The address; the server is ended in order when the block is left."""
        address = self.start(*options)
        try:
            yield address
        finally:
            self.end(signal.SIGTERM)

    def start(self, *options: str | None) -> str:
        command = [*_NEWSDESK, "serve", "--port", "0", *filter(None, options)]
        with (self.data.parent / f"{self.data.name}.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                command, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line.startswith("Newsdesk is at "):
            raise RuntimeError(f"the server did not start: {line!r}")
        return line.split()[3].rstrip("/")

    def end(self, how: signal.Signals) -> int:
        """Its exit code."""
        if self.process is None:
            raise RuntimeError("the server does not run")
        self.process.send_signal(how)
        code = self.process.wait(_PATIENCE)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def resident_bytes(self) -> int:
        """Memory the process holds now."""
        if self.process is None:
            raise RuntimeError("the server does not run")
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024

    @staticmethod
    def take_in_samples(address: str, key: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        with httpx2.Client(base_url=address, headers=headers) as client:
            job = client.post("/v1/ingest/samples").json()["job"]["id"]
            wait_for_job(client, job)


def wait_for_job(client: httpx2.Client, job: str) -> str:
    """The state in which a job ended."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        state = str(client.get(f"/v1/ingest/{job}").json()["state"])
        if state not in ("queued", "running"):
            return state
        time.sleep(0.05)
    raise TimeoutError(f"job {job} did not end")
