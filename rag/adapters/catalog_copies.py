"""The groups of copies in the catalogue, as readers want them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rag.adapters.catalog_likeness import join_copies, leave_copies
from rag.adapters.catalog_restrictions import instant
from rag.adapters.sqlite import Database, Row, listed
from rag.domain import Copy, CopyGroup, Credit
from rag.ports import Progress
from rag.text.originals import Families, group_of

_STAGE = "copies"
_PAGE = 500

# an article that nobody looked at yet is alone in its group
_MEMBERS = """SELECT articles.article_id, coalesce(likeness.copy_group, articles.id), articles.title,
    articles.publisher, json_extract(revisions.info, '$.url'), articles.published_us, likeness.length,
    likeness.credit
FROM articles LEFT JOIN likeness ON likeness.article = articles.id
JOIN revisions ON revisions.article = articles.id AND revisions.content_sha256 = articles.content_sha256"""
_OF_SAME_GROUP = """articles.id IN (SELECT other.article FROM articles AS this
    JOIN likeness ON likeness.article = this.id JOIN likeness AS other USING (copy_group)
    WHERE this.article_id IN (SELECT value FROM json_each(?1)))
OR articles.article_id IN (SELECT value FROM json_each(?1))"""


class SqliteCopies:
    """The `CopyStore`. ``families`` are those of the settings: they are looked up, not stored."""

    def __init__(self, database: Database, families: Families | None = None) -> None:
        self._database = database
        self._families = families or {}

    def origins(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        return {article_id: group.origin for article_id, group in self.groups_of(article_ids).items()}

    def groups_of(self, article_ids: Sequence[str]) -> Mapping[str, CopyGroup]:
        members: dict[int, list[Copy]] = {}
        for row in self._database.rows(f"{_MEMBERS} WHERE {_OF_SAME_GROUP}", (listed(article_ids),)):
            members.setdefault(row[1], []).append(_copy(row))
        wanted = set(article_ids)
        groups = [group_of(copies, self._families) for copies in members.values()]
        return {
            member.article_id: group
            for group in groups
            for member in group.members
            if member.article_id in wanted
        }

    def group(self, article_id: str) -> CopyGroup | None:
        found = self.groups_of([article_id]).get(article_id)
        return None if found is None else self._with_likeness(found)

    def groups(self) -> Iterator[CopyGroup]:
        rows = self._database.rows(
            """SELECT min(articles.article_id) FROM likeness JOIN articles ON articles.id = likeness.article
            GROUP BY likeness.copy_group HAVING count(*) > 1"""
        )
        ids = [article_id for (article_id,) in rows]
        found = [
            group
            for at in range(0, len(ids), _PAGE)
            for group in self.groups_of(ids[at : at + _PAGE]).values()
        ]
        by_original = {group.original.article_id: group for group in found}
        for original in sorted(by_original):
            yield self._with_likeness(by_original[original])

    def catch_up(self, progress: Progress) -> None:
        """Look at the articles of which not all is noted that copies are known by. It may be cut short."""
        rows = self._database.rows(
            """SELECT id FROM articles WHERE NOT EXISTS (
                SELECT 1 FROM likeness WHERE article = articles.id AND runs IS NOT NULL)
            ORDER BY id"""
        )
        for number, (row,) in enumerate(rows, start=1):
            with self._database.transaction():
                leave_copies(self._database, row)
                join_copies(self._database, row, self._text("articles.id = ?", row))
            progress(_STAGE, number, len(rows))

    def _with_likeness(self, group: CopyGroup) -> CopyGroup:
        from rag.text.likeness import likeness, wording_of

        def told(copy: Copy) -> Copy:
            text = self._text("articles.article_id = ?", copy.article_id)
            share = 1.0 if text == original else likeness(wording, wording_of(text))
            return copy.model_copy(update={"likeness": round(share, 3)})

        original = self._text("articles.article_id = ?", group.original.article_id)
        wording = wording_of(original)
        return group.model_copy(update={"copies": tuple(map(told, group.copies))})

    def _text(self, which: str, key: object) -> str:
        return str(
            self._database.value(
                f"""SELECT revisions.text FROM articles JOIN revisions
                ON revisions.article = articles.id AND revisions.content_sha256 = articles.content_sha256
                WHERE {which}""",
                (key,),
            )
        )


def _copy(row: Row) -> Copy:
    article_id, _, title, publisher, url, published, length, credit = row
    return Copy(
        article_id=article_id,
        title=title,
        publisher=publisher,
        url=url,
        published_at=None if published is None else instant(published),
        length=length or 0,
        credit=None if credit is None else Credit.model_validate_json(credit),
    )
