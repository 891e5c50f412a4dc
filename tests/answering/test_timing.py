from datetime import UTC, datetime, timedelta

import pytest

from rag.answering.timing import too_early
from rag.domain import Searched, TimeRange, Understood, UnderstoodAs

AS_OF = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEEK = TimeRange(start=datetime(2026, 3, 2, tzinfo=UTC), end=datetime(2026, 3, 9, tzinfo=UTC))


def searched(*ranges):
    understood = tuple(
        Understood(text="this week", used_as=UnderstoodAs.PREFERENCE, time_range=item) for item in ranges
    )
    return Searched(query="q", as_of=AS_OF, understood=understood, articles=1, hits=1)


@pytest.mark.parametrize(
    ("published", "early"),
    [
        (datetime(2026, 3, 3, tzinfo=UTC), None),
        (datetime(2026, 2, 24, tzinfo=UTC), None),
        (datetime(2026, 2, 22, tzinfo=UTC), "this week"),
        (datetime(2014, 3, 3, tzinfo=UTC), "this week"),
        (datetime(2026, 3, 30, tzinfo=UTC), None),
        (None, None),
    ],
)
def test_an_article_from_before_the_time_cannot_tell_of_it(published, early):
    assert too_early(published, searched(WEEK)) == early


@pytest.mark.parametrize(
    "unbound",
    [
        TimeRange(start=datetime(2026, 4, 6, tzinfo=UTC), end=datetime(2026, 4, 13, tzinfo=UTC)),
        TimeRange(start=AS_OF - timedelta(days=365), end=AS_OF),
        TimeRange(start=None, end=AS_OF),
        TimeRange(start=WEEK.start, end=None),
        None,
    ],
)
def test_the_future_long_and_open_stretches_bind_nothing(unbound):
    assert too_early(datetime(2001, 1, 1, tzinfo=UTC), searched(unbound)) is None


def test_without_a_time_in_the_question_any_article_will_do():
    assert too_early(datetime(2001, 1, 1, tzinfo=UTC), searched()) is None
