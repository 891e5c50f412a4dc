"""A .txt file as an article. Its title is a line of its own, or the file's name."""

from __future__ import annotations

import re
from pathlib import Path

from rag.domain import DateSource, Origins, RawArticle
from rag.text.unwrapping import unwrap

_TITLE_CHARACTERS = 120
_TITLE_WORDS = range(2, 21)
_TITLE_LINE = re.compile(r"\s*(\S[^\n]*)\n[^\S\n]*\n(.*)", re.DOTALL)


def read_plain_text(text: str, source: str) -> RawArticle:
    """The article in a text file; a first line that is plainly a title leaves the text.

    Lines that were broken to a width are joined again.
    """
    title, body = split_title(text)
    origins = Origins(title=DateSource.TEXT) if title else Origins()
    return RawArticle(
        text=unwrap(body), title=title or title_from_name(source), source=source, origins=origins
    )


def split_title(text: str) -> tuple[str | None, str]:
    """A title and what follows it; None and the whole text if the first line may as well be a sentence.

    A title is short, stands alone before an empty line, and does not end as sentences do.
    """
    found = _TITLE_LINE.match(text.replace("\r\n", "\n").replace("\r", "\n"))
    if not found:
        return None, text
    line, rest = found[1].strip(), found[2]
    is_title = (
        len(line) <= _TITLE_CHARACTERS
        and len(re.findall(r"[^\W\d_]+", line)) in _TITLE_WORDS
        and not line.rstrip("\"'”’»)]").endswith((".", "…", ":", ";", ",", "。"))
        and bool(rest.strip())
    )
    return (line, rest) if is_title else (None, text)


def title_from_name(source: str) -> str:
    """A file's name made readable: "us-china_summit.txt" gives "Us china summit"."""
    name = re.sub(r"[\s_-]+", " ", Path(source.removesuffix(".gz")).stem).strip()
    return name[:1].upper() + name[1:]
