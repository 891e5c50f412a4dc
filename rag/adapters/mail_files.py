"""The article in a mail (.eml): its subject, sender, date and text, and the files attached to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import NamedTuple

from rag.adapters.document_properties import dated, origins_of
from rag.adapters.file_text import decode
from rag.adapters.given_dates import read_date
from rag.adapters.html_fragments import plain_text_of
from rag.adapters.plain_text import title_from_name
from rag.adapters.web_page import read_page
from rag.domain import RawArticle
from rag.errors import SourceEmpty, SourceError, SourceInvalid
from rag.text.unwrapping import unwrap

_MALFORMED = (LookupError, ValueError, AttributeError, TypeError, RecursionError, AssertionError)
"""What the standard library raises for headers and bodies that break the rules."""
_FLOWED = re.compile(r"(?<!\n--) \r?\n(?=\S)")
"""A soft line end of format=flowed; the two dashes before a signature are none."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Attachment(NamedTuple):
    name: str
    data: bytes


class Mail(NamedTuple):
    article: RawArticle | None
    """None for a mail that only carries files."""
    attachments: tuple[Attachment, ...]


def read_mail(data: bytes, source: str) -> Mail:
    """A mail's own text, and its attachments. The plain part is preferred to the HTML part.

    Raises `SourceInvalid` for what has no mail headers, `SourceEmpty` if there is neither text nor file.
    """
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage) or not message.keys() or not _has_headers(message):
        raise SourceInvalid(f"{source} is not a mail: it has no From, Date or Subject.")
    try:
        attachments = tuple(_attachments(message))
        text = _text(message, source)
    except _MALFORMED as error:
        raise SourceInvalid(f"{source} is damaged: {error!r}.") from None
    if not text.strip():
        if not attachments:
            raise SourceEmpty(f"There is no text in {source}.")
        return Mail(None, attachments)
    sender, _ = parseaddr(_header(message, "From"))
    subject, authors = " ".join(_header(message, "Subject").split()), (sender,) if sender else ()
    article = RawArticle(
        text=text,
        source=source,
        title=subject or title_from_name(source),
        authors=authors,
        origins=origins_of(said_title=subject, printed_title=None, authors=authors),
        **dated(read_date(_header(message, "Date"))),
    )
    return Mail(article, attachments)


def _has_headers(message: EmailMessage) -> bool:
    return any(_header(message, name) for name in ("From", "Date", "Subject"))


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; empty if it is missing or breaks the rules."""
    with suppress(*_MALFORMED):
        return _LONE_SURROGATE.sub("\ufffd", str(message.get(name, "")))
    return ""


def _text(message: EmailMessage, source: str) -> str:
    plain = message.get_body(("plain",))
    if isinstance(plain, EmailMessage):
        text = _content(plain, source)
        if plain.get_param("format", "", header="content-type") == "flowed":
            text = _FLOWED.sub(" ", text)
        if text.strip():
            return unwrap(text)
    page = message.get_body(("html",))
    return _page_text(_content(page, source), source) if isinstance(page, EmailMessage) else ""


def _page_text(page: str, source: str) -> str:
    try:
        return read_page(page, source=source).text
    except SourceEmpty:
        return plain_text_of(page)  # a few lines are no article to an extractor, but they are the mail


def _content(part: EmailMessage, source: str) -> str:
    """The text of a part in its declared charset, else in whatever it turns out to be."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    with suppress(LookupError, UnicodeDecodeError, ValueError):
        return data.decode(part.get_content_charset() or "utf-8")
    try:
        return decode(data, name=source)
    except SourceError:
        return ""


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    for part in message.walk():
        name = part.get_filename()
        data = part.get_payload(decode=True) if name else None
        if name and isinstance(data, bytes):
            yield Attachment(_LONE_SURROGATE.sub("\ufffd", name), data)
