"""What summaries are made with, put together for one archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rag.domain import ModelInfo
from rag.errors import DataFolderBusy
from rag.ports import Progress
from rag.wiring.archive import Archive

if TYPE_CHECKING:
    from rag.ports import ChatModel
    from rag.summaries.calls import Price
    from rag.summaries.summarizing import Desk


class ArchivedPartials:
    """The `PartialResults` of an archive, a reply at a time, so that a stop loses nothing paid.

    Where another process holds the folder, nothing is kept: the summary itself comes about all the same.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def load(self, key: str) -> str | None:
        return self._archive.reader.partials.load(key)

    def save(self, key: str, reply: str, article_ids: Sequence[str]) -> None:
        try:
            with self._archive.writing("summarize") as catalogue:
                catalogue.partials.save(key, reply, article_ids)
        except DataFolderBusy:
            return


def summary_desk(
    archive: Archive,
    model: ChatModel | None,
    info: ModelInfo,
    *,
    clock: Callable[[], datetime],
    progress: Progress,
) -> Desk:
    """The desk at which summaries of this archive are made."""
    from rag.adapters.model_choice import LOCAL
    from rag.summaries.calls import LOCAL_SPEED, SERVER_SPEED
    from rag.summaries.summarizing import Desk

    return Desk(
        embedder=archive.embedder,
        model=model,
        model_info=info,
        partials=ArchivedPartials(archive),
        price=_price(info),
        speed=LOCAL_SPEED if info.provider == LOCAL else SERVER_SPEED,
        clock=clock,
        progress=progress,
    )


def _price(info: ModelInfo) -> Price:
    from rag.adapters.model_choice import EXTRACTIVE, LOCAL, OPENAI
    from rag.adapters.prices import openai_cost

    if info.provider in (LOCAL, EXTRACTIVE):
        return lambda prompt, written: 0.0
    if info.provider == OPENAI:
        return lambda prompt, written: openai_cost(info.name, prompt, written)
    return lambda prompt, written: None
