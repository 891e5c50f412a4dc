import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.numbers import Hedge, carries, find_numbers, same_unit


def only(text):
    found = [number for number in find_numbers(text) if not number.implied]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("it lasted nine hours", 9, "seconds"),
        ("a 12-kilometre tunnel", 12, "meters"),
        ("twenty-one ferries sailed", 21, ""),
        ("two dozen crates", 24, ""),
        ("a hundred and five houses", 105, ""),
        ("two hundred and one ships", 201, ""),
        ("half a million euros", 500_000, "EUR"),
        ("half an hour", 0.5, "seconds"),
        ("two and a half years", 2.5, "months"),
        ("worth $1.2bn in all", 1.2e9, "USD"),
        ("worth 1.2 billion dollars", 1.2e9, "USD"),
        ("US$3m was paid", 3e6, "USD"),
        ("£40 a head", 40, "GBP"),
        ("300,000 yuan", 300_000, "CNY"),
        ("up 6.5%", 6.5, "%"),
        ("up 6.5 per cent", 6.5, "%"),
        ("by 5 percentage points", 5, "percentage points"),
        ("by 25 basis points", 25, "basis points"),
        ("the third attempt", 3, "ordinal"),
        ("the 21st attempt", 21, "ordinal"),
        ("a third of the fleet", 1 / 3, "share"),
        ("three quarters of it", 0.75, "share"),
        ("at 3:30 p.m. sharp", 930, "clock"),
        ("-5 degrees Celsius", -5, "°C"),
        ("3 million people", 3e6, ""),
    ],
)
def test_values_and_units(text, value, unit):
    number = only(text)
    assert (number.low, number.high) == pytest.approx((value, value))
    assert number.unit == unit
    assert text[number.start : number.end] == number.text


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("five to seven hours", 5, 7),
        ("5-7 km of road", 5, 7),
        ("between 3 and 4 million people", 3e6, 4e6),
        ("$5 to $7 million", 5e6, 7e6),
    ],
)
def test_ranges_share_scale_and_unit(text, low, high):
    number = only(text)
    assert (number.low, number.high) == (low, high)


def test_from_and_to_are_two_figures():
    start, end = find_numbers("rose from 5% to 6%")
    assert (start.low, start.role, end.low, end.role) == (5, "from", 6, "to")


@pytest.mark.parametrize(
    "text",
    [
        "In 2018 she left.",
        "An F-16 landed.",
        "COVID-19 spread.",
        "A 5G mast.",
        "No one came.",
        "One of them left.",
    ],
)
def test_years_codes_and_pronouns_are_no_numbers(text):
    assert [number for number in find_numbers(text) if not number.implied] == []


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("about 500 homes", Hedge.ABOUT),
        ("nearly 500 homes", Hedge.ABOUT),
        ("more than 500 homes", Hedge.MORE),
        ("at least 500 homes", Hedge.MORE),
        ("up to 500 homes", Hedge.LESS),
        ("500 homes or so", Hedge.NONE),
        ("500+ homes", Hedge.MORE),
        ("hundreds of homes", Hedge.MANY),
        ("exactly 500 homes", Hedge.NONE),
    ],
)
def test_hedges_are_kept(text, hedge):
    assert only(text).hedge is hedge


def held(source, claim):
    theirs, mine = only(source), only(claim)
    return same_unit(mine, theirs) and carries(theirs, mine)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("nine hours", "9 hours"),
        ("$1.2bn", "1.2 billion dollars"),
        ("two years", "24 months"),
        ("2 weeks", "14 days"),
        ("about 500 homes", "500 homes"),
        ("512 homes", "about 500 homes"),
        ("512 homes", "more than 500 homes"),
        ("12 killed", "12 people"),
        ("a dozen crates", "12 crates"),
        ("5.6%", "about 6%"),
        ("over 500 homes", "at least 500 homes"),
    ],
)
def test_what_a_source_carries(source, claim):
    assert held(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("5%", "6%"),
        ("5 percentage points", "5%"),
        ("50 basis points", "50%"),
        ("$5m", "5 million people"),
        ("$5m", "€5m"),
        ("$5m", "$5bn"),
        ("nine hours", "nine days"),
        ("more than 500 homes", "500 homes"),
        ("more than 500 homes", "fewer than 500 homes"),
        ("hundreds of homes", "thousands of homes"),
        ("hundreds of homes", "100 homes"),
        ("five to seven hours", "five hours"),
        ("five goats", "five sheep"),
        ("third attempt", "three attempts"),
        ("to 5%", "by 5%"),
        ("from 5%", "to 5%"),
        ("-5 degrees Celsius", "5 degrees Celsius"),
        ("512 homes", "about 600 homes"),
    ],
)
def test_what_a_source_does_not_carry(source, claim):
    assert not held(source, claim)


@given(st.integers(0, 10**12), st.sampled_from(["homes", "km", "%", "dollars", "hours"]))
def test_digits_are_read_back_with_and_without_separators(value, unit):
    for text in (f"Some say {value:,} {unit} now", f"They say {value:_} {unit} now".replace("_", "")):
        numbers = [number for number in find_numbers(text) if not number.implied]
        if 1500 <= value <= 2100 and unit == "homes" and "," not in text:
            continue  # may be a year
        assert [number.low for number in numbers] == [value]


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_fit(text):
    for number in find_numbers(text):
        assert text[number.start : number.end] == number.text
