"""The HTTP API against a real server, a real Chroma and a scripted model server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import STRIKE, WALLS, Served, served
from command_line import ModelServer
from pydantic import AnyHttpUrl, SecretStr

from rag.settings import Settings


@pytest.fixture
def settings(model_server: ModelServer, tmp_path: Path) -> Settings:
    """A fresh data folder, embeddings that mean something, and no language model."""
    return Settings(
        data=tmp_path / "data",
        base_url=AnyHttpUrl(model_server.url),
        openai_api_key=SecretStr("test"),
        embeddings="openai:text-embedding-3-small",
        model="extractive",
    )


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
