"""Newsdesk: answers from a news archive, each claim tied to the exact sentences it came from.

This is the one public door. `open_newsdesk` gives a `Newsdesk`, whose methods are the verbs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.app import Newsdesk, open_newsdesk
    from rag.domain import (
        Answer,
        Article,
        ArticleInfo,
        ArticleSummary,
        Citation,
        Claim,
        Digest,
        Filters,
        Hit,
        IngestReport,
        SchemaSummary,
        SearchResult,
        Status,
        Story,
        TimeRange,
        Verdict,
        Verification,
    )
    from rag.errors import NewsdeskError
    from rag.settings import Settings, load_settings

_HOMES = {
    "rag.app": ("Newsdesk", "open_newsdesk"),
    "rag.domain": (
        "Answer",
        "Article",
        "ArticleInfo",
        "ArticleSummary",
        "Citation",
        "Claim",
        "Digest",
        "Filters",
        "Hit",
        "IngestReport",
        "SchemaSummary",
        "SearchResult",
        "Status",
        "Story",
        "TimeRange",
        "Verdict",
        "Verification",
    ),
    "rag.errors": ("NewsdeskError",),
    "rag.settings": ("Settings", "load_settings"),
}
__all__ = [
    "Answer",
    "Article",
    "ArticleInfo",
    "ArticleSummary",
    "Citation",
    "Claim",
    "Digest",
    "Filters",
    "Hit",
    "IngestReport",
    "Newsdesk",
    "NewsdeskError",
    "SchemaSummary",
    "SearchResult",
    "Settings",
    "Status",
    "Story",
    "TimeRange",
    "Verdict",
    "Verification",
    "load_settings",
    "open_newsdesk",
]


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: the command line must not pay for all of it."""
    from importlib import import_module

    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
