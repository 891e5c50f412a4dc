"""Who may do what over the network."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime

from rag.domain.values import Value


class Scope(StrEnum):
    """What a key opens; each opens what those before it open, too."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"

    def includes(self, other: Scope) -> bool:
        order = list(Scope)
        return order.index(self) >= order.index(other)


class ApiKey(Value):
    """What is kept of a key: never the key itself."""

    id: str
    name: str
    scope: Scope
    sha256: str
    created_at: AwareDatetime
    revoked_at: AwareDatetime | None = None


class NewApiKey(Value):
    """A key that was just made, and the one time its secret is told."""

    key: ApiKey
    secret: str
