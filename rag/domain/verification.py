"""The outcome of checking an answer again."""

from __future__ import annotations

from rag.domain.citing import Citation
from rag.domain.values import Value


class CheckedCitation(Value):
    """The outcome of checking one citation again. ``problem`` is None when it holds."""

    citation: Citation
    problem: str | None = None


class CheckedClaim(Value):
    """The outcome of comparing one claim with its citations again. ``problem`` is None when they carry it."""

    text: str
    problem: str | None = None


class Verification(Value):
    """The outcome of `verify`: citations against the stored text, and claims against their citations."""

    checked: tuple[CheckedCitation, ...]
    claims: tuple[CheckedClaim, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        quotes_hold = all(item.problem is None for item in self.checked)
        return quotes_hold and all(item.problem is None for item in self.claims)
