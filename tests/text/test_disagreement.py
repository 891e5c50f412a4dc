import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.dates import find_dates
from rag.text.disagreement import dates_disagree, is_denied, numbers_disagree
from rag.text.numbers import find_numbers


def disagree(one, other):
    (first,), (second,) = find_numbers(one), find_numbers(other)
    assert numbers_disagree(first, second) is numbers_disagree(second, first)
    return numbers_disagree(first, second)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("38 million crowns", "83 million crowns"),
        ("5 dockers", "7 dockers"),
        ("at least 9 dockers", "7 dockers"),
        ("about 60 dockers", "90 dockers"),
        ("5%", "6%"),
        ("80 centimetres", "2.3 metres"),
        ("between 5 and 7 dockers", "9 dockers"),
        ("1,200 dockers", "1,450 dockers"),
    ],
)
def test_values_that_exclude_each_other(one, other):
    assert disagree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at least 5 dockers", "7 dockers"),
        ("more than 500 dockers", "512 dockers"),
        ("up to 10 dockers", "7 dockers"),
        ("about 60 dockers", "61 dockers"),
        ("60 dockers", "61 dockers"),
        ("1.2 million crowns", "1,190,000 crowns"),
        ("900 metres", "0.9 kilometres"),
        ("two hours", "120 minutes"),
        ("between 5 and 7 dockers", "6 dockers"),
        ("5%", "5 percentage points"),
        ("5 dockers", "7 ships"),
        ("rose by 5%", "rose to 7%"),
        ("hundreds of dockers", "450 dockers"),
    ],
)
def test_values_that_may_both_be_right(one, other):
    assert not disagree(one, other)


@given(st.integers(0, 10**9), st.sampled_from(["", "about ", "more than ", "up to "]))
def test_no_figure_disagrees_with_itself(value, hedge):
    assert not disagree(f"{value:,} ships", f"{hedge}{value:,} ships")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("3 May 1931", "7 June 1932", True),
        ("3 May 1931", "3 May 1931", False),
        ("3 May 1931", "1931", False),
        ("1931", "1932", True),
    ],
)
def test_dates(one, other, expected):
    (first,), (second,) = find_dates(f"in {one}", None), find_dates(f"in {other}", None)
    assert dates_disagree(first, second) is dates_disagree(second, first) is expected


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("83 million, not 38 million", True),
        ("83 million instead of 38 million", True),
        ("not on Friday, but 38 million", False),
        ("38 million", False),
    ],
)
def test_what_is_given_as_wrong(text, denied):
    assert is_denied(text, text.index("38")) is denied
