"""What every noun is made of."""

from __future__ import annotations

import hashlib

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def sha256_of(text: str) -> str:
    """The hex SHA-256 of a text's UTF-8 bytes; it names one revision of an article."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
