from datetime import UTC, datetime, timedelta

import pytest

from rag.answering.timing import out_of_time
from rag.domain import Searched, TimeRange, Understood, UnderstoodAs

AS_OF = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEEK = TimeRange(start=datetime(2026, 3, 2, tzinfo=UTC), end=datetime(2026, 3, 9, tzinfo=UTC))


def searched(*ranges):
    understood = tuple(
        Understood(text="this week", used_as=UnderstoodAs.PREFERENCE, time_range=item) for item in ranges
    )
    return Searched(query="q", as_of=AS_OF, understood=understood, articles=1, hits=1)


@pytest.mark.parametrize(
    ("published", "reason"),
    [
        (datetime(2026, 3, 3, tzinfo=UTC), None),
        (datetime(2026, 2, 24, tzinfo=UTC), None),
        (datetime(2026, 2, 22, tzinfo=UTC), "“this week”"),
        (datetime(2014, 3, 3, tzinfo=UTC), "“this week”"),
        (datetime(2026, 3, 6, tzinfo=UTC), None),
        (datetime(2026, 3, 30, tzinfo=UTC), "after the moment of asking"),
        (None, None),
    ],
)
def test_an_article_from_another_time_cannot_tell_of_it(published, reason):
    said = out_of_time(published, searched(WEEK))
    assert (said is None) == (reason is None)
    assert (reason or "") in (said or "")


@pytest.mark.parametrize(
    "unbound",
    [
        TimeRange(start=datetime(2026, 4, 6, tzinfo=UTC), end=datetime(2026, 4, 13, tzinfo=UTC)),
        TimeRange(start=AS_OF - timedelta(days=730), end=AS_OF - timedelta(days=365)),
        TimeRange(start=None, end=AS_OF),
        TimeRange(start=WEEK.start, end=None),
        None,
    ],
)
def test_the_future_long_and_open_stretches_bind_nothing(unbound):
    assert out_of_time(datetime(2001, 1, 1, tzinfo=UTC), searched(unbound)) is None


def test_without_a_time_in_the_question_any_article_will_do():
    assert out_of_time(datetime(2001, 1, 1, tzinfo=UTC), searched()) is None


def test_the_stretch_we_are_in_binds_however_long_it_is():
    year = TimeRange(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2027, 1, 1, tzinfo=UTC))
    assert out_of_time(datetime(2024, 12, 20, tzinfo=UTC), searched(year)) is not None
    assert out_of_time(datetime(2026, 1, 2, tzinfo=UTC), searched(year)) is None


@pytest.mark.parametrize(("days", "fits"), [(20, True), (99, True), (120, False), (3000, False)])
def test_recently_reaches_back_some_months(days, fits):
    asked = searched().model_copy(update={"query": "Who recently resigned?"})
    said = out_of_time(AS_OF - timedelta(days=days), asked)
    assert (said is None) == fits
    assert fits or "“recently”" in said
