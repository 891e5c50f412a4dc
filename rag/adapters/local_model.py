"""The local model: llama.cpp's server inside this process, on loopback, for this process alone."""

from __future__ import annotations

import atexit
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rag.adapters.openai_http import Endpoint
from rag.errors import ModelFailed

if TYPE_CHECKING:
    import xllamacpp

CONTEXT_TOKENS = 8192
"""The window. Its key-value store takes 28 KiB a token with the 1.5B model, 235 MB in all."""

_PROMPT_CACHE_MIB = 256
"""Prompts kept beside the current one, so that two prompts in turn both find their fixed part read.

llama.cpp's own default is 8 GiB.
"""

_BATCH_TOKENS = 512
"""Tokens read between two looks at whether the client is still there; llama.cpp's default is 2048."""

_SILENT, _TALKATIVE = 0, 3
_GGUF = b"GGUF"
_WORKING_BYTES = 400 * 1024 * 1024


class LocalModelServer:
    """Serves one GGUF file. Nothing is imported, loaded or listened on before `start`."""

    def __init__(
        self,
        model: Callable[[], Path],
        *,
        name: str = "local",
        context_tokens: int = CONTEXT_TOKENS,
        threads: int | None = None,
        verbose: bool = False,
    ) -> None:
        """``model`` gives the file when it is needed; ``threads`` defaults to the cores we may use."""
        self._model = model
        self._name = name
        self._context_tokens = context_tokens
        self._threads = threads or _cores()
        self._verbose = verbose
        self._lock = threading.Lock()
        self._server: xllamacpp.Server | None = None
        self._endpoint: Endpoint | None = None

    def start(self) -> Endpoint:
        """Load the model unless it runs already; about five seconds for the 1.5B model.

        Raises `ModelFailed` for a file that is not a model or a machine without the memory.
        """
        with self._lock:
            if self._endpoint is None:
                path = self._model()
                _check_file(path)
                _check_memory(path)
                self._endpoint = self._load(path)
                atexit.register(self.stop)
            return self._endpoint

    def stop(self) -> None:
        """End the server and free its memory; a later `start` loads it again.

        Clients have to leave first: llama.cpp waits for every open request, and notices one that left
        after the batch of tokens it is reading.
        """
        with self._lock:
            self._server = None
            self._endpoint = None
        atexit.unregister(self.stop)

    def _load(self, path: Path) -> Endpoint:
        import xllamacpp

        key = secrets.token_urlsafe(24)
        params = self._params(path, key)
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelFailed(
                f"The local model {path} could not be loaded: it is damaged, or there is too little memory. "
                f"`newsdesk models fetch` checks the file; -v shows what llama.cpp says. ({error})"
            ) from None
        return Endpoint(f"{self._server.listening_address}/v1", key)

    def _params(self, path: Path, key: str) -> xllamacpp.CommonParams:
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = str(path)
        params.model_alias = {self._name}
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [key]  # other programs of this machine, and web pages, stay outside
        params.ui = False
        params.endpoint_slots = False
        params.n_ctx = self._context_tokens
        params.n_parallel = 1
        params.n_batch = _BATCH_TOKENS
        params.cpuparams.n_threads = self._threads
        params.cpuparams_batch.n_threads = self._threads
        params.cache_prompt = True
        params.cache_ram_mib = _PROMPT_CACHE_MIB
        params.verbosity = _TALKATIVE if self._verbose else _SILENT
        return params


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_file(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(len(_GGUF))
    except OSError as error:
        raise ModelFailed(f"The local model {path} cannot be read: {error.strerror}.") from None
    if start != _GGUF:
        raise ModelFailed(
            f"{path} is not a GGUF model (it starts with {start!r}). Delete it; `newsdesk models fetch` "
            "brings the right one."
        )


def _check_memory(path: Path) -> None:
    """Say so before the system starts to swap or ends the process: llama.cpp only crashes late."""
    free = free_memory()
    needed = path.stat().st_size + _WORKING_BYTES
    if free is not None and free < needed:
        raise ModelFailed(
            f"The local model needs about {needed / 1e9:.1f} GB of memory and {free / 1e9:.1f} GB is free. "
            "Close something, or use --fast or another model."
        )


def free_memory() -> int | None:
    """Bytes the system can give without swapping; None where it does not say (only Linux does)."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    for line in lines:
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None
