"""What office programs write into a document about itself. Much of it is filled in by nobody."""

from __future__ import annotations

import re
from typing import Any

from rag.adapters.given_dates import GivenDate
from rag.adapters.records import names
from rag.domain import DateSource, Origins

_TITLE_CHARACTERS = 200
_NO_TITLE = re.compile(
    r"(?i)untitled.*|(?:document|dokument|slide|title|scan|doc|print)[\s_-]*\d*|(?:microsoft|powerpoint|word)\b.*"
    r"|.*\.(?:docx?|pdf|indd|qxd|rtf|odt|tex|txt|html?)|\S*|(?:layout|page) \d+"
)
_NO_AUTHOR = re.compile(
    r"(?i)|.*\b(?:admin|administrator|user|owner|unknown|author|root|microsoft|adobe|python-docx|word|writer"
    r"|scanner|default|newsroom pc)\b.*|\S*\d\S*|.*[@/\\].*"
)


def believable_title(given: str | None) -> str | None:
    """A title of at least two words that is no file name and no program's default."""
    title = " ".join((given or "").split())
    return None if len(title) > _TITLE_CHARACTERS or _NO_TITLE.fullmatch(title) else title


def believable_authors(given: str | None) -> tuple[str, ...]:
    """Names that are no account's and no program's."""
    return tuple(name for name in names(given or "") if not _NO_AUTHOR.fullmatch(name))


def origins_of(*, said_title: str | None, printed_title: str | None, authors: tuple[str, ...]) -> Origins:
    """Where title and authors came from: metadata or the text. A title made of a file name has no origin."""
    title = DateSource.META if said_title else DateSource.TEXT if printed_title else DateSource.UNKNOWN
    return Origins(title=title, authors=DateSource.META if authors else DateSource.UNKNOWN)


def dated(date: GivenDate | None) -> dict[str, Any]:
    """A date of a document's own metadata as arguments of `RawArticle`."""
    if date is None:
        return {}
    return {
        "published_at": date.at,
        "published_at_source": DateSource.META,
        "published_at_zone_known": date.zone_known,
    }
