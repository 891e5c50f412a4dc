"""Every test runs away from the user's own files and settings, and without any network but loopback."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from hypothesis import settings
from openai_server import OpenAIServer

# on a busy machine a slow example is no failure; in CI the examples are the same in every run
settings.register_profile("newsdesk", settings(), deadline=None)
settings.load_profile("newsdesk")

_PREFIXES = ("NEWSDESK_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_", "XDG_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "FORCE_COLOR")
_NOWHERE = "http://127.0.0.1:9"
"""The discard port of this machine: whatever is sent there is refused at once."""

_REMEMBERED = "TESTS_USERS_ASSETS"
"""Passes the asset cache on to the worker processes, which no longer see the user's settings."""


def _users_assets() -> Path:
    known = os.environ.get(_REMEMBERED) or os.environ.get("NEWSDESK_ASSETS")
    return Path(known) if known else Path(platformdirs.user_cache_dir("newsdesk")) / "assets"


def pytest_configure(config: pytest.Config) -> None:
    """Hide the user's settings before anything of ours is imported: folders are looked up at import."""
    home = Path(tempfile.mkdtemp(prefix="newsdesk-home-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ[_REMEMBERED] = str(_users_assets())
    for name in list(os.environ):
        if name.startswith(_PREFIXES) or name.upper() in _PROXIES:
            del os.environ[name]
    os.environ.update(
        HOME=str(home),
        NEWSDESK_DATA=str(home / "data"),
        NEWSDESK_ASSETS=str(home / "assets"),
        PIP_INDEX_URL=f"{_NOWHERE}/simple",
        HF_ENDPOINT=_NOWHERE,
    )


class NetworkShut(AssertionError):
    """A test reached for a host other than this machine."""


def _is_loopback(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


def _refuse_others(host: object) -> None:
    if not _is_loopback(host):
        raise NetworkShut(f"tests may reach this machine only, not {host!r}")


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """Refuse every connection and every name that does not stay on this machine."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            _refuse_others(address[0])
        return connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if isinstance(address, tuple):
            _refuse_others(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *rest: Any, **options: Any) -> Any:
        _refuse_others(host)
        return getaddrinfo(host, *rest, **options)

    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _empty_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty folder: a ``newsdesk.toml`` in the checkout is none of the tests' business."""
    folder = tmp_path / "cwd"
    folder.mkdir()
    monkeypatch.chdir(folder)


@pytest.fixture(scope="session")
def users_assets() -> Path:
    """The local model's files; `make e2e` fetches them first."""
    return Path(os.environ[_REMEMBERED])


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the source tree."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A server that speaks the OpenAI protocol, alone for one test."""
    with OpenAIServer() as server:
        yield server
