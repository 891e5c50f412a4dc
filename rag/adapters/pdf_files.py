"""The article in a PDF. The only file that knows pypdfium2.

A PDF has no paragraphs, only characters at places. Lines are joined into paragraphs by the gaps between them,
their indents and their sizes; headers, footers and captions stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from rag.adapters.document_properties import believable_authors, believable_title, dated, origins_of
from rag.adapters.given_dates import read_date
from rag.adapters.plain_text import title_from_name
from rag.domain import RawArticle
from rag.errors import SourceEmpty, SourceInvalid, SourceTooLarge
from rag.text.unwrapping import Vocabulary

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

MAX_PAGES = 2_000
_WIDER_GAP = 1.25
_OTHER_SIZE = 0.1
_TITLE_SIZE = 1.15
"""Against the size of most lines."""
_TITLE_CHARACTERS = 200
_INDENT = 5.0
"""Points."""
_SHORT = 0.85
_HYPHEN_AT_LINE_END = "\x02"
_ENDS_SENTENCE = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?(?:(Z)|([+-]\d{2})'?(\d{2})?)?")


class Line(NamedTuple):
    """One line on a page: its place in points from the lower left corner, and its first letter's size."""

    text: str
    left: float
    right: float
    height: float
    size: float


def read_pdf(data: bytes, source: str) -> RawArticle:
    """The text of all pages with what the file says of itself.

    Raises `SourceInvalid` for a damaged file or one with a password, `SourceEmpty` for pages that are only
    pictures, `SourceTooLarge` beyond `MAX_PAGES`.
    """
    with closing(_opened(data, source)) as document:
        pages = len(document)
        if pages > MAX_PAGES:
            raise SourceTooLarge(f"{source} has {pages:,} pages; at most {MAX_PAGES:,} are read. Split it.")
        lines = list(_lines(document, source))
        said = document.get_metadata_dict()
    if not lines:
        raise SourceEmpty(
            f"{source} has no text: its {pages} pages are pictures. Run text recognition (OCR) on it first."
        )
    printed, body = _without_title(lines)
    title, authors = believable_title(said.get("Title")), believable_authors(said.get("Author"))
    return RawArticle(
        text="\n\n".join(_paragraphs(body)),
        source=source,
        title=title or printed or title_from_name(source),
        authors=authors,
        origins=origins_of(said_title=title, printed_title=printed, authors=authors),
        **_created(said.get("CreationDate", "")),
    )


def _opened(data: bytes, source: str) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise SourceInvalid(f"{source} is protected by a password. Save a copy without one.") from None
        raise SourceInvalid(f"{source} is damaged or not a PDF: {error}.") from None


def _lines(document: PdfDocument, source: str) -> Iterator[Line]:
    import pypdfium2

    for number in range(len(document)):
        try:
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                yield from _lines_of_page(text)
        except pypdfium2.PdfiumError as error:
            raise SourceInvalid(f"Page {number + 1} of {source} is damaged: {error}.") from None


def _lines_of_page(page: PdfTextPage) -> Iterator[Line]:
    from pypdfium2 import raw

    start, characters = 0, []
    for place in range(page.count_chars()):
        code = raw.FPDFText_GetUnicode(page, place)
        characters.append(_character(code))
        if characters[-1] in ("\n", _HYPHEN_AT_LINE_END):
            yield from _placed(page, characters, start)
            start, characters = place + 1, []
    yield from _placed(page, characters, start)


def _character(code: int) -> str:
    if code in (0, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    return chr(code)


def _placed(page: PdfTextPage, characters: Sequence[str], start: int) -> Iterator[Line]:
    """The line of these characters, the first of which is number ``start``; none if they are all blank."""
    from pypdfium2 import raw

    text = "".join(characters).replace(_HYPHEN_AT_LINE_END, "-").strip()
    if not text:
        return
    seen = [place for place, character in enumerate(characters, start) if character.strip()]
    left, bottom, _, _ = page.get_charbox(seen[0], loose=True)
    _, _, right, _ = page.get_charbox(seen[-1], loose=True)
    yield Line(text, left, right, bottom, raw.FPDFText_GetFontSize(page, seen[0]))


def _without_title(lines: Sequence[Line]) -> tuple[str | None, Sequence[Line]]:
    """A title printed larger than most lines at the top, and what follows it."""
    usual = median(line.size for line in lines)
    last = next((place for place, line in enumerate(lines) if line.size < usual * _TITLE_SIZE), len(lines))
    title = " ".join(line.text for line in lines[:last])
    if not title or last == len(lines) or len(title) > _TITLE_CHARACTERS:
        return None, lines
    return title, lines[last:]


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    gaps = [above.height - below.height for above, below in pairwise(lines) if above.height > below.height]
    gap = median(gaps) if gaps else 0.0
    width = median(line.right - line.left for line in lines)
    words = Vocabulary("\n".join(line.text for line in lines), hyphens_are_meant=False)
    paragraph = [lines[0].text]
    for above, below in pairwise(lines):
        if _begins_paragraph(above, below, gap, width):
            yield words.join(paragraph)
            paragraph = []
        paragraph.append(below.text)
    yield words.join(paragraph)


def _begins_paragraph(above: Line, below: Line, gap: float, width: float) -> bool:
    """Whether the line below begins a paragraph. Across pages and columns only a sentence's end tells."""
    if abs(above.size - below.size) > _OTHER_SIZE * above.size:
        return True
    drop = above.height - below.height
    ends = _ENDS_SENTENCE.search(above.text) is not None
    if drop <= 0:
        return ends
    is_indented = below.left - above.left > _INDENT
    is_short = above.right - above.left < _SHORT * width
    return drop > _WIDER_GAP * gap or (ends and (is_indented or is_short))


def _created(date: str) -> dict[str, Any]:
    """The date of creation, as PDF writes it: D:20231027090000+02'00'."""
    found = _DATE.match(date)
    if not found:
        return {}
    year, month, day, hour, minute, second, utc, zone, zone_minutes = found.groups()
    text = f"{year}-{month}-{day}"
    if hour:
        offset = "+00:00" if utc else f"{zone}:{zone_minutes or '00'}" if zone else ""
        text += f"T{hour}:{minute}:{second or '00'}{offset}"
    with suppress(ValueError):
        return dated(read_date(text))
    return {}
