"""Articles from files and folders on this machine, and from standard input."""

from __future__ import annotations

import io
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from rag.adapters.documents import (
    LINES,
    READABLE,
    Reading,
    is_readable,
    kind_of,
    read_document,
    require_readable,
)
from rag.adapters.file_text import source_name
from rag.adapters.json_files import count_lines, failed, holds_object
from rag.adapters.records import USUAL_FIELDS, FieldNames
from rag.domain import FailedSource, RawArticle, sha256_of
from rag.errors import SettingsError, SourceEmpty, SourceError, SourceNotFound, SourceUnsupported

if TYPE_CHECKING:
    from rag.adapters.extraction import Extraction

STANDARD_INPUT = "-"
_STDIN = "stdin"
_BUFFER = 65_536

Pending: TypeAlias = Iterable[RawArticle | FailedSource] | Future[Sequence[RawArticle | FailedSource]]
"""What one file gives, now or later."""
_ID_LENGTH = 16
_UNCOUNTED = (".csv", ".gz", ".zip")


class FileReader:
    """Reads files of the kinds in `READABLE`, the folders that hold them, and ``-``, standard input.

    A file that is named and cannot be read is a failure; in a folder, files of other kinds and hidden ones
    are passed over.
    """

    def __init__(
        self,
        fields: FieldNames = USUAL_FIELDS,
        *,
        kind: str | None = None,
        extraction: Extraction | None = None,
    ) -> None:
        """``kind`` is that of standard input, such as ``jsonl``; found out if None.

        ``extraction`` reads documents in other processes, some files ahead. Raises `SettingsError` for a kind
        that is not read.
        """
        self._extraction = extraction
        self._fields = fields
        self._kind = f".{kind.lower().removeprefix('.')}" if kind else None
        if self._kind is not None and (self._kind not in READABLE or self._kind == ".gz"):
            kinds = ", ".join(one[1:] for one in READABLE if one != ".gz")
            raise SettingsError(f"--kind {kind} is none of {kinds}.")

    def expect(self, sources: Sequence[str]) -> int | None:
        if STANDARD_INPUT in sources:
            return None
        paths = [path for source in sources for path in _found_quietly(source)]
        if self._extraction is not None and any(self._extraction.guards(kind_of(p.name), 0) for p in paths):
            self._extraction.start()
        counts = [_expected(path) for path in paths]
        return None if None in counts else sum(count for count in counts if count is not None)

    def read(self, sources: Sequence[str]) -> Iterator[RawArticle | FailedSource]:
        ahead = 2 * self._extraction.workers if self._extraction else 0
        waiting: deque[Pending] = deque()
        for pending in self._pending(sources):
            waiting.append(pending)
            if len(waiting) > ahead:
                yield from _had(waiting.popleft())
        for pending in waiting:
            yield from _had(pending)

    def _pending(self, sources: Sequence[str]) -> Iterator[Pending]:
        """What each file gives, in order: under way in another process, or read when its turn comes."""
        for source in sources:
            if source == STANDARD_INPUT:
                yield self._read_stdin()
                continue
            try:
                for path in _files(source):
                    yield [path] if isinstance(path, FailedSource) else self._begun(path)
            except SourceError as error:
                yield [failed(source_name(Path(source)), error)]

    def _begun(self, path: Path) -> Pending:
        kind = kind_of(path.name)
        if self._extraction is not None and self._extraction.wants(kind, _size(path)):
            return self._extraction.submit(kind, path, source_name(path.resolve()))
        return self._read_file(path)

    def _read_file(self, path: Path) -> Iterator[RawArticle | FailedSource]:
        source = source_name(path.resolve())  # the same file is the same article, from wherever it is named
        try:
            with path.open("rb", buffering=0) as raw, io.BufferedReader(raw, _BUFFER) as file:
                yield from read_document(file, source, kind_of(path.name), self._reading())
        except SourceError as error:
            yield failed(source, error)
        except OSError as error:
            yield _unreadable(path, error)

    def _read_stdin(self) -> Iterator[RawArticle | FailedSource]:
        """What comes on standard input. It has no place, so each text stands for itself: it gives the id."""
        file = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), _BUFFER)
        try:
            kind = self._kind or _kind_of_stream(file)
            for found in read_document(file, _STDIN, kind, self._reading()):
                if isinstance(found, RawArticle) and not (found.article_id or found.url):
                    yield found.model_copy(
                        update={"source": f"{_STDIN}:{sha256_of(found.text)[:_ID_LENGTH]}"}
                    )
                else:
                    yield found
        except SourceError as error:
            yield failed(_STDIN, error)
        finally:
            file.detach()  # standard input is not ours to close

    def _reading(self) -> Reading:
        return Reading(self._fields, apart=self._extraction)


def _had(pending: Pending) -> Iterator[RawArticle | FailedSource]:
    yield from pending.result() if isinstance(pending, Future) else pending


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


def _kind_of_stream(file: io.BufferedReader[Any]) -> str:
    """JSON Lines if the first line is an object, JSON if it only opens one, else text."""
    line, end, _ = file.peek(_BUFFER).lstrip().partition(b"\n")
    if holds_object(line) or (not end and line.startswith(b'{"')):
        return ".jsonl"
    return ".json" if line.strip() in (b"{", b"[") else ".txt"


def _unreadable(path: Path, error: OSError) -> FailedSource:
    source = source_name(path)
    return failed(source, SourceNotFound(f"{source} cannot be read: {error.strerror}."))


def _files(source: str) -> Iterator[Path | FailedSource]:
    """The files a source names, sorted within their folder.

    Raises `SourceNotFound`, `SourceUnsupported` for a file of another kind, `SourceEmpty` for a folder with
    nothing to read.
    """
    path = Path(source)
    if _is_folder(path, source):
        found = False
        for file in _files_in(path, frozenset()):
            found = True
            yield file
        if not found:
            raise SourceEmpty(f"There is nothing to read in {source}: no {', '.join(READABLE)} file.")
        return
    require_readable(source)
    if not path.is_file():
        raise SourceUnsupported(f"{source} is not a regular file.")
    yield path


def _is_folder(path: Path, source: str) -> bool:
    if source.startswith(("http://", "https://")):
        raise SourceUnsupported(f"{source} is a web address; save the page as .html and give that file.")
    try:
        path.stat()
    except (OSError, ValueError) as error:
        reason = "there is no such file or folder" if isinstance(error, FileNotFoundError) else str(error)
        raise SourceNotFound(f"{source} was not found: {reason}. Check the name.") from None
    return path.is_dir()


def _files_in(folder: Path, above: frozenset[Path]) -> Iterator[Path | FailedSource]:
    """Readable files of a folder and those below; a link back to a folder on the way here is not followed."""
    place = folder.resolve()
    if place in above:
        return
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        yield _unreadable(folder, error)
        return
    for path in paths:
        if path.is_dir():
            yield from _files_in(path, above | {place})
        elif is_readable(path.name) and path.is_file():
            yield path


def _found_quietly(source: str) -> Iterator[Path]:
    """The files of a source; what is wrong with it is told when it is read."""
    try:
        yield from (path for path in _files(source) if isinstance(path, Path))
    except SourceError:
        return


def _expected(path: Path) -> int | None:
    """Articles in a file; None where that takes reading all of it."""
    kind = kind_of(path.name)
    if kind in LINES:
        return count_lines(path)
    return None if kind in _UNCOUNTED else 1
