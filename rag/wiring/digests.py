"""Digests of one archive: compared with an earlier one of their name, and remembered for the next."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from rag.domain import Digest, EarlierDigest
from rag.errors import DataFolderBusy
from rag.wiring.archive import Archive

Since = datetime | Literal["last"]
"""The last digest of a name, or the last one that was made by then."""


def earlier_digest(archive: Archive, name: str, since: Since) -> EarlierDigest | None:
    """None if there is none."""
    return archive.reader.digests.last(name, None if since == "last" else since)


def remember(archive: Archive, digest: Digest) -> Digest:
    """Keep it under its name; where another process holds the folder, a note says that it could not be."""
    from rag.summaries.digest.changes import as_earlier

    if digest.name is None:
        return digest
    try:
        with archive.writing("digest") as catalogue:
            catalogue.digests.save(digest.name, as_earlier(digest))
    except DataFolderBusy as busy:
        note = f"It is not remembered under its name. {busy}"
        return digest.model_copy(update={"notes": (*digest.notes, note)})
    return digest
