"""The JSON Schema test suite, which comes with the source distribution of `jsonschema`.

``python tests/json_schema_suite.py`` fetches it once, through pip and its own settings, to the user's cache
folder. It is no part of this project; tests that need it are skipped where it is not there.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

PINNED = "jsonschema==4.26.0"
CACHE = Path(platformdirs.user_cache_dir("newsdesk"))
_DIALECT = "/json/tests/draft2020-12/"


@dataclass(frozen=True)
class Example:
    """A value, and whether the schema allows it."""

    file: str
    name: str
    schema: Any
    value: Any
    is_valid: bool


def suite_beside(assets: Path) -> Path:
    """Where it lies, given the folder of the local models."""
    return assets.parent / "json-schema-suite"


def fetch(suite: Path) -> None:
    """Put the suite's files for this dialect into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        download = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            "jsonschema",
        ]
        subprocess.run([*download, "--dest", folder, PINNED], check=True)
        with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as packed:
            for member in packed.getmembers():
                _, found, inner = member.name.partition(_DIALECT)
                content = packed.extractfile(member) if found and member.isfile() else None
                if content is not None:
                    target = suite / inner
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content.read())


def examples(suite: Path) -> Iterator[Example]:
    """Every example of the suite, those of optional formats included; none if it is not there."""
    for path in sorted(suite.rglob("*.json")):
        for group in json.loads(path.read_text("utf-8")):
            for test in group["tests"]:
                yield Example(
                    file=path.relative_to(suite).as_posix(),
                    name=f"{group['description']}: {test['description']}",
                    schema=group["schema"],
                    value=test["data"],
                    is_valid=test["valid"],
                )


if __name__ == "__main__":
    folder = suite_beside(CACHE / "assets")
    fetch(folder)
    sys.stdout.write(f"{sum(1 for _ in examples(folder))} examples in {folder}\n")
