"""Documents read in processes of their own: a crash, a stall or a hunger for memory costs one of them.

PDFs always are, because a native library takes them apart. Pages are where it pays: a large one, or any
after the first few, since starting a process takes about as long as reading twenty pages.
"""

from __future__ import annotations

import base64
import json
import os
import signal
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from rag.adapters.fresh_process import FreshProcess, ProcessEnded
from rag.adapters.json_files import Read, failed
from rag.domain import FailedSource, RawArticle
from rag.errors import SourceError, SourceInvalid, SourceTooLarge

WORKERS = max(1, min(4, (os.cpu_count() or 2) // 2))
SECONDS = 120.0
MEMORY = 2_000_000_000
_SERVE = "from rag.adapters.extraction_worker import serve"
_LARGE = 2_000_000
"""Bytes of a page that is read apart even if it is the first."""
_FEW = 20
_LIFETIME = 1_000
"""Documents after which a process makes way for a new one, and what libraries leaked with it."""
_PDF = ".pdf"
_PAGES = (".html", ".htm")


class Extraction:
    """A few processes, each started when there is work for it. Close it, or use it in a `with`."""

    def __init__(
        self,
        *,
        workers: int = WORKERS,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        few: int = _FEW,
    ) -> None:
        """A document may take ``seconds`` and bytes of ``memory``; the first ``few`` pages stay here."""
        self.workers = workers
        self._seconds = seconds
        self._few = few
        self._pages = 0
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="extraction")
        self._all = [_Worker(f"{_SERVE}; serve({seconds}, {memory})") for _ in range(workers)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the processes; what nobody waited for is not read."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._all:
            worker.end()
        self._threads.shutdown()
        for worker in self._all:
            worker.close()

    def start(self) -> None:
        """Start one process now, so that it is ready when it is needed."""
        with suppress(OSError):  # told of when it is needed
            self._all[0].start()

    def guards(self, kind: str, size: int) -> bool:
        """Whether reading a document of this kind and size in bytes may do harm."""
        return kind == _PDF or (kind in _PAGES and size > _LARGE)

    def wants(self, kind: str, size: int) -> bool:
        """Whether the next of many files should be read apart: for its own sake, or since that is faster."""
        self._pages += kind in _PAGES
        return self.guards(kind, size) or (kind in _PAGES and self._pages > self._few)

    def read(self, kind: str, data: bytes, source: str) -> Sequence[Read]:
        """The articles in a document that is at hand, failures among them."""
        packed = base64.b64encode(data).decode("ascii")
        return self._threads.submit(self._ask, {"kind": kind, "source": source, "data": packed}).result()

    def submit(self, kind: str, path: Path, source: str) -> Future[Sequence[Read]]:
        """The articles in a file, to be had later."""
        return self._threads.submit(self._ask, {"kind": kind, "source": source, "path": str(path)})

    def _ask(self, request: Mapping[str, str]) -> Sequence[Read]:
        worker = self._idle.get()
        try:
            answer = worker.ask(json.dumps(request).encode("ascii"))
        except (ProcessEnded, OSError) as error:
            return [failed(request["source"], self._explained(request["source"], error))]
        finally:
            self._idle.put(worker)
        return [_unpacked(item) for item in json.loads(answer)]

    def _explained(self, source: str, error: ProcessEnded | OSError) -> SourceError:
        if isinstance(error, OSError):
            return SourceInvalid(f"{source} could not be read: no process for it could be started, {error}.")
        if error.code == -signal.SIGALRM:
            return SourceTooLarge(f"{source} takes more than {self._seconds:.0f} s to read.")
        return SourceInvalid(f"{source} could not be read: the process that did was lost, {error}.")


class _Worker:
    """A process that is there when it is needed, until the end."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._process: FreshProcess | None = None
        self._asked = 0
        self._has_ended = False
        self._changing = threading.Lock()

    def start(self) -> FreshProcess:
        """The process, started if there is none. Raises `ProcessEnded` after the end."""
        with self._changing:
            if self._has_ended:
                raise ProcessEnded(-signal.SIGKILL)
            if self._process is None:
                self._process, self._asked = FreshProcess(self._program), 0
            return self._process

    def ask(self, line: bytes) -> bytes:
        """Raises `ProcessEnded`; the next one asks another process."""
        process = self.start()
        try:
            answer = process.ask(line)
        except ProcessEnded:
            self._let_go()
            raise
        self._asked += 1
        if self._asked == _LIFETIME:
            process.close()
            self._let_go()
        return answer

    def end(self) -> None:
        """End the process, and start none again. Whoever waits for an answer gets `ProcessEnded`."""
        with self._changing:
            self._has_ended = True
            if self._process is not None:
                self._process.kill()

    def close(self) -> None:
        """After `end`, when nobody waits any more."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _let_go(self) -> None:
        with self._changing:
            self._process = None


def _unpacked(item: dict[str, Any]) -> Read:
    if "failed" in item:
        return FailedSource(**item["failed"])
    return RawArticle.model_validate(item["raw"])
