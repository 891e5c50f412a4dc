"""Which articles a digest is made of: those in reach, on the topic, copies folded into one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from rag.domain import Article, ArticleInfo, Filters, Reason, SearchResult, TimeRange
from rag.ports import ArticleStore, CopyStore
from rag.summaries.digest.reports import Chosen

MOST = 200
"""Articles of one digest: nobody reads a longer one."""
PASSAGES = 200
"""Passages looked for on a topic."""
_NEAR_ENOUGH = 0.45
"""An article is on a topic if its best passage scores so much of what the best of all does."""

Find = Callable[[str], SearchResult]
"""Search passages on a topic within the range and the filters."""


@dataclass(frozen=True)
class Wanted:
    """What a digest is asked for."""

    as_of: datetime
    topic: str | None = None
    name: str | None = None
    time_range: TimeRange | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Selection:
    """The articles, newest last, or the reason why there are none."""

    chosen: tuple[Chosen, ...]
    reason: Reason | None = None
    notes: tuple[str, ...] = ()

    @property
    def copies(self) -> int:
        return sum(len(item.copies) for item in self.chosen)


def select(wanted: Wanted, articles: ArticleStore, copies: CopyStore, find: Find) -> Selection:
    """The original of each text, or whichever of its copies came first."""
    in_reach = articles.ids(wanted.time_range, wanted.filters)
    notes: list[str] = []
    ids = list(in_reach)
    if wanted.topic is not None and in_reach:
        result = find(wanted.topic)
        ids = _on_topic(result)
        notes += result.searched.notes
    infos = sorted(articles.infos(ids).values(), key=_by_date)
    if len(infos) > MOST:
        notes.append(f"Only the newest {MOST:,} of {len(infos):,} articles were read.")
        infos = infos[-MOST:]
    chosen = tuple(_folded(infos, articles, copies))
    reason = None if chosen else _why_none(wanted, in_reach, articles)
    return Selection(chosen, reason, tuple(notes))


def _on_topic(result: SearchResult) -> list[str]:
    best = max((hit.score for hit in result.hits), default=0.0)
    near = [hit for hit in result.hits if hit.score >= _NEAR_ENOUGH * best]
    return list(dict.fromkeys(article for hit in near for article in (hit.article_id, *hit.copies)))


def _why_none(wanted: Wanted, in_reach: Sequence[str], articles: ArticleStore) -> Reason:
    if not articles.count(None, Filters()):
        return Reason.NO_ARTICLES
    return Reason.NOT_IN_SOURCES if in_reach else Reason.NONE_IN_RANGE


def _folded(infos: Sequence[ArticleInfo], articles: ArticleStore, copies: CopyStore) -> Iterator[Chosen]:
    ids = [info.article_id for info in infos]
    of = copies.groups_of(ids)
    keys = {article_id: group.original.article_id for article_id, group in of.items()}
    origins = {article_id: group.origin for article_id, group in of.items()}
    groups: dict[str, list[ArticleInfo]] = {}
    for info in infos:
        groups.setdefault(keys.get(info.article_id, info.article_id), []).append(info)
    for members in groups.values():
        first, *others = _original_first(members, copies)
        article = articles.article(first.article_id)
        if article is not None:
            yield Chosen(article, _origin(article, origins), tuple(other.article_id for other in others))


def _original_first(members: Sequence[ArticleInfo], copies: CopyStore) -> list[ArticleInfo]:
    if len(members) == 1:
        return list(members)
    group = copies.group(members[0].article_id)
    original = group.original.article_id if group else None
    return sorted(members, key=lambda info: info.article_id != original)


def _origin(article: Article, origins: Mapping[str, str]) -> str:
    """Whose text it is; where no publisher is known, the site it came from."""
    origin = origins.get(article.article_id, article.article_id)
    if origin != article.article_id or not article.url:
        return origin
    return (urlsplit(article.url).hostname or origin).removeprefix("www.")


def _by_date(info: ArticleInfo) -> tuple[bool, float, str]:
    """Articles without a date first: they are no news."""
    moment = info.published_at
    return moment is not None, moment.timestamp() if moment else 0.0, info.article_id
