"""The one door to the web, and the readers behind it, as the settings want them."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from rag.ports import PageMemory, SourceReader
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.adapters.web import WebFetcher
    from rag.adapters.web_articles import WebReader


def web_fetcher(settings: Settings) -> WebFetcher:
    from rag.adapters.web import WebFetcher
    from rag.adapters.web_connection import PinnedConnections

    return WebFetcher(
        PinnedConnections(allow_hosts=settings.allow_hosts),
        version=version("newsdesk"),
        allow_hosts=settings.allow_hosts,
        interval=settings.fetch_interval,
    )


def web_reader(settings: Settings, files: SourceReader, pages: PageMemory) -> WebReader:
    from rag.adapters.web_articles import WebReader

    return WebReader(web_fetcher(settings), files, pages=pages)
