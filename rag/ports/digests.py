"""What digests of a name said before."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from rag.domain import EarlierDigest


class DigestStore(Protocol):
    """Digests by name, as far as a later one is compared with them."""

    def last(self, name: str, until: datetime | None = None) -> EarlierDigest | None:
        """The newest digest of that name, or the newest that was made at ``until`` or before."""
        ...

    def save(self, name: str, digest: EarlierDigest) -> None:
        """Keep it beside the earlier ones; what is cut from an article goes when the article goes."""
        ...
