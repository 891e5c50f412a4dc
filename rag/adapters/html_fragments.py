"""HTML within a field of a record or a mail, made plain. Whole pages go through `web_page`."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from html.parser import HTMLParser

_BLOCKS = (
    *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "figcaption", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table"),
    *("td", "th", "tr", "ul", "body", "html"),
)
_HIDDEN = ("script", "style", "head", "template", "noscript", "iframe", "svg")
_INLINE = (
    *("a", "abbr", "b", "br", "cite", "code", "em", "font", "i", "img", "mark", "q", "s", "script"),
    *("small", "span", "strong", "style", "sub", "sup", "u"),
)

# "a<b and c>d" is no element: an attribute that counts has a value.
_REST = r"(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>"
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(_BLOCKS)}){_REST}", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{'|'.join((*_BLOCKS, *_INLINE))}){_REST}|<!--", re.IGNORECASE)
_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[\da-f]{1,6}|amp|quot|apos|nbsp|lt|gt|[lr][sd]quo|hellip|[mn]dash);", re.IGNORECASE
)
_PARAGRAPH_END = "\x1d"
"""A control character, which no text of ours keeps."""


def plain_text_of(field: str) -> str:
    """The field without HTML; as it is if it has none.

    Blocks become paragraphs, and entities characters. Where only inline elements are marked, line ends stay.
    """
    if not _TAG.search(field):
        return html.unescape(field) if _ENTITY.search(field) else field
    has_blocks = _BLOCK_TAG.search(field) is not None
    reader = _PlainText(keeps_lines=not has_blocks)
    # The parser asserts where a declaration is malformed; what stands before it still counts.
    with suppress(AssertionError):
        reader.feed(field)
        reader.close()
    return reader.text()


class _PlainText(HTMLParser):
    def __init__(self, *, keeps_lines: bool) -> None:
        super().__init__()
        self._keeps_lines = keeps_lines
        self._parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._parts.append("\n" if self._keeps_lines else _PARAGRAPH_END)
        elif tag in _BLOCKS:
            self._parts.append(_PARAGRAPH_END)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in _BLOCKS:
            self._parts.append(_PARAGRAPH_END)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._parts.append(data)

    def text(self) -> str:
        text = "".join(self._parts)
        if self._keeps_lines:
            return text.strip()
        paragraphs = (" ".join(part.split()) for part in text.split(_PARAGRAPH_END))
        return "\n\n".join(filter(None, paragraphs))
