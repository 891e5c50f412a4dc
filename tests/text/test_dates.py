from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import Agreement, agreement, find_dates

WRITTEN = date(2024, 3, 15)  # a Friday


def only(text, written=WRITTEN):
    found = find_dates(text, written)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("it sank on 2024-02-09", "2024-02-09", "2024-02-09"),
        ("it sank Friday (Feb 9)", "2024-02-09", "2024-02-09"),
        ("it sank on Feb. 9, 2021", "2021-02-09", "2021-02-09"),
        ("it sank on 9 February", "2024-02-09", "2024-02-09"),
        ("it sank on the 3rd of March 2021", "2021-03-03", "2021-03-03"),
        ("it sank on Dec 30", "2023-12-30", "2023-12-30"),
        ("since 2018", "2018-01-01", "2018-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("it sank in October", "2023-10-01", "2023-10-31"),
        ("in February 2020", "2020-02-01", "2020-02-29"),
        ("last month it sank", "2024-02-01", "2024-02-29"),
        ("a fair next month", "2024-04-01", "2024-04-30"),
        ("it sank last year", "2023-01-01", "2023-12-31"),
        ("it sank last week", "2024-03-04", "2024-03-10"),
        ("it sank on Thursday", "2024-03-14", "2024-03-14"),
        ("it sank on Friday", "2024-03-15", "2024-03-15"),
        ("last Friday it sank", "2024-03-08", "2024-03-08"),
        ("it will sail on Monday", "2024-03-18", "2024-03-18"),
        ("it sank yesterday", "2024-03-14", "2024-03-14"),
        ("it sank three years ago", "2021-01-01", "2021-12-31"),
        ("it will open in May", "2024-05-01", "2024-05-31"),
        ("in May it sank", "2023-05-01", "2023-05-31"),
        ("In May it will open", "2024-05-01", "2024-05-31"),
        (
            "they agreed to work towards a meeting of their two presidents and all their ministers in May",
            "2024-05-01",
            "2024-05-31",
        ),
        (
            "they agreed to ask what had become of the ship and of the crew that it lost in December",
            "2023-12-01",
            "2023-12-31",
        ),
    ],
)
def test_dates_are_placed_by_the_day_of_writing(text, first, last):
    found = only(text)
    assert (str(found.first), str(found.last)) == (first, last)
    assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "text", ["They may sail.", "The march went on.", "2,018 crates", "2000 people", "Sat down."]
)
def test_what_is_no_date(text):
    assert find_dates(text, WRITTEN) == []


def test_without_a_day_of_writing_precision_stays_partial():
    found = only("it sank on Friday, Feb 9", None)
    assert (found.year, found.month, found.day, found.weekday, found.first) == (None, 2, 9, 4, None)


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("Feb 9", "Friday (Feb 9)", Agreement.SAME),
        ("February 9, 2024", "9 February", Agreement.SAME),
        ("February", "Feb 9", Agreement.SAME),
        ("2024", "Feb 9", Agreement.SAME),
        ("on Thursday", "March 14", Agreement.SAME),
        ("last month", "February", Agreement.SAME),
        ("November 14", "November 14, 2022", Agreement.SAME),
        ("Feb 9", "in February", Agreement.UNKNOWN),
        ("Feb 10", "Feb 9", Agreement.CONTRADICTING),
        ("2019", "2018", Agreement.CONTRADICTING),
        ("next month", "last month", Agreement.CONTRADICTING),
        ("on Wednesday", "on Thursday", Agreement.CONTRADICTING),
    ],
)
def test_agreement(claim, source, expected):
    assert agreement(only(claim), only(source)) is expected


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("Feb 9", "Feb 9", Agreement.SAME),
        ("Feb 9, 2024", "Feb 9", Agreement.UNKNOWN),
        ("March 9", "Feb 9", Agreement.CONTRADICTING),
        ("next month", "last month", Agreement.CONTRADICTING),
        ("last month", "last month", Agreement.SAME),
        ("Friday", "Monday", Agreement.CONTRADICTING),
    ],
)
def test_agreement_of_dates_that_cannot_be_placed(claim, source, expected):
    assert agreement(only(claim, None), only(source, None)) is expected


@given(st.text(max_size=200), st.one_of(st.none(), st.dates()))
def test_any_text_is_read_and_spans_fit(text, written):
    for found in find_dates(text, written):
        assert text[found.start : found.end] == found.text
        assert (found.first is None) == (found.last is None)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %b %Y"]))
def test_a_written_date_is_read_back(day, form):
    assert only(f"It opened on {day.strftime(form)}.").first == day


def test_a_list_of_months_that_lie_ahead_goes_on_ahead() -> None:
    text = "She will play Italy in November, Mexico in January, and Ellery in April."
    found = [(d.first.year, d.first.month) for d in find_dates(text, date(2013, 10, 9)) if d.first]
    assert found == [(2013, 11), (2014, 1), (2014, 4)]


def test_a_to_before_a_noun_looks_at_nothing_ahead() -> None:
    text = "The army made a threat to the town on Thursday."
    assert find_dates(text, date(2015, 8, 21))[0].first == date(2015, 8, 20)
