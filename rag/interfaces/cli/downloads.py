"""Asking a person before gigabytes are fetched."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.settings import Settings

_BIG = 100_000_000
"""Bytes; less than this is fetched without a question."""


def model_that_may_be_used(settings: Settings, model: str | None, *, yes: bool) -> str | None:
    """``model``, or "extractive" if it needs a big download that the person at the terminal does not want.

    Programs and scripts are not asked: they call `--fast` or `newsdesk models fetch` for themselves.
    """
    if yes or not _someone_is_there() or not _is_local(settings, model):
        return model
    missing = _missing_bytes(settings)
    if missing < _BIG or _agreed(missing):
        return model
    return "extractive"


def _someone_is_there() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _is_local(settings: Settings, model: str | None) -> bool:
    chosen = model or settings.model
    if chosen == "auto":
        return settings.openai_api_key is None and settings.base_url is None
    return chosen == "local"


def _missing_bytes(settings: Settings) -> int:
    from rag.app import asset_status

    return sum(asset.size for asset in asset_status(settings) if not asset.present)


def _agreed(missing: int) -> bool:
    """Ask on stderr: stdout belongs to the answer. No reply at all is a no."""
    from rag.interfaces.cli.screen import size

    sys.stderr.write(
        f"The local model is not here yet ({size(missing)}). Download it now? "
        "Without it, the best sentences are quoted. [Y/n] "
    )
    sys.stderr.flush()
    reply = sys.stdin.readline()
    return reply.endswith("\n") and reply.strip().lower() in ("", "y", "yes")
