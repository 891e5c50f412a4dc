"""From one opened file of a known kind to the articles in it; what is packed in it included."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any, Protocol

from rag.adapters.archives import Budget, Member, harmless_name, unpack_gzip, unpack_zip
from rag.adapters.csv_files import read_csv
from rag.adapters.file_text import read_whole, text_of
from rag.adapters.json_files import Read, failed, read_json, read_json_lines
from rag.adapters.mail_files import read_mail
from rag.adapters.markdown import read_markdown
from rag.adapters.pdf_files import read_pdf
from rag.adapters.plain_text import read_plain_text
from rag.adapters.records import USUAL_FIELDS, FieldNames
from rag.adapters.web_page import read_page
from rag.adapters.word_files import read_word
from rag.domain import RawArticle
from rag.errors import SourceEmpty, SourceError, SourceUnsupported

LINES = (".jsonl", ".ndjson")
_MAIL = ".eml"
_GZIP, _ZIP = ".gz", ".zip"
_MAX_LEVELS = 2
"""An archive, and one archive or mail within it."""


def _read_page(text: str, source: str) -> RawArticle:
    return read_page(text, source=source)


_PROSE: Mapping[str, Callable[[str, str], RawArticle]] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": _read_page,
    ".htm": _read_page,
}
_RECORDS: Mapping[str, Callable[[str, str, FieldNames], Iterator[Read]]] = {
    ".json": read_json,
    ".csv": read_csv,
}
_DOCUMENTS: Mapping[str, Callable[[bytes, str], RawArticle]] = {".pdf": read_pdf, ".docx": read_word}

READABLE = (*_PROSE, *_DOCUMENTS, _MAIL, *_RECORDS, *LINES, _GZIP, _ZIP)


class Apart(Protocol):
    """Reads documents in another process; `Extraction` does."""

    def guards(self, kind: str, size: int) -> bool: ...

    def read(self, kind: str, data: bytes, source: str) -> Sequence[Read]: ...


@dataclass(frozen=True)
class Reading:
    """What one reading goes by: field names of records, what may still be unpacked, and how deep it is.

    With ``apart``, what it guards against is read in another process.
    """

    fields: FieldNames = field(default_factory=lambda: USUAL_FIELDS)
    budget: Budget = field(default_factory=Budget)
    level: int = 0
    apart: Apart | None = None

    def within(self, source: str) -> Reading:
        """For what is packed in ``source``. Raises `SourceUnsupported` if that is too deep."""
        if self.level >= _MAX_LEVELS:
            raise SourceUnsupported(f"{source}: archives are read {_MAX_LEVELS} deep. Unpack the outer one.")
        return replace(self, level=self.level + 1)


def kind_of(name: str) -> str:
    """The ending of a file name, lower case with its dot: what kind of file it says it is."""
    return PurePath(name).suffix.lower()


def is_readable(name: str) -> bool:
    """Whether files of this name are read; of a .gz file, what is packed in it counts."""
    kind = kind_of(name)
    return kind in READABLE and (kind != _GZIP or is_readable(name[: -len(_GZIP)]))


def require_readable(name: str) -> None:
    """Raise `SourceUnsupported` for a file of another kind."""
    if not is_readable(name):
        kind = kind_of(name.lower().removesuffix(_GZIP))
        files = f"{kind} files" if kind else "files without an ending"
        raise SourceUnsupported(f"{name}: {files} are not read, only {', '.join(READABLE)}.")


def read_document(file: io.BufferedReader[Any], source: str, kind: str, reading: Reading) -> Iterator[Read]:
    """The articles in a file of this kind, one of `READABLE`. Raises `SourceError` if there are none."""
    if kind in LINES:
        yield from read_json_lines(file, source, reading.fields)
    elif kind in _RECORDS:
        yield from _RECORDS[kind](text_of(file, source), source, reading.fields)
    elif kind in _PROSE or kind in _DOCUMENTS:
        yield from _read_one(read_whole(file, source), source, kind, reading)
    elif kind == _MAIL:
        yield from _read_mail(file, source, reading)
    elif kind == _GZIP:
        packed = unpack_gzip(file, source, reading.budget)
        yield from read_document(packed, source, kind_of(source[: -len(_GZIP)]), reading.within(source))
    else:
        yield from _read_zip(file, source, reading.within(source))


def _read_one(data: bytes, source: str, kind: str, reading: Reading) -> Iterator[Read]:
    """The article of a document that holds one."""
    if reading.apart is not None and reading.apart.guards(kind, len(data)):
        yield from reading.apart.read(kind, data, source)
    elif kind in _DOCUMENTS:
        yield _DOCUMENTS[kind](data, source)
    else:
        yield _PROSE[kind](text_of(io.BytesIO(data), source), source)


def _read_zip(file: io.BufferedReader[Any], source: str, reading: Reading) -> Iterator[Read]:
    """The articles in all members that are read; one that is damaged does not stop the others."""
    archive = file if file.seekable() else io.BytesIO(read_whole(file, source))
    found = False
    for member in unpack_zip(archive, source, reading.budget):
        if is_readable(member.name):
            found = True
            yield from _read_member(member, f"{source}/{member.name}", reading)
            if reading.budget.left < 0:
                return  # every further member would only say the same
    if not found:
        raise SourceEmpty(f"There is nothing to read in {source}: no {', '.join(READABLE)} file.")


def _read_member(member: Member, source: str, reading: Reading) -> Iterator[Read]:
    if isinstance(member.file, SourceError):
        yield failed(source, member.file)
        return
    with member.file as file:
        try:
            yield from read_document(file, source, kind_of(source), reading)
        except SourceError as error:
            yield failed(source, error)


def _read_mail(file: io.BufferedReader[Any], source: str, reading: Reading) -> Iterator[Read]:
    """A mail's own article, then those in files attached to it."""
    mail = read_mail(read_whole(file, source), source)
    if mail.article is not None:
        yield mail.article
    readable = [attached for attached in mail.attachments if is_readable(attached.name)]
    if not readable:
        if mail.article is None:
            raise SourceEmpty(f"There is no text in {source}, and no attachment that is read.")
        return
    within = reading.within(source)
    for number, attached in enumerate(readable, start=1):
        name = harmless_name(attached.name)
        attachment = Member(name, io.BufferedReader(io.BytesIO(attached.data)))
        yield from _read_member(attachment, f"{source}/{number}/{name}", within)
