"""The state of an installation."""

from __future__ import annotations

from pydantic import Field

from rag.domain.values import Value


class Check(Value):
    """One thing `doctor` looked at."""

    name: str
    ok: bool
    detail: str


class AssetStatus(Value):
    """One file of the local model: what it is for and whether it is here."""

    name: str
    purpose: str
    size: int = Field(description="Bytes.")
    present: bool
    path: str
