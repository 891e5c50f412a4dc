"""A server that owns a data folder, from its first request to an orderly end."""

from __future__ import annotations

import secrets
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from uvicorn.config import Config

from rag.app import Newsdesk
from rag.errors import SettingsError
from rag.interfaces.api.application import Door, create_app
from rag.interfaces.api.logs import ServerLog

_GRACE = 10
"""Seconds that requests under way get at the end."""

_KEPT_ALIVE = 75
"""Seconds an idle connection is kept: longer than clients keep theirs, which so find none closed on them."""

_SWITCH = 0.0005
"""Seconds a thread may keep the others from running Python. A search gives way dozens of times, and would
wait for as many turns of Python's usual 0.005 s while answers are being packed and checked."""

_BACKLOG = 2_048


@dataclass(frozen=True)
class Place:
    """Where to listen. Port 0 takes a free one."""

    host: str = "127.0.0.1"
    port: int = 8484

    @property
    def is_loopback(self) -> bool:
        return self.host == "localhost" or self.host == "::1" or self.host.startswith("127.")


class Serving:
    """A server that listens. It answers from `run` until a signal, or `stop` from another thread."""

    def __init__(self, app: FastAPI, listener: socket.socket, address: str) -> None:
        self.address = address
        self.app = app
        self._listener = listener
        self._server = _Server(
            Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=_GRACE,
                timeout_keep_alive=_KEPT_ALIVE,
                ws="none",
            )
        )

    def run(self) -> None:
        sys.setswitchinterval(_SWITCH)
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        self._server.should_exit = True


@contextmanager
def serving(newsdesk: Newsdesk, place: Place, *, keys_required: bool, log: ServerLog) -> Iterator[Serving]:
    """A server that owns the data folder for as long as this lasts.

    Raises `SettingsError` for a place that cannot be had, and beyond loopback without a key, and
    `DataFolderBusy` if another process has the folder.
    """
    keys_required = keys_required or not place.is_loopback
    if keys_required and not any(key.revoked_at is None for key in newsdesk.keys.list()):
        raise SettingsError(
            f"Whoever reaches {place.host} needs a key, and there is none yet. Make one with "
            "`newsdesk keys add NAME`, or listen on 127.0.0.1."
        )
    token = secrets.token_urlsafe(32)
    door = Door(local_token=token, keys_required=keys_required, on_loopback=place.is_loopback, log=log)
    with _listening(place) as listener:
        address = _address(place, listener)
        with newsdesk.serving(address, token):
            yield Serving(create_app(newsdesk, door), listener, address)


class _Server(uvicorn.Server):
    """Ends on a signal and returns, so that what was opened before is closed in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kept = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)


@contextmanager
def _listening(place: Place) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((place.host, place.port))
        except OSError as error:
            raise SettingsError(
                f"{place.host}:{place.port} cannot be listened on: {error.strerror or error}. "
                "Choose another --port or --host."
            ) from None
        listener.listen(_BACKLOG)
        yield listener
    finally:
        listener.close()


def _address(place: Place, listener: socket.socket) -> str:
    host = f"[{place.host}]" if ":" in place.host else place.host
    return f"http://{host}:{listener.getsockname()[1]}"
