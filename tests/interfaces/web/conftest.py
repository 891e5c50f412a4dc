"""The page in a real browser, over a real server with a real Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import Served, served
from browser import browser
from playwright.sync_api import Browser

from rag.settings import Settings


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, users_assets: Path) -> Iterator[Served]:
    """An empty archive with the local embeddings and no language model."""
    with served(Settings(data=tmp_path / "data", assets=users_assets, model="extractive")) as running:
        yield running


@pytest.fixture
def filled(desk: Served, checkout: Path) -> Served:
    """An archive with the sample articles."""
    assert desk.newsdesk.ingest([checkout / "samples"]).failed == ()
    return desk
