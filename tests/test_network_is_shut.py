"""The guard of conftest.py: tests reach this machine and nothing else."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest


@pytest.mark.parametrize("host", ["example.org", "93.184.216.34", "2606:2800:220:1::1"])
def test_other_machines_are_out_of_reach(host: str) -> None:
    with pytest.raises(AssertionError, match="this machine only"):
        socket.create_connection((host, 80), timeout=1)


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_the_users_folders_and_keys_are_hidden() -> None:
    from rag.settings import load_settings

    settings = load_settings()
    home = Path(os.environ["HOME"])
    assert home.name.startswith("newsdesk-home-")
    assert settings.data.is_relative_to(home.resolve())
    assert settings.assets.is_relative_to(home.resolve())
    assert settings.openai_api_key is None
