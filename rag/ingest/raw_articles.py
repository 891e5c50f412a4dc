"""From what a reader took out of a source to an article: canonical text, one-line metadata, a lasting id."""

from __future__ import annotations

from datetime import datetime, timedelta

from rag.domain import Article, ArticleInfo, DateSource, Origins, RawArticle, sha256_of
from rag.errors import SourceEmpty
from rag.text.canonical import canonical_text

_CLOCKS_DIFFER = timedelta(days=1)
"""A date may lie so far ahead: it is already tomorrow somewhere, and clocks are set wrong."""

_ID_LENGTH = 16

_FROM_FEEDS = ("title", "publisher", "authors", "language", "modified_at")
_LESS_THAN_FEEDS = (DateSource.UNKNOWN, DateSource.URL)
"""Where a date comes from that is not as good as a feed's."""


def settle_article(raw: RawArticle, now: datetime) -> Article:
    """The article a reader's record stands for. Raises `SourceEmpty` if no text is left.

    A date after ``now`` is wrong, and becomes unknown.
    """
    text = canonical_text(raw.text)
    if not text:
        raise SourceEmpty(f"There is no text in {raw.source!r}.")
    is_dated = raw.published_at_source is not DateSource.UNKNOWN and _is_believable(raw.published_at, now)
    modified_at = raw.modified_at if _is_believable(raw.modified_at, now) else None
    url = _line(raw.url)
    return Article(
        article_id=_line(raw.article_id) or _made_up_id(url or raw.source),
        content_sha256=sha256_of(text),
        title=_line(raw.title) or "",
        publisher=_line(raw.publisher),
        authors=tuple(dict.fromkeys(filter(None, map(_line, raw.authors)))),
        url=url,
        published_at=raw.published_at if is_dated else None,
        published_at_source=raw.published_at_source if is_dated else DateSource.UNKNOWN,
        published_at_zone_known=raw.published_at_zone_known if is_dated else True,
        modified_at=modified_at,
        language=_line(raw.language),
        section=_line(raw.section),
        origins=raw.origins if modified_at else _without_modified(raw.origins),
        source=raw.source,
        text=text,
    )


def with_what_feeds_said(article: Article, known: ArticleInfo) -> Article:
    """The article with what only a feed said of it before: its page, read again, does not know that.

    What the page itself says counts for more, as it did when both were read together.
    """
    kept: dict[str, object] = {}
    origins: dict[str, DateSource] = {}
    for name in _FROM_FEEDS:
        if getattr(known.origins, name) is DateSource.FEED and not getattr(article, name):
            kept[name] = getattr(known, name)
            origins[name] = DateSource.FEED
    if known.published_at_source is DateSource.FEED and article.published_at_source in _LESS_THAN_FEEDS:
        for name in ("published_at", "published_at_source", "published_at_zone_known"):
            kept[name] = getattr(known, name)
    if not kept:
        return article
    return article.model_copy(update={**kept, "origins": article.origins.model_copy(update=origins)})


def _is_believable(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now + _CLOCKS_DIFFER


def _without_modified(origins: Origins) -> Origins:
    return origins.model_copy(update={"modified_at": DateSource.UNKNOWN})


def _line(value: str | None) -> str | None:
    """The value on one line; None if nothing is left of it."""
    return " ".join(canonical_text(value or "").split()) or None


def _made_up_id(place: str) -> str:
    """The same whenever the same place is read again, so that a changed article is known for one."""
    return sha256_of(place)[:_ID_LENGTH]
