"""Where the benchmark data is: it is measured on, never shipped. A file that has changed is an error."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.domain import Value
from rag.errors import SettingsError
from rag.settings import load_settings

BESIDE_THE_CHECKOUT = Path("../shared/bench")
REALTIME_QA = Path("~/.cache/newsdesk-bench/rt2022")
REALTIME_QA_COMPLETE = Path("~/.cache/newsdesk-bench/rt2022-complete")
"""The same questions over every article of their year."""


class BenchDataError(SettingsError):
    """Benchmark data that is missing or not what the figures were made with."""


class DataFile(Value):
    """One file of a set as it is expected: ``path`` within the folder, records (lines), and digest."""

    path: str
    records: int
    sha256: str


def find_bench(data: Path | None = None) -> Path:
    """The benchmark folder: ``data`` if given, else the setting ``bench``, else one beside the checkout.

    Raises `BenchDataError` if there is none.
    """
    folder = data or load_settings().bench or BESIDE_THE_CHECKOUT
    if not folder.is_dir():
        raise BenchDataError(f"No benchmark data at {folder}. Name the folder with --data or NEWSDESK_BENCH.")
    return folder


def find_realtime_qa(folder: Path | None = None) -> Path:
    """The folder of the news questions, which everybody builds for themselves. Raises `BenchDataError`."""
    return _built(folder or REALTIME_QA, "as the README of the benchmark data says", "--rt")


def find_complete_realtime_qa(folder: Path | None = None) -> Path:
    """The folder of the same questions with all articles. Raises `BenchDataError`."""
    return _built(folder or REALTIME_QA_COMPLETE, "as docs/evaluation.md says", "--rt-complete")


def _built(folder: Path, how: str, option: str) -> Path:
    found = folder.expanduser()
    if not found.is_dir():
        raise BenchDataError(
            f"No news questions at {found}. Build them {how}, or name their folder with {option}."
        )
    return found


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a .jsonl file, one a line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_checked(folder: Path, expected: DataFile) -> list[dict[str, Any]]:
    """The records of a file whose bytes are the expected ones. Raises `BenchDataError`."""
    path = checked_path(folder, expected)
    records = list(read_records(path))
    if len(records) != expected.records:
        raise BenchDataError(f"{path} has {len(records)} records, not {expected.records}.")
    return records


def checked_path(folder: Path, expected: DataFile) -> Path:
    """Where the file is, if its bytes are the expected ones. Raises `BenchDataError`."""
    path = folder / expected.path
    digest = sha256_of_file(path)
    if digest != expected.sha256:
        raise BenchDataError(
            f"{path} is not the file that was measured on: its SHA-256 is {digest}, not {expected.sha256}. "
            "Get the expected version, or change the digest in eval/datasets.py with new floors."
        )
    return path


def sha256_of_file(path: Path) -> str:
    """The digest of a file's bytes. Raises `BenchDataError` if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BenchDataError(
            f"Benchmark file {path} cannot be read ({error.strerror}). Is --data right?"
        ) from None
