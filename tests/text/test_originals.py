"""Which article of a group is the original, and whose text it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

from rag.domain import Copy, CopyGroup, Credit, OriginalBy
from rag.text.originals import families_of, group_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FAMILIES = families_of({"Tide Group": ("The Tide", "Harbour Courier")})


def copy(article_id: str, publisher: str | None = None, hours: int | None = None, **given: object) -> Copy:
    moment = None if hours is None else NOON + timedelta(hours=hours)
    return Copy(article_id=article_id, publisher=publisher, published_at=moment, **given)


def credit(name: str, *, is_whole: bool = True) -> Credit:
    return Credit(name=name, text=f"({name}) -", is_whole=is_whole)


def grouped(*members: Copy) -> CopyGroup:
    """The group, which is the same in whatever order its members come."""
    groups = [group_of(order, FAMILIES) for order in permutations(members)]
    assert all(group == groups[0] for group in groups)
    return groups[0]


def test_the_earliest_is_the_original() -> None:
    group = grouped(copy("b", "Ledger", 2), copy("a", "Tide", 5), copy("c", "Coast"))
    assert (group.original.article_id, group.reason) == ("b", OriginalBy.EARLIEST)
    assert [member.article_id for member in group.copies] == ["a", "c"]
    assert (group.origin, group.publishers) == ("Ledger", 3)


def test_one_that_is_named_is_the_original_although_it_is_later() -> None:
    group = grouped(
        copy("a", "Ledger", 1, credit=credit("Associated Press")),
        copy("b", "Coast", 2),
        copy("c", "AP", 3),
    )
    assert (group.original.article_id, group.reason, group.origin) == ("c", OriginalBy.NAMED, "AP")


def test_one_that_is_not_there_is_the_origin_all_the_same() -> None:
    group = grouped(copy("a", "Ledger", 1, credit=credit("Reuters")), copy("b", "Coast", 2))
    assert (group.original.article_id, group.reason, group.origin) == ("a", OriginalBy.EARLIEST, "Reuters")


def test_who_only_contributed_is_the_original_but_not_the_origin() -> None:
    helped = copy("a", "Ledger", 1, credit=credit("Associated Press", is_whole=False))
    assert grouped(helped, copy("b", "AP", 2)).original.article_id == "b"
    assert grouped(helped, copy("b", "Coast", 2)).origin == "Ledger"


def test_without_dates_the_longest_is_taken() -> None:
    group = grouped(copy("a", length=100), copy("b", length=300), copy("c", length=300))
    assert (group.original.article_id, group.reason) == ("b", OriginalBy.LONGEST)
    assert (group.origin, group.publishers) == ("b", 0)


def test_a_family_counts_once() -> None:
    group = grouped(copy("a", "Tide", 1), copy("b", "Harbour Courier", 2), copy("c", "Ledger", 3))
    assert (group.origin, group.publishers) == ("Tide Group", 2)
    alone = grouped(copy("d", "The Tide", 1))
    assert (alone.reason, alone.origin, alone.copies) == (OriginalBy.ONLY, "Tide Group", ())
