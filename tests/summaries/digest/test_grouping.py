"""Which articles are one story: pure, whatever the order, and not tied together by a round-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rag.summaries.digest.grouping import RULE, Profile, group_stories, likeness

DAY = datetime(2025, 5, 14, tzinfo=UTC)


def profile(name: str, *values: float, marks: str = "", days: float | None = 0) -> Profile:
    vector = np.array(values, dtype=np.float32)
    published = None if days is None else DAY + timedelta(days=days)
    counted = dict.fromkeys(marks.split(), 1)
    return Profile(name, vector / np.linalg.norm(vector), counted, published)


def names_of(profiles: list[Profile]) -> set[frozenset[str]]:
    return {frozenset(profiles[at].article_id for at in group) for group in group_stories(profiles)}


def test_articles_that_mean_the_same_are_one_story() -> None:
    strike, walkout, comet = profile("a", 1, 0.2, 0), profile("b", 1, 0.3, 0), profile("c", 0, 0, 1)
    assert names_of([strike, walkout, comet]) == {frozenset("ab"), frozenset("c")}


def test_shared_names_tip_the_balance_and_days_weigh_against_it() -> None:
    near = RULE.alike_from - 0.2
    other = [near, float(np.sqrt(1 - near**2))]
    apart = [profile("a", 1, 0, marks="ellery"), profile("b", *other, marks="oster")]
    together = [profile("a", 1, 0, marks="ellery berg"), profile("b", *other, marks="ellery berg")]
    later = [together[0], profile("b", *other, marks="ellery berg", days=16)]
    undated = [together[0], profile("b", *other, marks="ellery berg", days=None)]
    assert len(group_stories(apart)) == 2
    assert len(group_stories(together)) == 1
    assert len(group_stories(later)) == 2
    assert len(group_stories(undated)) == 1


def test_a_round_up_does_not_tie_stories_together() -> None:
    strikes = [profile(f"strike {at}", 1, 0.05 * at, 0) for at in range(3)]
    comets = [profile(f"comet {at}", 0, 0.05 * at, 1) for at in range(3)]
    round_up = profile("round-up", 1, 0, 1)
    found = names_of([*strikes, round_up, *comets])
    assert not any({"strike 0", "comet 0"} <= group for group in found), (
        "the round-up is near both, and they are not near each other"
    )


def test_no_articles_are_no_stories_and_one_is_one() -> None:
    assert group_stories([]) == []
    assert group_stories([profile("a", 1, 0)]) == [[0]]


@given(
    st.lists(st.tuples(*[st.floats(0.1, 1)] * 3, st.integers(0, 20)), min_size=1, max_size=12),
    st.randoms(use_true_random=False),
)
def test_every_article_is_in_one_story_whatever_the_order(
    rows: list[tuple[float, float, float, int]], chance: object
) -> None:
    profiles = [profile(f"{at:02}", *row[:3], days=row[3]) for at, row in enumerate(rows)]
    shuffled = list(profiles)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    groups = group_stories(profiles)
    assert sorted(at for group in groups for at in group) == list(range(len(profiles)))
    assert names_of(profiles) == names_of(shuffled)


@given(st.lists(st.tuples(*[st.floats(0.1, 1)] * 2, st.integers(0, 20)), min_size=2, max_size=8))
def test_likeness_does_not_depend_on_which_comes_first(rows: list[tuple[float, float, int]]) -> None:
    found = likeness([profile(f"{at}", *row[:2], days=row[2]) for at, row in enumerate(rows)])
    assert np.allclose(found, found.T)
