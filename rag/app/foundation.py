"""What every verb stands on: a data folder that is opened when it is first needed, and closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rag.domain import Check
from rag.ports import Progress
from rag.settings import Settings
from rag.wiring.archive import Archive
from rag.wiring.language_models import LanguageModels


def now() -> datetime:
    return datetime.now(UTC)


def no_progress(stage: str, done: int, total: int | None) -> None:
    """For callers who do not want to be told."""


class Foundation:
    """Settings, the archive and the language models, shared by the verbs."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        progress: Progress,
        allow_download: bool,
        verbose: bool,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._progress = progress
        self._archive = Archive(settings, clock=clock, progress=progress, allow_download=allow_download)
        self._models = LanguageModels(
            settings, progress=progress, allow_download=allow_download, verbose=verbose
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the local model, connections and files. The next verb opens what it needs again."""
        self._models.close()
        self._archive.close()

    def doctor(self) -> list[Check]:
        """What is sound and what is to be mended; nothing is changed or fetched."""
        from rag.wiring.doctor import examine

        return examine(self.settings, self._archive, self._models)
