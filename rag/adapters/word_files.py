"""The article in a Word document (.docx). The only file that knows python-docx."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.adapters.document_properties import believable_authors, believable_title, dated, origins_of
from rag.adapters.given_dates import GivenDate
from rag.adapters.plain_text import title_from_name
from rag.domain import RawArticle
from rag.errors import SourceEmpty, SourceInvalid, SourceTooLarge

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table

MAX_UNPACKED_BYTES = 200_000_000
_TITLE_STYLES = ("Title", "Heading 1")
_TEMPLATE_CREATED = datetime(2013, 12, 23, 23, 15, tzinfo=UTC)
"""What every document made from python-docx's own template claims."""


def read_word(data: bytes, source: str) -> RawArticle:
    """The paragraphs and tables of a document with what it says of itself.

    Raises `SourceInvalid` for what is no .docx file, `SourceTooLarge` and `SourceEmpty`.
    """
    document = _opened(data, source)
    try:
        blocks = list(_blocks(document))
        said = document.core_properties
        title, authors = believable_title(said.title), believable_authors(said.author)
        created = said.created
    except (KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise SourceInvalid(f"{source} is damaged: {error!r}.") from None
    heading = blocks.pop(0)[1] if len(blocks) > 1 and blocks[0][0] in _TITLE_STYLES else None
    text = "\n\n".join(block for _, block in blocks)
    if not text:
        raise SourceEmpty(f"{source} has no text.")
    return RawArticle(
        text=text,
        source=source,
        title=heading or title or title_from_name(source),
        authors=authors,
        origins=origins_of(said_title=None if heading else title, printed_title=heading, authors=authors),
        **dated(_date(created)),
    )


def _opened(data: bytes, source: str) -> Document:
    import docx
    from docx.opc.exceptions import OpcError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceInvalid(f"{source} is not a Word document (.docx): {error}.") from None
    if unpacked > MAX_UNPACKED_BYTES:
        raise SourceTooLarge(
            f"{source} unpacks to {unpacked / 1e6:.0f} MB; "
            f"at most {MAX_UNPACKED_BYTES / 1e6:.0f} MB are read."
        )
    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, SyntaxError, zipfile.BadZipFile, zlib.error, EOFError, *_MALFORMED) as error:
        raise SourceInvalid(f"{source} is not a Word document (.docx) or is damaged: {error}.") from None


_MALFORMED = (KeyError, ValueError, AttributeError, TypeError, IndexError, NotImplementedError, RuntimeError)
"""What python-docx raises where parts of a document are missing or of another kind."""


def _blocks(document: Document) -> Iterator[tuple[str, str]]:
    """Style and text of each paragraph, and the rows of tables, in reading order."""
    from docx.text.paragraph import Paragraph

    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            text = block.text.strip()
            if text:
                yield (block.style.name or "") if block.style else "", text
        else:
            yield from (("", row) for row in _rows(block))


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
        if text := " | ".join(filter(None, cells)):
            yield text


def _date(created: datetime | None) -> GivenDate | None:
    """The date of creation, which Word writes in UTC."""
    if created is None:
        return None
    at = created.replace(tzinfo=UTC) if created.tzinfo is None else created.astimezone(UTC)
    return None if at == _TEMPLATE_CREATED else GivenDate(at, zone_known=True)
