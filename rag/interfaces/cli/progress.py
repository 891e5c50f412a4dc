"""How far a long piece of work has come, on stderr, for a person at a terminal and for nobody else."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rag.interfaces.cli.safe_text import one_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import Task, TaskID


class ShownProgress(Protocol):
    """A `Progress` that can be taken off the terminal, to make room for what is printed there."""

    def __call__(self, stage: str, done: int, total: int | None) -> None: ...

    def close(self) -> None:
        """Draw nothing any more."""
        ...


_UNITS = (("M", 10**6), ("k", 10**3))

PATIENCE = 2.0
"""Seconds of silence: what is done by then needs no progress bar."""


@contextmanager
def shown_progress() -> Iterator[ShownProgress]:
    """A `Progress` that draws bars once the work has taken two seconds; silent if nobody is watching."""
    if not sys.stderr.isatty():
        yield _Silence()
        return
    display = _Display()
    try:
        yield display
    finally:
        display.close()


class _Silence:
    """Nobody is watching."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        pass

    def close(self) -> None:
        pass


class _Display:
    """One bar per stage. Drawn from a timer, because a stage may be silent until it ends."""

    def __init__(self) -> None:
        self._bars = _bars()
        self._tasks: dict[str, TaskID] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._timer = threading.Timer(PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        with self._lock:
            if stage not in self._tasks:
                self._finish_earlier_stages()
                self._tasks[stage] = self._bars.add_task(one_line(stage), total=total)
            self._bars.update(self._tasks[stage], completed=done, total=total)

    def close(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._closed = True
            self._bars.stop()

    def _show(self) -> None:
        with self._lock:
            if not self._closed:
                self._bars.start()

    def _finish_earlier_stages(self) -> None:
        """A stage without a total ends when the next begins: its bar would move for ever."""
        for task in self._bars.tasks:
            if task.total is None:
                self._bars.update(task.id, visible=False)


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        ProgressColumn,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class RateColumn(ProgressColumn):
        """How many a second, lately."""

        def render(self, task: Task) -> Text:
            return Text(rate_text(task.finished_speed or task.speed))

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TaskProgressColumn(),
        RateColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(compact=True),
        console=Console(stderr=True),
        transient=True,
    )


def rate_text(speed: float | None) -> str:
    """``0.8/s``, ``23/s``, ``1.2M/s``; nothing while it is not known."""
    if not speed:
        return ""
    unit, scale = next((unit for unit in _UNITS if speed >= unit[1]), ("", 1))
    figure = speed / scale
    return f"{figure:.0f}{unit}/s" if figure >= 10 else f"{figure:.1f}{unit}/s"
