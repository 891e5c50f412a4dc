"""From the settings to a reranker; nothing is opened before its first use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.settings import Settings

if TYPE_CHECKING:
    from rag.ports import Reranker
    from rag.retrieval.reranking import Reranking

OFF = "off"


def make_reranking(settings: Settings) -> Reranking | None:
    """The reranking of every search, or None if it is off."""
    from rag.retrieval.reranking import Reranking

    return None if settings.rerank == OFF else Reranking(_reranker(settings))


def _reranker(settings: Settings) -> Reranker:
    if settings.rerank.startswith(("http://", "https://")):
        from rag.adapters.rerank_service import RerankService

        key = settings.rerank_key
        return RerankService(
            settings.rerank,
            model=settings.rerank_model,
            key=None if key is None else key.get_secret_value(),
            seconds=settings.rerank_seconds,
        )
    from rag.adapters.cross_encoder import CrossEncoder

    folder = Path(settings.rerank).expanduser().resolve()
    return CrossEncoder(folder, seconds=settings.rerank_seconds)
