"""Where the benchmark data is: it is measured on, never shipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.errors import SettingsError
from rag.settings import load_settings

BESIDE_THE_CHECKOUT = Path("../shared/bench")


def find_bench(data: Path | None = None) -> Path:
    """The benchmark folder: ``data`` if given, else the setting ``bench``, else one beside the checkout.

    Raises `SettingsError` if there is none.
    """
    folder = data or load_settings().bench or BESIDE_THE_CHECKOUT
    if not folder.is_dir():
        raise SettingsError(f"No benchmark data at {folder}. Name the folder with --data or NEWSDESK_BENCH.")
    return folder


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a .jsonl file, one a line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
