from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.given_dates import read_date

DAY = datetime(2023, 10, 27, tzinfo=UTC)
MORNING = datetime(2023, 10, 27, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "at", "zone_known"),
    [
        ("2023-10-27T09:30:00Z", MORNING, True),
        ("2023-10-27T11:30:00+02:00", MORNING, True),
        ("2023-10-27 09:30", MORNING, False),
        ("2023-10-27", DAY, False),
        ("2023/10/27", DAY, False),
        ("2023.10.27", DAY, False),
        ("20231027", DAY, False),
        (20231027, DAY, False),
        (date(2023, 10, 27), DAY, False),
        (datetime(2023, 10, 27, 11, 30, tzinfo=timezone(timedelta(hours=2))), MORNING, True),
        ("Fri, 27 Oct 2023 09:30:00 GMT", MORNING, True),
        ("Fri, 27 Oct 2023 05:30:00 EDT", MORNING, True),
        (1698399000, MORNING, True),
        (1698399000.0, MORNING, True),
        ("1698399000", MORNING, True),
        (1698399000000, MORNING, True),
        ("27 October 2023", DAY, False),
        ("October 27, 2023, 9:30 am UTC", MORNING, True),
        ("Oct. 27, 2023", DAY, False),
        ("27 Oct 2023 09:30:00 IST", MORNING, False),
        ("Fri, 27 Oct 2023 11:30:00 +0200", MORNING, True),
    ],
)
def test_dates_as_sources_write_them(value, at, zone_known):
    assert read_date(value) == (at, zone_known)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "yesterday",
        "03/04/2023",
        "October 2023",
        "27 October",
        "2023",
        "2023-13-01",
        True,
        0.5,
        [],
        "May",
        "9" * 40,
    ],
)
def test_what_is_not_certain_is_unknown(value):
    assert read_date(value) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes(), st.dates(), st.binary()))
def test_nothing_breaks_it(value):
    found = read_date(value)
    assert found is None or found.at.tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)))
def test_iso_dates_come_back(moment):
    assert read_date(moment.isoformat()) == (moment, True)
