"""Bundles, put together for one archive."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from rag.settings import Settings

if TYPE_CHECKING:
    from rag.domain import Answer, BundleCheck
    from rag.wiring.archive import Archive

_PLACES = {"data", "assets", "bench"}
"""Settings that only say where something is on this machine."""

_ADDRESSES = {"base_url", "chroma_url", "rerank"}


def make_files(answer: Answer, archive: Archive, settings: Settings, *, at: datetime) -> Mapping[str, bytes]:
    """The files of a bundle. Raises `VerificationFailed` for an answer that does not hold."""
    from rag.answering.bundles import make_bundle

    return make_bundle(
        answer, archive.reader.articles, settings_told(settings), version=version("newsdesk"), at=at
    )


def check_files(path: Path, archive: Archive) -> BundleCheck:
    """What holds of a bundle, by itself and, if it has articles, against the archive."""
    from rag.adapters.bundle_files import read_bundle
    from rag.answering.bundles import check_bundle

    articles = archive.reader.articles
    is_there = next(articles.articles(), None) is not None
    return check_bundle(
        read_bundle(path), version=version("newsdesk"), archive=articles if is_there else None
    )


def settings_told(settings: Settings) -> dict[str, object]:
    """The settings that bear on an answer, without keys, paths of this machine, or names in addresses."""
    told = settings.model_dump(mode="json", exclude=_PLACES)
    secret = {name for name, value in settings if type(value).__name__ == "SecretStr"}
    return {
        name: _without_login(str(value)) if name in _ADDRESSES and value else value
        for name, value in told.items()
        if name not in secret
    }


def _without_login(address: str) -> str:
    parts = urlsplit(address)
    if not parts.netloc:
        return address
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
