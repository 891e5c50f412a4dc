"""Progress is for a person at a terminal, and for work that takes its time."""

from __future__ import annotations

import io
import re
import sys
import time

import pytest

from rag.interfaces.cli import progress as shown
from rag.interfaces.cli.progress import rate_text, shown_progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def watch(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of stderr. Not a fixture: pytest takes stderr back after fixtures."""
    stderr = Terminal()
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    return stderr


def test_long_work_shows_its_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    monkeypatch.setattr(shown, "PATIENCE", 0.0)
    with shown_progress() as progress:
        progress("reading \x1b[2J articles", 1, 4)
        time.sleep(0.15)
        progress("reading \x1b[2J articles", 2, 4)
        time.sleep(0.15)
        progress("answering", 0, None)
        time.sleep(0.3)
    written = terminal.getvalue()
    assert "reading \\x1b[2J articles" in written
    assert "50%" in written
    assert re.search(r"\d/s", written)
    assert "left" in written
    assert "answering" in written


def test_quick_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    with shown_progress() as progress:
        progress("reading", 1, 1)
    assert "reading" not in terminal.getvalue()


def test_nobody_is_told_when_stderr_is_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(shown, "PATIENCE", 0.0)
    with shown_progress() as progress:
        progress("reading", 1, 2)
        time.sleep(0.1)
    assert sys.stderr.getvalue() == ""


def test_the_display_ends_with_an_interrupted_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = watch(monkeypatch)
    monkeypatch.setattr(shown, "PATIENCE", 0.0)

    def work() -> None:
        with shown_progress() as progress:
            progress("reading", 1, 2)
            time.sleep(0.1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    after = len(terminal.getvalue())
    time.sleep(0.2)
    assert len(terminal.getvalue()) == after


@pytest.mark.parametrize(
    ("speed", "text"),
    [(None, ""), (0.25, "0.2/s"), (9.6, "9.6/s"), (23.4, "23/s"), (1_500, "1.5k/s"), (12_345_678, "12M/s")],
)
def test_a_rate_is_short(speed: float | None, text: str) -> None:
    assert rate_text(speed) == text
