"""Finding the copies of an article among all others when it is stored, and parting them when it goes.

`join_copies` and `leave_copies` are steps of the transaction that stores or removes an article. Whether two
articles are copies depends on their texts alone, and a group is all that are linked: so the order in which
articles come and go does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rag.adapters.sqlite import Database, listed
from rag.text.credits import credit_of

if TYPE_CHECKING:
    from rag.text.likeness import Hashes, Wording

_FORMAT = "<i8"
_MARK_BYTES = 8
_EVERY_ARTICLE = 2**63 - 1
_MOST_WITH_MARK = 1000
"""Of the articles with a mark so many are looked at: one in more is of a line that stands everywhere."""


def join_copies(database: Database, row: int, text: str) -> None:
    """Note what an article is recognised by, and make one group of it and all groups with a copy of it."""
    from rag.text.likeness import wording_of

    wording = wording_of(text)
    marks = wording.marks
    credit = credit_of(text)
    database.execute(
        "INSERT INTO likeness (article, copy_group, marks, length, credit) VALUES (?1, ?1, ?2, ?3, ?4)",
        (row, marks.astype(_FORMAT).tobytes(), len(text), credit.model_dump_json() if credit else None),
    )
    joined = [row, *_groups_like(database, row, wording)]
    database.execute_many(
        "INSERT INTO marks (mark, article) VALUES (?, ?)", [(mark, row) for mark in marks.tolist()]
    )
    if len(joined) > 1:
        _name_group(database, "copy_group", joined, min(joined))


def leave_copies(database: Database, row: int) -> None:
    """Forget what an article is recognised by. Without it, its group may fall into several."""
    found = database.row("SELECT copy_group, marks FROM likeness WHERE article = ?", (row,))
    if found is None:
        return
    group, marks = found
    database.execute_many(
        "DELETE FROM marks WHERE mark = ? AND article = ?", [(mark, row) for mark in _marks(marks).tolist()]
    )
    database.execute("DELETE FROM likeness WHERE article = ?", (row,))
    for linked in _linked(database, group):
        _name_group(database, "article", linked, min(linked))


def has_copies(database: Database, row: int) -> bool:
    """Whether another article is in the group of this one."""
    others = """SELECT EXISTS (SELECT 1 FROM likeness AS this JOIN likeness AS other USING (copy_group)
        WHERE this.article = ? AND other.article != this.article)"""
    return bool(database.value(others, (row,)))


def _name_group(database: Database, column: str, values: Collection[int], name: int) -> None:
    database.execute(
        f"UPDATE likeness SET copy_group = ? WHERE {column} IN (SELECT value FROM json_each(?))",
        (name, listed(values)),
    )


def _marks(blob: bytes) -> Hashes:
    import numpy as np

    return np.frombuffer(blob, dtype=_FORMAT).astype(np.int64)


# --- among all articles -------------------------------------------------------------------------------------


def _groups_like(database: Database, row: int, wording: Wording) -> list[int]:
    """The groups that hold a copy of the article; in each, articles are compared until one is a copy."""
    from rag.text.likeness import are_copies, wording_of

    groups = dict.fromkeys(_groups_with_same_text(database, row), True)
    for article, group in _candidates(database, wording.marks):
        if not groups.get(group):
            groups[group] = are_copies(wording, wording_of(_text(database, article)))
    return [group for group, is_like in groups.items() if is_like]


def _groups_with_same_text(database: Database, row: int) -> Iterator[int]:
    rows = database.rows(
        """SELECT DISTINCT likeness.copy_group FROM articles AS this
        JOIN articles AS other ON other.content_sha256 = this.content_sha256 AND other.id != this.id
        JOIN likeness ON likeness.article = other.id WHERE this.id = ?""",
        (row,),
    )
    return (group for (group,) in rows)


def _candidates(database: Database, marks: Hashes) -> Sequence[tuple[int, int]]:
    """Articles that share enough marks to be compared, with their groups, those that share most first."""
    from rag.text.likeness import are_worth_comparing

    rows = database.rows(
        f"""WITH common AS MATERIALIZED (
            SELECT marks.article AS article, count(*) AS shared FROM json_each(?1) AS wanted
            JOIN marks ON marks.mark = wanted.value AND marks.article <= coalesce(
                (SELECT article FROM marks WHERE mark = wanted.value ORDER BY article LIMIT 1 OFFSET ?2),
                {_EVERY_ARTICLE})
            GROUP BY marks.article)
        SELECT common.article, likeness.copy_group, common.shared, length(likeness.marks) / {_MARK_BYTES}
        FROM common JOIN likeness ON likeness.article = common.article
        ORDER BY common.shared DESC, common.article""",
        (listed(marks.tolist()), _MOST_WITH_MARK - 1),
    )
    return [
        (article, group)
        for article, group, shared, count in rows
        if are_worth_comparing(shared, count, len(marks))
    ]


def _text(database: Database, article: int) -> str:
    return str(
        database.value(
            """SELECT revisions.text FROM articles JOIN revisions
            ON revisions.article = articles.id AND revisions.content_sha256 = articles.content_sha256
            WHERE articles.id = ?""",
            (article,),
        )
    )


# --- within one group ---------------------------------------------------------------------------------------


@dataclass
class _Member:
    """An article of a group that may have fallen apart."""

    database: Database
    article: int
    content_sha256: str
    marks: Hashes

    @cached_property
    def wording(self) -> Wording:
        from rag.text.likeness import wording_of

        return wording_of(_text(self.database, self.article))

    def is_like(self, other: _Member) -> bool:
        import numpy as np

        from rag.text.likeness import are_copies, are_worth_comparing

        if self.content_sha256 == other.content_sha256:
            return True
        shared = len(np.intersect1d(self.marks, other.marks, assume_unique=True))
        return are_worth_comparing(shared, len(self.marks), len(other.marks)) and are_copies(
            self.wording, other.wording
        )


def _linked(database: Database, group: int) -> Iterator[list[int]]:
    """What is left of a group, parted into those that are linked."""
    rows = database.rows(
        """SELECT likeness.article, articles.content_sha256, likeness.marks FROM likeness
        JOIN articles ON articles.id = likeness.article WHERE likeness.copy_group = ? ORDER BY 1""",
        (group,),
    )
    apart = [_Member(database, article, sha256, _marks(blob)) for article, sha256, blob in rows]
    while apart:
        linked = [apart.pop(0)]
        for member in linked:  # grows while it is walked
            like = [other for other in apart if member.is_like(other)]
            linked += like
            apart = [other for other in apart if other not in like]
        yield [member.article for member in linked]
