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

_RUNS_FORMAT = "<u4"
_EVERY_ARTICLE = 2**63 - 1
_MOST_WITH_MARK = 200
"""Of the articles with a mark so many are looked at: one in more is of a line that stands everywhere."""


def join_copies(database: Database, row: int, text: str) -> None:
    """Note what an article is recognised by, and make one group of it and all groups with a copy of it."""
    from rag.text.likeness import wording_of

    wording = wording_of(text)
    marks = wording.marks.tolist()
    _write(database, row, text, wording)
    joined = [row, *_groups_like(database, row, wording)]
    database.execute_many("INSERT INTO marks (mark, article) VALUES (?, ?)", [(mark, row) for mark in marks])
    if len(joined) > 1:
        _name_group(database, "copy_group", joined, min(joined))


def leave_copies(database: Database, row: int) -> None:
    """Forget what an article is recognised by. Without it, its group may fall into several."""
    group = database.value("SELECT copy_group FROM likeness WHERE article = ?", (row,))
    if group is None:
        return
    marks = _wording(database, row).marks.tolist()
    database.execute_many("DELETE FROM marks WHERE mark = ? AND article = ?", [(mark, row) for mark in marks])
    database.execute("DELETE FROM likeness WHERE article = ?", (row,))
    for linked in _linked(database, group):
        _name_group(database, "article", linked, min(linked))


def has_copies(database: Database, row: int) -> bool:
    """Whether another article is in the group of this one."""
    others = """SELECT EXISTS (SELECT 1 FROM likeness AS this JOIN likeness AS other USING (copy_group)
        WHERE this.article = ? AND other.article != this.article)"""
    return bool(database.value(others, (row,)))


def _write(database: Database, row: int, text: str, wording: Wording) -> None:
    import numpy as np

    credit = credit_of(text)
    database.execute(
        """INSERT INTO likeness (article, copy_group, marks, runs, figures, length, credit)
        VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6)""",
        (
            row,
            len(wording.marks),
            wording.runs.astype(_RUNS_FORMAT).tobytes(),
            np.packbits(wording.figures).tobytes(),
            len(text),
            credit.model_dump_json() if credit else None,
        ),
    )


def _wording(database: Database, row: int) -> Wording:
    """As it was noted, or made of the text for an article from before wordings were."""
    import numpy as np

    from rag.text.likeness import RULE, Wording, wording_of

    runs, figures = database.row("SELECT runs, figures FROM likeness WHERE article = ?", (row,)) or (
        None,
        None,
    )
    if runs is None:
        return wording_of(_text(database, row))
    hashes = np.frombuffer(runs, dtype=_RUNS_FORMAT).astype(np.uint32)
    words = len(hashes) + RULE.run - 1
    bits = np.unpackbits(np.frombuffer(figures, dtype=np.uint8), count=words)
    return Wording(hashes, bits.astype(np.bool_))


def _text(database: Database, row: int) -> str:
    return str(
        database.value(
            """SELECT revisions.text FROM articles JOIN revisions
            ON revisions.article = articles.id AND revisions.content_sha256 = articles.content_sha256
            WHERE articles.id = ?""",
            (row,),
        )
    )


def _name_group(database: Database, column: str, values: Collection[int], name: int) -> None:
    database.execute(
        f"UPDATE likeness SET copy_group = ? WHERE {column} IN (SELECT value FROM json_each(?))",
        (name, listed(values)),
    )


# --- among all articles -------------------------------------------------------------------------------------


def _groups_like(database: Database, row: int, wording: Wording) -> list[int]:
    """The groups that hold a copy of the article; in each, articles are compared until one is a copy."""
    from rag.text.likeness import are_copies

    groups = dict.fromkeys(_groups_with_same_text(database, row), True)
    for article, group in _candidates(database, wording):
        if not groups.get(group):
            groups[group] = are_copies(wording, _wording(database, article))
    return [group for group, is_like in groups.items() if is_like]


def _groups_with_same_text(database: Database, row: int) -> Iterator[int]:
    rows = database.rows(
        """SELECT DISTINCT likeness.copy_group FROM articles AS this
        JOIN articles AS other ON other.content_sha256 = this.content_sha256 AND other.id != this.id
        JOIN likeness ON likeness.article = other.id WHERE this.id = ?""",
        (row,),
    )
    return (group for (group,) in rows)


def _candidates(database: Database, wording: Wording) -> Sequence[tuple[int, int]]:
    """Articles that share enough marks to be compared, with their groups, those that share most first."""
    from rag.text.likeness import are_worth_comparing, least_shared

    marks = wording.marks
    shared = _sharing(database, marks.tolist(), least_shared(len(marks)))
    rows = database.rows(
        """SELECT article, copy_group, marks FROM likeness
        WHERE article IN (SELECT value FROM json_each(?))""",
        (listed(shared),),
    )
    found = [
        (article, group)
        for article, group, count in rows
        if are_worth_comparing(shared[article], count, len(marks))
    ]
    return sorted(found, key=lambda one: (-shared[one[0]], one[0]))


def _sharing(database: Database, marks: Sequence[int], least: int) -> dict[int, int]:
    """The articles that have so many of the marks, with how many each has."""
    rows = database.rows(
        f"""SELECT marks.article, count(*) AS shared FROM json_each(?1) AS wanted
        CROSS JOIN marks ON marks.mark = wanted.value AND marks.article <= coalesce(
            (SELECT article FROM marks WHERE mark = wanted.value ORDER BY article LIMIT 1 OFFSET ?2),
            {_EVERY_ARTICLE})
        GROUP BY marks.article HAVING shared >= ?3""",
        (listed(marks), _MOST_WITH_MARK - 1, least),
    )
    return dict(rows)


# --- within one group ---------------------------------------------------------------------------------------


@dataclass
class _Member:
    """An article of a group that may have fallen apart."""

    database: Database
    article: int
    content_sha256: str

    @cached_property
    def wording(self) -> Wording:
        return _wording(self.database, self.article)

    @cached_property
    def marks(self) -> Hashes:
        return self.wording.marks

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
        """SELECT likeness.article, articles.content_sha256 FROM likeness
        JOIN articles ON articles.id = likeness.article WHERE likeness.copy_group = ? ORDER BY 1""",
        (group,),
    )
    apart = [_Member(database, article, sha256) for article, sha256 in rows]
    while apart:
        linked = [apart.pop(0)]
        for member in linked:  # grows while it is walked
            like = [other for other in apart if member.is_like(other)]
            linked += like
            apart = [other for other in apart if other not in like]
        yield [member.article for member in linked]
