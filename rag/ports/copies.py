"""Which articles are one text, and whose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from rag.domain import CopyGroup


class CopyStore(Protocol):
    """The groups of articles that are copies of each other, as the catalogue stands now.

    Every article is in exactly one group; most are alone in it. Ids that are not there are left out.
    """

    def origins(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Whose text each article is: `CopyGroup.origin`. As many different ones as independent sources.

        Copies have one origin, and so have all articles of one publisher, or of one family of publishers.
        """
        ...

    def groups_of(self, article_ids: Sequence[str]) -> Mapping[str, CopyGroup]:
        """The group of each article; how alike its members are is not looked up."""
        ...

    def group(self, article_id: str) -> CopyGroup | None:
        """The group of an article, with how alike its members are."""
        ...

    def groups(self) -> Iterator[CopyGroup]:
        """Every group of more than one article, by the id of the original."""
        ...
