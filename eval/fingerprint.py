"""What a result depends on, as digests: two results are of the same thing only if these agree."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from eval.bench_data import DataFile
from rag.domain import Value, sha256_of
from rag.settings import Settings

ROOT = Path(__file__).parents[1]
_PLACES = {"data", "assets", "bench", "openai_api_key"}
"""Settings that say where things are, or are secret: they do not change what comes out."""


class Fingerprint(Value):
    """Digests of all that a result depends on; ``commit`` says where to find the code."""

    settings: str
    prompts: str
    assets: str
    data: str
    code: str
    commit: str

    @property
    def under(self) -> str:
        """One digest for all of them. The commit is left out: the same code may be in several."""
        return sha256_of(self.model_dump_json(exclude={"commit"}))[:16]


def take_fingerprint(settings: Settings, data: Sequence[DataFile], system: str) -> Fingerprint:
    """Of the code as it is on disk now, committed or not."""
    from rag.adapters.assets import ASSETS

    chosen = settings.model_dump_json(exclude=_PLACES)
    return Fingerprint(
        settings=sha256_of(f"{system} {chosen}"),
        prompts=_digest_of(sorted((ROOT / "prompts").glob("*"))),
        assets=sha256_of(" ".join(sorted(asset.sha256 for asset in ASSETS))),
        data=sha256_of(" ".join(sorted(file.sha256 for file in data))),
        code=code_digest(),
        commit=_commit(),
    )


def code_digest() -> str:
    """Of all modules as they are on disk."""
    return _digest_of(sorted([*(ROOT / "rag").rglob("*.py"), *(ROOT / "eval").rglob("*.py")]))


def _digest_of(paths: Iterable[Path]) -> str:
    """Of the names and the bytes of files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _commit() -> str:
    """The commit of the checkout, with a plus sign if files of the code differ from it."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return "unknown"
    changed = _output(git, "status", "--porcelain", "--", "rag", "eval", "prompts", ":!eval/results")
    return _output(git, "rev-parse", "HEAD")[:12] + ("+" if changed else "")


def _output(git: str, *command: str) -> str:
    done = subprocess.run([git, "-C", str(ROOT), *command], check=True, capture_output=True, text=True)
    return done.stdout.strip()
