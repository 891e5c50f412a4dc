"""Which article of a group of copies is the original, and whose text it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rag.domain import Copy, CopyGroup, OriginalBy
from rag.text.publishers import publisher_key

Families = Mapping[str, str]
"""The family of a publisher, by its `publisher_key`."""


def families_of(given: Mapping[str, Sequence[str]]) -> Families:
    """From publishers by the name of their family, as the settings have them."""
    return {publisher_key(publisher): name for name, publishers in given.items() for publisher in publishers}


def group_of(members: Sequence[Copy], families: Families) -> CopyGroup:
    """One or more copies as a group. The order in which they are given does not matter."""
    original, reason = _original(sorted(members, key=_by_date))
    copies = sorted((copy for copy in members if copy.article_id != original.article_id), key=_by_date)
    return CopyGroup(
        original=original,
        reason=reason,
        copies=tuple(copies),
        origin=_origin(original, reason, members, families),
        publishers=len({_source(copy.publisher, families) for copy in members if copy.publisher}),
    )


def _original(members: Sequence[Copy]) -> tuple[Copy, OriginalBy]:
    if len(members) == 1:
        return members[0], OriginalBy.ONLY
    for is_whole in (True, False):
        for name in _credited(members, is_whole=is_whole):
            for copy in members:
                if copy.publisher and publisher_key(copy.publisher) == publisher_key(name):
                    return copy, OriginalBy.NAMED
    if members[0].published_at is not None:
        return members[0], OriginalBy.EARLIEST
    return max(members, key=lambda copy: copy.length), OriginalBy.LONGEST


def _credited(members: Sequence[Copy], *, is_whole: bool) -> list[str]:
    """Names that members credit, the most frequent first, equal ones by name."""
    names = Counter(copy.credit.name for copy in members if copy.credit and copy.credit.is_whole is is_whole)
    return sorted(names, key=lambda name: (-names[name], name))


def _origin(original: Copy, reason: OriginalBy, members: Sequence[Copy], families: Families) -> str:
    credited = [] if reason is OriginalBy.NAMED else _credited(members, is_whole=True)
    name = credited[0] if credited else original.publisher
    return _source(name, families) if name else original.article_id


def _source(publisher: str, families: Families) -> str:
    """The family of a publisher, or its own name."""
    return families.get(publisher_key(publisher), publisher)


def _by_date(copy: Copy) -> tuple[bool, float, str]:
    """Dated before undated, the earliest first, equal ones by id."""
    moment = copy.published_at
    return moment is None, moment.timestamp() if moment else 0.0, copy.article_id
