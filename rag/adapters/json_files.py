"""Articles in .json files (an object or a list of them) and .jsonl files (an object a line)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from rag.adapters.file_text import is_binary
from rag.adapters.records import FieldNames, article_from_record, record_id
from rag.domain import FailedSource, RawArticle
from rag.errors import SourceEmpty, SourceError, SourceInvalid, SourceNotText, SourceTooLarge

if TYPE_CHECKING:
    from io import BufferedReader

MAX_LINE_BYTES = 10_000_000
_SAMPLE = 65_536

Read = RawArticle | FailedSource


def failed(source: str, error: SourceError) -> FailedSource:
    """The error as a row of the report."""
    message = str(error).encode("utf-8", "replace").decode("utf-8")
    return FailedSource(source=source, error=message, exit_code=error.exit_code)


def read_json(text: str, source: str, fields: FieldNames) -> Iterator[Read]:
    """The articles of a JSON file: an object, a list of objects, or an object with a list `articles`.

    Raises `SourceInvalid` if it is not JSON, `SourceEmpty` for an empty list.
    """
    try:
        content = _parsed(text)
    except ValueError as error:
        raise SourceInvalid(
            f"{source} is not valid JSON: {error}. Mend it, or name it .jsonl if it has one object a line."
        ) from None
    if isinstance(content, dict) and isinstance(content.get("articles"), list):
        content = content["articles"]
    if not isinstance(content, list):
        yield article_from_record(content, source=source, place=source, fields=fields)
        return
    if not content:
        raise SourceEmpty(f"{source} holds an empty list.")
    for number, record in enumerate(content, start=1):
        yield read_record(record, source, number, f"Record {number} of {source}", fields)


def read_json_lines(file: BufferedReader[Any], source: str, fields: FieldNames) -> Iterator[Read]:
    """The articles of a file with one JSON object a line, one by one; a bad line does not stop the others.

    Raises `SourceNotText` for binary data, `SourceEmpty` if there is no line.
    """
    _refuse_binary(file.peek(_SAMPLE)[:_SAMPLE], source)
    seen = False
    for number, line in _lines(file):
        if line is not None and not line.strip():
            continue
        seen = True
        yield _read_line(line, source, number, fields)
    if not seen:
        raise SourceEmpty(f"{source} is empty.")


def count_lines(path: Path) -> int:
    """The lines of a file that are not empty; 0 if it cannot be read."""
    try:
        with path.open("rb") as file:
            return sum(1 for _, line in _lines(file) if line is None or line.strip())
    except OSError:
        return 0


def holds_object(line: bytes) -> bool:
    """Whether a line is a JSON object, as every line of a .jsonl file has to be."""
    try:
        return isinstance(_parsed(line.decode("utf-8-sig")), dict)
    except ValueError:
        return False


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; None for one that is too long, which is never held in memory whole."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)
        yield number, None


def _refuse_binary(sample: bytes, source: str) -> None:
    if is_binary(sample) or sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise SourceNotText(f"{source} is not UTF-8 text, as a .jsonl file has to be.")


def _read_line(line: bytes | None, source: str, number: int, fields: FieldNames) -> Read:
    place = f"Line {number} of {source}"
    try:
        if line is None:
            raise SourceTooLarge(f"{place} has more than {MAX_LINE_BYTES / 1e6:.0f} MB.")
        record = _parsed(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return failed(f"{source}#{number}", SourceInvalid(f"{place} is not UTF-8."))
    except ValueError as error:
        return failed(f"{source}#{number}", SourceInvalid(f"{place} is not valid JSON: {error}."))
    except SourceTooLarge as error:
        return failed(f"{source}#{number}", error)
    return read_record(record, source, number, place, fields)


def read_record(record: object, source: str, number: int, place: str, fields: FieldNames) -> Read:
    """The article in one of several records, or the row that says why there is none."""
    source = f"{source}#{record_id(record, fields) or number}"
    try:
        return article_from_record(record, source=source, place=place, fields=fields)
    except SourceError as error:
        return failed(source, error)


def _parsed(text: str) -> Any:  # noqa: ANN401  # JSON may be anything
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
