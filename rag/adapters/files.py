"""Articles from files and folders on this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.adapters.file_text import read_text, source_name
from rag.adapters.json_files import count_lines, failed, read_json, read_json_lines
from rag.adapters.markdown import read_markdown
from rag.adapters.plain_text import read_plain_text
from rag.adapters.web_page import read_page
from rag.domain import FailedSource, RawArticle
from rag.errors import SourceEmpty, SourceError, SourceNotFound, SourceUnsupported

_LINES = (".jsonl", ".ndjson")
_PAGES = (".html", ".htm")
_MARKDOWN = (".md", ".markdown")
READABLE = (".txt", *_MARKDOWN, *_PAGES, ".json", *_LINES)


class FileReader:
    """Reads .txt, .md, .html, .json and .jsonl files and the folders that hold them.

    A file that is named and cannot be read is a failure; in a folder, files of other kinds and hidden ones
    are passed over.
    """

    def expect(self, sources: Sequence[str]) -> int | None:
        return sum(_expected(path) for source in sources for path in _found_quietly(source))

    def read(self, sources: Sequence[str]) -> Iterator[RawArticle | FailedSource]:
        for source in sources:
            try:
                for path in _files(source):
                    yield from _read_file(path)
            except SourceError as error:
                yield failed(source_name(Path(source)), error)


def _read_file(path: Path | FailedSource) -> Iterator[RawArticle | FailedSource]:
    if isinstance(path, FailedSource):
        yield path
        return
    source = source_name(path.resolve())  # the same file is the same article, from wherever it is named
    try:
        yield from _articles(path, source)
    except SourceError as error:
        yield failed(source, error)
    except OSError as error:
        yield _unreadable(path, error)


def _unreadable(path: Path, error: OSError) -> FailedSource:
    source = source_name(path)
    return failed(source, SourceNotFound(f"{source} cannot be read: {error.strerror}."))


def _articles(path: Path, source: str) -> Iterator[RawArticle | FailedSource]:
    kind = path.suffix.lower()
    if kind in _LINES:
        yield from read_json_lines(path, source)
        return
    text = read_text(path)
    if kind == ".json":
        yield from read_json(text, source)
    elif kind in _PAGES:
        yield read_page(text, source=source)
    elif kind in _MARKDOWN:
        yield read_markdown(text, source)
    else:
        yield read_plain_text(text, source)


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
    if path.suffix.lower() not in READABLE:
        kind = f"{path.suffix} files" if path.suffix else "files without an ending"
        raise SourceUnsupported(f"{source}: {kind} are not read, only {', '.join(READABLE)}.")
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
        elif path.suffix.lower() in READABLE and path.is_file():
            yield path


def _found_quietly(source: str) -> Iterator[Path]:
    """The files of a source; what is wrong with it is told when it is read."""
    try:
        yield from (path for path in _files(source) if isinstance(path, Path))
    except SourceError:
        return


def _expected(path: Path) -> int:
    return count_lines(path) if path.suffix.lower() in _LINES else 1
