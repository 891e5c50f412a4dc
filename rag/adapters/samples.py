"""The sample articles that come with Newsdesk, from the wheel or from a checkout."""

from __future__ import annotations

from pathlib import Path

from rag.adapters.documents import is_readable
from rag.domain import Upload

_PACKAGE = Path(__file__).resolve().parent.parent


def sample_uploads() -> tuple[Upload, ...]:
    """Each sample file."""
    packed = _PACKAGE / "samples"
    folder = packed if packed.is_dir() else _PACKAGE.parent / "samples"
    files = sorted(path for path in folder.iterdir() if is_readable(path.name))
    return tuple(Upload(name=path.name, content=path.read_bytes()) for path in files)
