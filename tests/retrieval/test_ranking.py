"""The order of what was found: openings, dates, copies, and not too much of one article."""

from datetime import UTC, datetime, timedelta

import pytest

from rag.domain import Chunk, TimeRange
from rag.ports import Place
from rag.retrieval.fusion import Fused
from rag.retrieval.ranking import (
    CHUNKS_PER_ARTICLE,
    HALF_DISTANCE,
    PRESENT_SHARE,
    PUBLISHER_WEIGHT,
    TIME_WEIGHT,
    Preference,
    Ranking,
    ranked,
)

AS_OF = datetime(2026, 3, 1, 18, tzinfo=UTC)
NAMES = ("whole", "part", "other")


def days(number):
    return timedelta(days=number)


def read(chunk_ids):
    """Every chunk says the same."""
    said = {"article_id": "x", "content_sha256": "x", "position": 0, "start": 0, "end": 1, "text": "x"}
    return {chunk_id: Chunk(chunk_id=chunk_id, **said) for chunk_id in chunk_ids}


def place(article_id, position=1, published=None, *, publisher=None, group=None):
    return Place(article_id, position, publisher, published, group or article_id)


def order(*found, times=(), as_of=AS_OF):
    """``found``: article, score, position in the article, date, and perhaps its group of copies."""
    fused, places = [], {}
    for article_id, score, position, published, *group in found:
        chunk_id = f"{article_id}-{position}"
        fused.append(Fused(chunk_id, score))
        places[chunk_id] = place(article_id, position, published, group=(group or [None])[0])
    best = ranked(Ranking(fused, Preference(as_of, times)), [], places, read, most=10)
    return [item.chunk_id for item in best]


def test_a_better_score_comes_first_and_equal_ones_by_id():
    assert order(("b", 0.5, 1, AS_OF), ("a", 0.5, 1, AS_OF), ("c", 0.9, 1, AS_OF)) == ["c-1", "a-1", "b-1"]


def test_the_opening_of_an_article_gains():
    assert order(("body", 0.52, 1, AS_OF), ("lede", 0.50, 0, AS_OF)) == ["lede-0", "body-1"]
    assert order(("body", 0.60, 1, AS_OF), ("lede", 0.50, 0, AS_OF)) == ["body-1", "lede-0"]


def test_of_like_passages_the_one_nearer_to_the_question_comes_first():
    found = [("old", 0.6, 1, AS_OF - days(300)), ("new", 0.5, 1, AS_OF - days(2))]
    assert order(*found) == ["new-1", "old-1"]


def test_an_old_article_that_fits_much_better_stays_in_front():
    found = [("old", 0.9, 1, AS_OF - days(3000)), ("new", 0.5, 1, AS_OF)]
    assert order(*found) == ["old-1", "new-1"]


def test_years_later_the_date_changes_nothing():
    found = [("old", 0.60, 1, AS_OF - days(300)), ("new", 0.599, 1, AS_OF - days(2))]
    assert order(*found, as_of=AS_OF + days(3650)) == ["old-1", "new-1"]


def test_times_that_are_asked_about_take_the_place_of_the_present():
    found = [("then", 0.5, 1, AS_OF - days(300)), ("now", 0.6, 1, AS_OF)]
    then = TimeRange(start=AS_OF - days(310), end=AS_OF - days(290))
    assert order(*found) == ["now-1", "then-1"]
    assert order(*found, times=[then]) == ["then-1", "now-1"]
    assert order(*found, times=[then, TimeRange(start=AS_OF - days(7))]) == ["now-1", "then-1"]


def test_a_publisher_that_is_asked_for_comes_first_among_like_ones():
    places = [place(name, publisher=name) for name in ("Harbour Courier", "Northern Ledger")]
    weights = [Preference(AS_OF, publishers=("Northern Ledger",)).weight(one) for one in places]
    assert weights[0] == pytest.approx(weights[1] * (1 - PUBLISHER_WEIGHT))
    assert len({Preference(AS_OF).weight(one) for one in places}) == 1


def test_without_a_date_or_from_after_the_question_is_last_but_there():
    found = [
        ("undated", 0.5, 1, None),
        ("later", 0.51, 1, AS_OF + days(5)),
        ("dated", 0.45, 1, AS_OF),
        ("old", 0.505, 1, AS_OF - days(4000)),
    ]
    assert order(*found) == ["dated-1", "later-1", "old-1", "undated-1"]


@pytest.mark.parametrize(
    ("published", "times", "expected"),
    [
        (AS_OF, [], 1.0),
        (AS_OF + timedelta(hours=20), [], 1.0 / (1.0 + (20 / 24 / HALF_DISTANCE.days) ** 2)),
        (AS_OF + days(2), [], 0.0),
        (AS_OF - HALF_DISTANCE, [], 0.5),
        (None, [], 0.0),
        (AS_OF - days(50), [TimeRange(end=AS_OF - days(40))], 1.0),
        (AS_OF - days(50), [TimeRange(start=AS_OF - days(30))], 0.5),
        (AS_OF, [TimeRange(end=AS_OF - days(4000))], PRESENT_SHARE),
        (AS_OF - days(5), [TimeRange(start=AS_OF - days(30))], 1.0),
    ],
)
def test_closeness(published, times, expected):
    assert Preference(AS_OF, times).closeness(published) == pytest.approx(expected)


def test_the_date_never_costs_more_than_its_share():
    assert order(("a", 1.0 - TIME_WEIGHT + 0.01, 1, AS_OF), ("b", 1.0, 1, None)) == ["a-1", "b-1"]
    assert order(("a", 1.0 - TIME_WEIGHT - 0.01, 1, AS_OF), ("b", 1.0, 1, None)) == ["b-1", "a-1"]


def test_copies_are_one_and_an_article_comes_a_few_times():
    found = [("a", 0.9 - part / 100, part, AS_OF, "same") for part in range(1, 6)]
    found += [("b", 0.8, 1, AS_OF, "same"), ("c", 0.1, 1, AS_OF)]
    assert order(*found) == ["a-1", "a-2", "a-3", "c-1"]
    assert CHUNKS_PER_ARTICLE == 3


def test_a_chunk_that_is_gone_meanwhile_is_passed_over():
    assert ranked(Ranking([Fused("gone", 1.0)], Preference(AS_OF)), [], {}, read, most=10) == []


def test_what_answers_to_a_part_gains_but_the_whole_weighs_more():
    places = {name: place(name, publisher="Tide" if name == "other" else None) for name in NAMES}

    def ranking(publishers=(), **scores):
        fused = [Fused(name, score) for name, score in scores.items()]
        return Ranking(fused, Preference(AS_OF, publishers=publishers))

    def order_of(*parts):
        best = ranked(ranking(whole=0.6, other=0.5, part=0.4), parts, places, read, most=10)
        return [item.chunk_id for item in best]

    assert order_of() == ["whole", "other", "part"]
    assert order_of(ranking(part=1.0)) == ["part", "whole", "other"]
    assert order_of(ranking(part=1.0), ranking(whole=1.0)) == ["whole", "part", "other"]
    assert order_of(ranking(part=0.9, other=0.65)) == ["part", "other", "whole"]
    assert order_of(ranking(("Tide",), part=0.9, other=0.65)) == ["other", "part", "whole"]
