"""The whole program against real stores, with a server on loopback in place of a paid embedding model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import STRIKE, WALLS, Served, served, settings_at
from command_line import Command, ModelServer, Printed

from rag.interfaces.cli import main
from rag.settings import Settings


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def settings_in_the_environment(
    model_server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fresh data folder, the server's embeddings, and no language model unless a test names one."""
    monkeypatch.setenv("NEWSDESK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("NEWSDESK_BASE_URL", model_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "test")
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS", "openai:text-embedding-3-small")
    monkeypatch.setenv("NEWSDESK_MODEL", "extractive")


@pytest.fixture
def newsdesk(settings_in_the_environment: None, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process: ``newsdesk("search", "harbour", "--json")``."""

    def run(*arguments: str) -> Printed:
        capsys.readouterr()
        code = main(list(arguments))
        printed = capsys.readouterr()
        return Printed(code, printed.out, printed.err)

    return run


@pytest.fixture
def samples(checkout: Path, tmp_path: Path) -> str:
    """A copy of the samples, so that a test may change one."""
    return str(shutil.copytree(checkout / "samples", tmp_path / "samples"))


@pytest.fixture
def settings(model_server: ModelServer, tmp_path: Path) -> Settings:
    """A fresh data folder, embeddings that mean something, and no language model."""
    return settings_at(model_server, tmp_path / "data")


@pytest.fixture
def desk(settings: Settings) -> Iterator[Served]:
    with served(settings) as running:
        yield running


@pytest.fixture
def filled(desk: Served) -> Served:
    """A server with two articles."""
    desk.add(
        WALLS,
        id="walls",
        title="Higher walls",
        publisher="Northern Ledger",
        published_at="2024-05-06T07:30:00Z",
    )
    desk.add(
        STRIKE, id="strike", title="Strike", publisher="Harbour Courier", published_at="2024-03-14T09:00:00Z"
    )
    return desk
