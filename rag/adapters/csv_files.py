"""Articles in .csv files, a row each, under the names of a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from rag.adapters.json_files import MAX_LINE_BYTES, Read, failed, read_record
from rag.adapters.records import FieldNames
from rag.domain import FailedSource
from rag.errors import SourceEmpty, SourceInvalid

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 100_000
"""Characters; so much is parsed once for each delimiter."""


def read_csv(text: str, source: str, fields: FieldNames) -> Iterator[Read]:
    """The articles of a table whose first row names its columns; a bad row does not stop the others.

    The delimiter is the one that finds the most columns that are known, then the most columns. Raises
    `SourceInvalid` if no column can hold the text, `SourceEmpty` if there is no row below the header.
    """
    header, delimiter = _header(text, fields)
    if not any(_column(name) in header for name in fields["text"]):
        raise SourceInvalid(
            f"{source} has no column for the text, only {', '.join(header)[:200]}. "
            "Name the one that holds it with --field text=COLUMN."
        )
    seen = False
    for number, row in _rows(text, delimiter):
        seen = True
        place = f"Row {number} of {source}"
        if isinstance(row, csv.Error):
            yield failed(f"{source}#{number}", SourceInvalid(f"{place} cannot be read: {row}."))
        elif len(row) > len(header):
            yield _too_wide(source, number, len(row), len(header))
        else:
            yield read_record(_record(header, row, fields), source, number, place, fields)
    if not seen:
        raise SourceEmpty(f"{source} has no row below its header.")


def _header(text: str, fields: FieldNames) -> tuple[list[str], str]:
    """The names of the columns and the delimiter between them."""
    known = {_column(name) for names in fields.values() for name in names}
    headers = {delimiter: _first_row(text[:_LONGEST_HEADER], delimiter) for delimiter in _DELIMITERS}
    best = max(headers, key=lambda delimiter: (len(known & set(headers[delimiter])), len(headers[delimiter])))
    return headers[best], best


def _first_row(text: str, delimiter: str) -> list[str]:
    row = next((row for _, row in _all_rows(text, delimiter)), [])
    return [] if isinstance(row, csv.Error) else [_column(name) for name in row]


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    rows = _all_rows(text, delimiter)
    next(rows, None)  # the header
    return rows


def _all_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Rows that are not empty, numbered from 1; an error in place of one that cannot be read."""
    csv.field_size_limit(MAX_LINE_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    number = 0
    while True:
        row: list[str] | csv.Error
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = error
        if isinstance(row, csv.Error) or any(cell.strip() for cell in row):
            number += 1
            yield number, row


def _record(header: Sequence[str], row: Sequence[str], fields: FieldNames) -> Mapping[str, str]:
    """The row under the names that ``fields`` knows its columns by, in whatever case the header has them."""
    cells = dict(zip(header, row, strict=False))
    known = [name for names in fields.values() for name in names]
    return {name: cells[_column(name)] for name in known if _column(name) in cells}


def _column(name: str) -> str:
    return name.strip().casefold()


def _too_wide(source: str, number: int, cells: int, columns: int) -> FailedSource:
    said = f"Row {number} of {source} has {cells} cells for {columns} columns; check its quotes."
    return failed(f"{source}#{number}", SourceInvalid(said))
