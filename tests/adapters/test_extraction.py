"""Documents read in real processes: one that dies, hangs or hungers is one row, and none is left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from child_processes import child_environment
from small_documents import make_mail, make_pdf, set_lines

from rag.adapters import extraction as extraction_module
from rag.adapters.documents import Read
from rag.adapters.extraction import Extraction
from rag.adapters.files import FileReader
from rag.domain import FailedSource, RawArticle

LEAD = (
    "The ferry to Skerry Island sank at its moorings on Tuesday night, and nobody was hurt, the harbour said."
)
PDF = make_pdf([set_lines([LEAD, LEAD.replace("Tuesday", "Monday")])])


def page(number: int) -> str:
    text = "".join(f"<p>{LEAD.replace('nobody', f'sheep {number}{part}')}</p>" for part in "abcd")
    return (
        f"<html><head><title>Ferry {number} sinks</title></head><body><article>{text}</article></body></html>"
    )


@pytest.fixture
def extraction() -> Iterator[Extraction]:
    with Extraction(few=0, workers=1) as extraction:
        yield extraction


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A file that is never there to the end: whoever reads it waits for ever."""
    pipe = tmp_path / "endless.txt"
    os.mkfifo(pipe)
    return pipe


def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(LEAD)
    return path


def row(found: Sequence[Read]) -> FailedSource:
    [only] = found
    assert isinstance(only, FailedSource)
    return only


def processes() -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "extraction_worker"],  # noqa: S607 - wherever it is
        capture_output=True,
        text=True,
        check=False,
    )
    return [int(line) for line in found.stdout.split()]


def test_order_and_results_are_those_of_one_process(tmp_path: Path) -> None:
    for number in range(4):
        (tmp_path / f"{number}.html").write_text(page(number))
    (tmp_path / "1.pdf").write_bytes(PDF)
    (tmp_path / "2.pdf").write_bytes(PDF[:100])
    (tmp_path / "3.html").write_text("<html></html>")
    (tmp_path / "4.txt").write_text(LEAD)
    (tmp_path / "5.eml").write_bytes(make_mail(text=LEAD, attachments=[("report.pdf", PDF)], Subject="Ferry"))
    with zipfile.ZipFile(tmp_path / "6.zip", "w") as packed:
        packed.writestr("a.html", page(7))
        packed.writestr("b.pdf", PDF)
    here = list(FileReader().read([str(tmp_path), str(tmp_path / "gone.pdf")]))
    with Extraction(few=0, workers=2) as extraction:
        apart = list(FileReader(extraction=extraction).read([str(tmp_path), str(tmp_path / "gone.pdf")]))
        assert 1 <= len(processes()) <= 2
    assert apart == here
    assert sum(isinstance(item, RawArticle) for item in here) == 9
    assert [item.exit_code for item in apart if isinstance(item, FailedSource)] == [14, 11, 10]


def test_a_process_that_dies_is_one_row(tmp_path: Path, pipe: Path, extraction: Extraction) -> None:
    lost = extraction.submit(".txt", pipe, "endless.txt")
    with pipe.open("w"):  # returns when the other end is opened
        [reading] = processes()
        os.kill(reading, signal.SIGKILL)
        told = row(lost.result())
    assert told.error == (
        "endless.txt could not be read: the process that did was lost, it ended with code -9."
    )
    assert told.exit_code == 14
    [read] = extraction.submit(".txt", story(tmp_path), "story.txt").result()
    assert isinstance(read, RawArticle)


def test_what_takes_too_long_is_one_row(tmp_path: Path, pipe: Path) -> None:
    with Extraction(workers=1, seconds=1.0) as extraction:
        late, after = (extraction.submit(".txt", path, path.name) for path in (pipe, story(tmp_path)))
        told = row(late.result())
        assert told.error == "endless.txt takes more than 1 s to read."
        assert told.exit_code == 13
        assert isinstance(after.result()[0], RawArticle)


