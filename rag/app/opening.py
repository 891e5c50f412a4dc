"""A `Newsdesk` for some settings, beside a running server or alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from rag.app.foundation import no_progress, now
from rag.app.newsdesk import Newsdesk
from rag.ports import Progress
from rag.settings import Settings, load_settings

if TYPE_CHECKING:
    from rag.app.served import ServedNewsdesk


def open_newsdesk(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = now,
    progress: Progress | None = None,
    allow_download: bool = True,
    verbose: bool = False,
) -> Newsdesk:
    """A `Newsdesk` for the settings, by default those of the environment; nothing is opened before its use.

    While a server holds the data folder, the verbs that need it are asked of the server. ``progress`` is told
    of downloads; without ``allow_download`` a missing file of a local model is an error.
    """
    from rag.adapters.server_note import find_server

    wanted = settings or load_settings()
    server = find_server(wanted.data)
    make = Newsdesk if server is None else partial(_beside(), server=server)
    return make(
        wanted,
        clock=clock,
        progress=progress or no_progress,
        allow_download=allow_download,
        verbose=verbose,
    )


def _beside() -> type[ServedNewsdesk]:
    from rag.app.served import ServedNewsdesk

    return ServedNewsdesk
