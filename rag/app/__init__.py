"""The verbs, a file for each kind. With `rag.wiring` this is the only place that knows every part."""

from rag.app.assets import asset_status, fetch_assets
from rag.app.foundation import no_progress, now
from rag.app.newsdesk import Newsdesk
from rag.app.opening import open_newsdesk
from rag.app.questions import HITS_TO_READ

__all__ = [
    "HITS_TO_READ",
    "Newsdesk",
    "asset_status",
    "fetch_assets",
    "no_progress",
    "now",
    "open_newsdesk",
]