def test_what_takes_too_much_memory_is_one_row(tmp_path: Path) -> None:
    hungry = tmp_path / "hungry.txt"
    hungry.write_text("🐑" + "sheep " * 8_000_000)  # four bytes a character, because of the first
    with Extraction(workers=1, memory=400_000_000) as extraction:
        told = row(extraction.submit(".txt", hungry, "hungry.txt").result())
        assert told.error == "hungry.txt takes more than 0.4 GB of memory to read."
        [read] = extraction.read(".txt", LEAD.encode(), "story.txt")
        assert isinstance(read, RawArticle)


def test_a_process_makes_way_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_module, "_LIFETIME", 2)
    with Extraction(workers=1) as extraction:
        left = []
        for _ in range(3):
            [read] = extraction.submit(".txt", story(tmp_path), "story.txt").result()
            assert isinstance(read, RawArticle)
            left.append(processes())
    assert [len(found) for found in left] == [1, 0, 1]
    assert left[0] != left[2]


def test_a_process_is_started_as_soon_as_a_pdf_is_seen(tmp_path: Path, extraction: Extraction) -> None:
    reader = FileReader(extraction=extraction)
    (tmp_path / "story.html").write_text(page(1))
    assert reader.expect([str(tmp_path)]) == 1
    assert processes() == []
    (tmp_path / "story.pdf").write_bytes(PDF)
    assert reader.expect([str(tmp_path)]) == 2
    [ready] = processes()
    assert len(list(reader.read([str(tmp_path / "story.pdf")]))) == 1
    assert processes() == [ready]


def test_nothing_runs_after_the_end(pipe: Path) -> None:
    extraction = Extraction(workers=1)
    under_way, waiting = (extraction.submit(".txt", pipe, "endless.txt") for _ in range(2))
    with pipe.open("w"):
        extraction.close()
        assert row(under_way.result()).exit_code == 14
    assert waiting.cancelled()
    assert processes() == []
    extraction.close()


_ASK = """
import sys
from pathlib import Path
from rag.adapters.extraction import Extraction
with Extraction(workers=1) as extraction:
    extraction.submit(".txt", Path(sys.argv[1]), "endless.txt").result()
"""


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_no_process_outlives_whoever_asked(pipe: Path, sent: signal.Signals) -> None:
    """An interrupt from a terminal reaches both; a kill only the one that it is sent to."""
    asking = subprocess.Popen(
        [sys.executable, "-c", _ASK, str(pipe)],
        env=child_environment(),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    with pipe.open("w") as end:
        watch = select.poll()
        watch.register(end, select.POLLERR)  # comes when nobody reads the pipe any more
        (os.killpg if sent == signal.SIGINT else os.kill)(asking.pid, sent)
        assert watch.poll(20_000)
    assert asking.wait(20) == -sent


def test_files_are_read_only_so_far_ahead(tmp_path: Path) -> None:
    class Counted(Extraction):
        begun = 0

        def submit(self, *given: Any) -> Future[Sequence[Read]]:
            self.begun += 1
            return super().submit(*given)

    for number in range(12):
        (tmp_path / f"{number}.pdf").write_bytes(PDF)
    with Counted(workers=1) as extraction:
        for taken, _ in enumerate(FileReader(extraction=extraction).read([str(tmp_path)]), start=1):
            assert extraction.begun <= taken + 2 * extraction.workers
    assert extraction.begun == taken == 12


def test_only_what_pays_or_may_do_harm_is_read_apart() -> None:
    with Extraction(few=2) as extraction:
        assert extraction.guards(".pdf", 10)
        assert extraction.guards(".html", 10_000_000)
        assert not extraction.guards(".html", 10)
        assert not extraction.guards(".txt", 10_000_000)
        assert not extraction.wants(".html", 10)
        assert not extraction.wants(".txt", 10)
        assert extraction.wants(".htm", 10_000_000)
        assert extraction.wants(".htm", 10)
        assert processes() == []
