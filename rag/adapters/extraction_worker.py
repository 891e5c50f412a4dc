"""What runs in a process of `Extraction`: documents come in, a JSON line each, and their articles go out."""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NoReturn

from rag.adapters.documents import Reading, read_document
from rag.adapters.json_files import Read, failed
from rag.domain import FailedSource
from rag.errors import SourceError, SourceNotFound, SourceTooLarge


def serve(seconds: float, memory: int) -> NoReturn:
    """Answer for as long as anybody asks. What takes more than ``seconds`` ends the process, by SIGALRM.

    ``memory`` is the most bytes that it may take, where the system can be told so.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for whoever asks, who then ends this
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # no library may write among the answers
    _limit_memory(memory)
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    while True:
        request = json.loads(requests.get())
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = _answer(request, memory)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(answer + b"\n")
        answers.flush()


def _receive(requests: SimpleQueue[bytes]) -> None:
    """In a thread of its own: the process ends with whoever asked, in the middle of a document too."""
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)


def _answer(request: dict[str, Any], memory: int) -> bytes:
    source = request["source"]
    try:
        items = _read(request, source)
    except MemoryError:
        error = SourceTooLarge(f"{source} takes more than {memory / 1e9:.1f} GB of memory to read.")
        items = [failed(source, error)]
    return json.dumps([_packed(item) for item in items]).encode("ascii")


def _read(request: dict[str, Any], source: str) -> list[Read]:
    try:
        with _opened(request) as file:
            return list(read_document(file, source, request["kind"], Reading()))
    except SourceError as error:
        return [failed(source, error)]
    except OSError as error:
        return [failed(source, SourceNotFound(f"{source} cannot be read: {error.strerror}."))]


def _opened(request: dict[str, Any]) -> io.BufferedReader[Any]:
    if "path" in request:
        return Path(request["path"]).open("rb")
    return io.BufferedReader(io.BytesIO(base64.b64decode(request["data"])))


def _packed(item: Read) -> dict[str, Any]:
    if isinstance(item, FailedSource):
        return {"failed": {"source": item.source, "error": item.error, "exit_code": item.exit_code}}
    return {"raw": item.model_dump(mode="json")}


def _limit_memory(memory: int) -> None:
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
