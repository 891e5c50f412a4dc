"""Times in questions, as asked on Wednesday, 18 March 2026, and at the edges of months and zones."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieval.time_expressions import find_times

AS_OF = datetime(2026, 3, 18, 15, tzinfo=UTC)

# The question, and its one time as "words | first moment | moment after the last"; a day means its midnight.
LOOKING_BACK = [
    ("What happened today?", "today | 2026-03-18 | 2026-03-19"),
    ("What did the mayor say yesterday?", "yesterday | 2026-03-17 | 2026-03-18"),
    ("What was in yesterday's budget?", "yesterday | 2026-03-17 | 2026-03-18"),
    ("What was decided the day before yesterday?", "the day before yesterday | 2026-03-16 | 2026-03-17"),
    ("What happened last night?", "last night | 2026-03-17 | 2026-03-19"),
    ("Who spoke this morning?", "this morning | 2026-03-18 | 2026-03-19"),
    ("Who spoke yesterday evening?", "yesterday evening | 2026-03-17 | 2026-03-18"),
    ("What closed overnight?", "overnight | 2026-03-17 | 2026-03-19"),
    ("Who resigned this week?", "this week | 2026-03-16 | 2026-03-23"),
    ("Which bridge closed earlier this week?", "this week | 2026-03-16 | 2026-03-23"),
    ("Who resigned last week?", "last week | 2026-03-09 | 2026-03-16"),
    ("What was last week's vote about?", "last week | 2026-03-09 | 2026-03-16"),
    ("What happened the week before last?", "the week before last | 2026-03-02 | 2026-03-09"),
    ("What happened in the past week?", "the past week | 2026-03-11T15:00 | 2026-03-18T15:00"),
    ("What happened over the last week?", "the last week | 2026-03-11T15:00 | 2026-03-18T15:00"),
    ("What changed this past week?", "this past week | 2026-03-11T15:00 | 2026-03-18T15:00"),
    ("Who won this month?", "this month | 2026-03-01 | 2026-04-01"),
    ("Who won last month?", "last month | 2026-02-01 | 2026-03-01"),
    ("What happened in the past month?", "the past month | 2026-02-18T15:00 | 2026-03-18T15:00"),
    ("What was built this year?", "this year | 2026-01-01 | 2027-01-01"),
    ("What was built last year?", "last year | 2025-01-01 | 2026-01-01"),
    ("How much did prices rise over the past year?", "the past year | 2025-03-18T15:00 | 2026-03-18T15:00"),
    ("What happened the year before last?", "the year before last | 2024-01-01 | 2025-01-01"),
    ("Which laws passed in the past six months?", "past six months | 2025-09-18T15:00 | 2026-03-18T15:00"),
    ("Which laws passed in the last 12 months?", "last 12 months | 2025-03-18T15:00 | 2026-03-18T15:00"),
    ("What happened in the last 48 hours?", "last 48 hours | 2026-03-16T15:00 | 2026-03-18T15:00"),
    ("What happened in the last 24 hours?", "last 24 hours | 2026-03-17T15:00 | 2026-03-18T15:00"),
    ("What happened in the past few days?", "past few days | 2026-03-15T15:00 | 2026-03-18T15:00"),
    (
        "What happened over the past couple of weeks?",
        "past couple of weeks | 2026-03-04T15:00 | 2026-03-18T15:00",
    ),
    ("What happened in the last two weeks?", "last two weeks | 2026-03-04T15:00 | 2026-03-18T15:00"),
    ("How did rents change over the past decade?", "the past decade | 2016-03-18T15:00 | 2026-03-18T15:00"),
    (
        "How did rents change in the last three decades?",
        "last three decades | 1996-03-18T15:00 | 2026-03-18T15:00",
    ),
    (
        "How many strikes were there in the last twenty-one days?",
        "last twenty-one days | 2026-02-25T15:00 | 2026-03-18T15:00",
    ),
    ("What has happened since Friday?", "since Friday | 2026-03-13 | ..."),
    ("What has happened since last Friday?", "since last Friday | 2026-03-13 | ..."),
    ("What has happened since last week?", "since last week | 2026-03-09 | ..."),
    ("What has happened since yesterday?", "since yesterday | 2026-03-17 | ..."),
    ("What has happened since October?", "since October | 2025-10-01 | ..."),
    ("What has happened since 2019?", "since 2019 | 2019-01-01 | ..."),
    ("What has happened since early 2020?", "since early 2020 | 2020-01-01 | ..."),
    ("What has happened since March 3?", "since March 3 | 2026-03-03 | ..."),
    ("What happened on Friday?", "Friday | 2026-03-13 | 2026-03-14"),
    ("What happened on Wednesday?", "Wednesday | 2026-03-18 | 2026-03-19"),
    ("What happened last Friday?", "last Friday | 2026-03-13 | 2026-03-14"),
    ("What happened last Wednesday?", "last Wednesday | 2026-03-11 | 2026-03-12"),
    ("What was Monday's ruling?", "Monday | 2026-03-16 | 2026-03-17"),
    ("The ferry sank Sunday. Who owned it?", "Sunday | 2026-03-15 | 2026-03-16"),
    ("On Tuesday, who spoke?", "Tuesday | 2026-03-17 | 2026-03-18"),
    ("What happened in October?", "October | 2025-10-01 | 2025-11-01"),
    ("What happened in February?", "February | 2026-02-01 | 2026-03-01"),
    ("What happened in March?", "March | 2026-03-01 | 2026-04-01"),
    ("What happened last October?", "last October | 2025-10-01 | 2025-11-01"),
    ("What happened in May?", "May | 2025-05-01 | 2025-06-01"),
    ("What happened last May?", "last May | 2025-05-01 | 2025-06-01"),
    ("What was October's rate?", "October | 2025-10-01 | 2025-11-01"),
    ("What happened in October 2023?", "October 2023 | 2023-10-01 | 2023-11-01"),
    ("What happened in Oct. 2023?", "Oct. 2023 | 2023-10-01 | 2023-11-01"),
    ("What happened on Oct. 27?", "Oct. 27 | 2025-10-27 | 2025-10-28"),
    ("What happened on 27 October?", "27 October | 2025-10-27 | 2025-10-28"),
    ("What happened on October 27th, 2023?", "October 27th, 2023 | 2023-10-27 | 2023-10-28"),
    ("What happened on 2025-12-31?", "2025-12-31 | 2025-12-31 | 2026-01-01"),
    ("What happened on March 17?", "March 17 | 2026-03-17 | 2026-03-18"),
    ("What happened on April 2?", "April 2 | 2025-04-02 | 2025-04-03"),
    ("What happened in 2022?", "2022 | 2022-01-01 | 2023-01-01"),
    ("What happened during 2022?", "2022 | 2022-01-01 | 2023-01-01"),
    ("What happened in early 2022?", "2022 | 2022-01-01 | 2023-01-01"),
    ("Which rules were in force before 2020?", "before 2020 | ... | 2020-01-01"),
    ("What happened after 2024?", "after 2024 | 2025-01-01 | ..."),
    ("What was the count until 2021?", "until 2021 | ... | 2022-01-01"),
    ("What was the count by 2021?", "by 2021 | ... | 2022-01-01"),
    ("What happened before October?", "before October | ... | 2025-10-01"),
    ("What happened after October 27?", "after October 27 | 2025-10-28 | ..."),
    ("What happened before Friday?", "before Friday | ... | 2026-03-13"),
    ("What was known until yesterday?", "until yesterday | ... | 2026-03-18"),
    ("What was known up to last week?", "up to last week | ... | 2026-03-16"),
    ("What happened prior to 2022?", "prior to 2022 | ... | 2022-01-01"),
    ("What happened between March and May?", "between March and May | 2026-03-01 | 2026-06-01"),
    ("What happened between October and February?", "between October and February | 2025-10-01 | 2026-03-01"),
    ("What happened from March to May 2022?", "from March to May 2022 | 2022-03-01 | 2022-06-01"),
    ("What happened between 2019 and 2021?", "between 2019 and 2021 | 2019-01-01 | 2022-01-01"),
    ("What happened between Monday and Wednesday?", "between Monday and Wednesday | 2026-03-16 | 2026-03-19"),
    (
        "What happened between October 3 and October 9?",
        "between October 3 and October 9 | 2025-10-03 | 2025-10-10",
    ),
    ("What happened from 2019 to 2021?", "from 2019 to 2021 | 2019-01-01 | 2022-01-01"),
    ("What happened from January to March?", "from January to March | 2026-01-01 | 2026-04-01"),
    ("What has happened from October on?", "from October on | 2025-10-01 | ..."),
    (
        "What happened between Oct. 3, 2023 and Nov. 9, 2023?",
        "between Oct. 3, 2023 and Nov. 9, 2023 | 2023-10-03 | 2023-11-10",
    ),
    ("What happened over the weekend?", "over the weekend | 2026-03-14 | 2026-03-16"),
    ("What happened last weekend?", "last weekend | 2026-03-14 | 2026-03-16"),
    ("What happened at the weekend?", "at the weekend | 2026-03-14 | 2026-03-16"),
    ("What happened last summer?", "last summer | 2025-06-01 | 2025-09-01"),
    ("What happened last winter?", "last winter | 2025-12-01 | 2026-03-01"),
    ("What happened last fall?", "last fall | 2025-09-01 | 2025-12-01"),
    ("What happened in the summer of 2022?", "summer of 2022 | 2022-06-01 | 2022-09-01"),
    ("What happened in spring 2024?", "spring 2024 | 2024-03-01 | 2024-06-01"),
    ("What happened in winter 2024?", "winter 2024 | 2024-12-01 | 2025-03-01"),
    ("What were the profits last quarter?", "last quarter | 2025-10-01 | 2026-01-01"),
    ("What were the profits this quarter?", "this quarter | 2026-01-01 | 2026-04-01"),
    ("What were the profits in Q3?", "Q3 | 2025-07-01 | 2025-10-01"),
    ("What were the profits in Q1?", "Q1 | 2026-01-01 | 2026-04-01"),
    ("What were the profits in Q3 2023?", "Q3 2023 | 2023-07-01 | 2023-10-01"),
    ("What were the profits in Q4 of 2024?", "Q4 of 2024 | 2024-10-01 | 2025-01-01"),
    (
        "What were the profits in the third quarter of 2023?",
        "third quarter of 2023 | 2023-07-01 | 2023-10-01",
    ),
    (
        "What were the profits in the fourth quarter of last year?",
        "fourth quarter of last year | 2025-10-01 | 2026-01-01",
    ),
    ("What happened in the 1990s?", "1990s | 1990-01-01 | 2000-01-01"),
    ("What happened in the '90s?", "the '90s | 1990-01-01 | 2000-01-01"),
    ("What happened in the nineties?", "the nineties | 1990-01-01 | 2000-01-01"),
    ("What happened this decade?", "this decade | 2020-01-01 | 2030-01-01"),
    ("What happened last decade?", "last decade | 2010-01-01 | 2020-01-01"),
    ("What happened in August last year?", "August last year | 2025-08-01 | 2025-09-01"),
    ("What happened in January of this year?", "January of this year | 2026-01-01 | 2026-02-01"),
    ("What happened two weeks ago?", "two weeks ago | 2026-03-02 | 2026-03-09"),
    ("What happened three days ago?", "three days ago | 2026-03-15 | 2026-03-16"),
    ("What happened a year ago?", "a year ago | 2025-01-01 | 2026-01-01"),
    ("What happened a month ago?", "a month ago | 2026-02-01 | 2026-03-01"),
    ("What happened five months ago?", "five months ago | 2025-10-01 | 2025-11-01"),
    ("Which study published this week named it?", "this week | 2026-03-16 | 2026-03-23"),
    ("What happened in July on the Fourth of July?", "July | 2025-07-01 | 2025-08-01"),
    ("What happened in January of last year?", "January of last year | 2025-01-01 | 2025-02-01"),
    ("What happened between Oct 27 and Nov 2?", "between Oct 27 and Nov 2 | 2025-10-27 | 2025-11-03"),
    ("What happened from Dec. 28 to Jan. 3?", "from Dec. 28 to Jan. 3 | 2025-12-28 | 2026-01-04"),
    ("What happened from Wednesday to Friday?", "from Wednesday to Friday | 2026-03-11 | 2026-03-14"),
    ("What happened between 2021 and 2019?", "between 2021 and 2019 | 2019-01-01 | 2022-01-01"),
    ("What happened in the past three weeks?", "past three weeks | 2026-02-25T15:00 | 2026-03-18T15:00"),
    ("What happened in the last two years?", "last two years | 2024-03-18T15:00 | 2026-03-18T15:00"),
    ("What happened in the previous five days?", "previous five days | 2026-03-13T15:00 | 2026-03-18T15:00"),
    ("What happened on Thursday, March 12?", "Thursday, March 12 | 2026-03-12 | 2026-03-13"),
]
NOTHING = [
    "What happened in the last week of the war?",
    "What happened this weekend?",
    "Where was the summer festival this summer?",
    "What happened this winter?",
    "Who won the 2023 World Series?",
    "Who won in 2023 World Cup qualifying?",
    "What did the Sunday Times report?",
    "What did Theresa May say?",
    "What was said by May?",
    "May the council sell the land?",
    "Who may resign?",
    "Did troops march to the capital?",
    "Why did they march on Washington?",
    "Who came second?",
    "Which second bridge was it?",
    "What did USA Today report?",
    "Who wrote the song Yesterday?",
    "What happened on Black Friday?",
    "Who plays Monday Night Football?",
    "What is Project 2025?",
    "Who hosted Tokyo 2020?",
    "Which 2022 law was struck down?",
    "How many of the 2,000 people left?",
    "What will open tomorrow?",
    "What will open next week?",
    "Who will speak on Friday?",
    "What will be banned by 2035?",
    "Who is to speak next year?",
    "For the first time since 1990, who won?",
    "What is the highest rate since 2008?",
    "What are the latest figures?",
    "Who won the spring election?",
    "Which team won in the third quarter?",
    "Who lives in the fall line?",
    "What is 9/11?",
    "How old is the last of the Mohicans?",
    "In which decade was it built?",
    "Who is in his nineties?",
    "What happened to the April Fools' joke?",
    "Which week was it?",
    "How many days did it last?",
    "What did Wednesday Addams wear?",
    "How long did the last six presidents serve?",
    "What did April Ryan ask?",
    "What happened in the 24 hours to noon?",
]
BOUNDARIES = [
    ("2026-01-01T09:00+00:00", "What happened yesterday?", "yesterday | 2025-12-31 | 2026-01-01"),
    ("2026-03-01T09:00+00:00", "What happened yesterday?", "yesterday | 2026-02-28 | 2026-03-01"),
    ("2024-03-01T09:00+00:00", "What happened yesterday?", "yesterday | 2024-02-29 | 2024-03-01"),
    ("2026-01-01T09:00+00:00", "What happened last week?", "last week | 2025-12-22 | 2025-12-29"),
    ("2026-01-01T09:00+00:00", "What happened this week?", "this week | 2025-12-29 | 2026-01-05"),
    ("2026-01-31T09:00+00:00", "What happened last month?", "last month | 2025-12-01 | 2026-01-01"),
    ("2026-03-31T09:00+00:00", "What happened last month?", "last month | 2026-02-01 | 2026-03-01"),
    (
        "2026-03-31T09:00+00:00",
        "What happened in the past month?",
        "the past month | 2026-02-28T09:00 | 2026-03-31T09:00",
    ),
    (
        "2024-02-29T09:00+00:00",
        "What happened in the past year?",
        "the past year | 2023-02-28T09:00 | 2024-02-29T09:00",
    ),
    ("2026-01-01T00:00+00:00", "What happened last year?", "last year | 2025-01-01 | 2026-01-01"),
    ("2025-12-31T23:59+00:00", "What happened last year?", "last year | 2024-01-01 | 2025-01-01"),
    ("2026-01-01T09:00+00:00", "What happened in December?", "December | 2025-12-01 | 2026-01-01"),
    ("2026-01-01T09:00+00:00", "What happened in January?", "January | 2026-01-01 | 2026-02-01"),
    ("2026-01-01T09:00+00:00", "What happened on Dec. 31?", "Dec. 31 | 2025-12-31 | 2026-01-01"),
    ("2026-01-01T09:00+00:00", "What happened last quarter?", "last quarter | 2025-10-01 | 2026-01-01"),
    ("2026-01-02T09:00+00:00", "What happened in Q4?", "Q4 | 2025-10-01 | 2026-01-01"),
    ("2026-01-15T09:00+00:00", "What happened last winter?", "last winter | 2024-12-01 | 2025-03-01"),
    ("2026-01-15T09:00+00:00", "What happened this winter?", "this winter | 2025-12-01 | 2026-03-01"),
    ("2026-07-15T09:00+00:00", "What happened this summer?", "this summer | 2026-06-01 | 2026-09-01"),
    ("2026-07-15T09:00+00:00", "What happened last summer?", "last summer | 2025-06-01 | 2025-09-01"),
    (
        "2026-03-16T09:00+00:00",
        "What happened over the weekend?",
        "over the weekend | 2026-03-14 | 2026-03-16",
    ),
    (
        "2026-03-15T09:00+00:00",
        "What happened over the weekend?",
        "over the weekend | 2026-03-14 | 2026-03-16",
    ),
    ("2026-03-15T09:00+00:00", "What happened this weekend?", "this weekend | 2026-03-14 | 2026-03-16"),
    ("2026-03-15T09:00+00:00", "What happened last weekend?", "last weekend | 2026-03-07 | 2026-03-09"),
    ("2026-03-16T00:00+00:00", "What happened on Sunday?", "Sunday | 2026-03-15 | 2026-03-16"),
    ("2026-03-16T00:00+00:00", "What happened on Monday?", "Monday | 2026-03-16 | 2026-03-17"),
    ("2026-03-16T00:00+00:00", "What happened last Monday?", "last Monday | 2026-03-09 | 2026-03-10"),
    ("2026-03-01T00:30+13:00", "What happened yesterday?", "yesterday | 2026-02-28 | 2026-03-01"),
    ("2026-02-28T23:30-08:00", "What happened yesterday?", "yesterday | 2026-02-27 | 2026-02-28"),
    ("2026-01-01T00:30+05:30", "What happened this year?", "this year | 2026-01-01 | 2027-01-01"),
    ("2025-12-31T23:30-05:00", "What happened this year?", "this year | 2025-01-01 | 2026-01-01"),
    (
        "2026-01-01T01:00+00:00",
        "What happened in the last 3 hours?",
        "last 3 hours | 2025-12-31T22:00 | 2026-01-01T01:00",
    ),
    ("2026-01-01T01:00+00:00", "What happened in the 2010s?", "2010s | 2010-01-01 | 2020-01-01"),
    ("2030-01-01T01:00+00:00", "What happened last decade?", "last decade | 2020-01-01 | 2030-01-01"),
    (
        "2026-02-01T01:00+00:00",
        "What happened between November and January?",
        "between November and January | 2025-11-01 | 2026-02-01",
    ),
    ("2026-05-31T23:00+00:00", "What happened in May?", "May | 2026-05-01 | 2026-06-01"),
]


def moment(value):
    if value is None:
        return "..."
    return value.strftime("%Y-%m-%d" if (value.hour, value.minute) == (0, 0) else "%Y-%m-%dT%H:%M")


def written(expression):
    times = expression.time_range
    return f"{expression.text} | {moment(times.start)} | {moment(times.end)}"


@pytest.mark.parametrize(("question", "expected"), LOOKING_BACK)
def test_a_time_is_read(question, expected):
    assert [written(found) for found in find_times(question, AS_OF)] == [expected]


@pytest.mark.parametrize("question", NOTHING)
def test_what_is_no_time_or_lies_ahead_gives_nothing(question):
    assert find_times(question, AS_OF) == []


@pytest.mark.parametrize(("as_of", "question", "expected"), BOUNDARIES)
def test_days_are_those_of_the_moment_of_asking(as_of, question, expected):
    asked = datetime.fromisoformat(as_of)
    [found] = find_times(question, asked)
    assert written(found) == expected
    assert {value.tzinfo for value in (found.time_range.start, found.time_range.end) if value} == {
        asked.tzinfo
    }


@pytest.mark.parametrize(
    ("question", "is_publication"),
    [
        ("Which articles published last week mention the ferry?", True),
        ("Show articles about rice from last month.", True),
        ("What is in this week's news about rice?", True),
        ("Which headlines from Monday mention the bridge?", True),
        ("Which stories posted since Friday mention it?", True),
        ("Which study published this week named it?", False),
        ("Who resigned last week?", False),
        ("What news broke last week?", False),
    ],
)
def test_a_time_of_publication_is_told_from_that_of_an_event(question, is_publication):
    [found] = find_times(question, AS_OF)
    assert found.is_publication is is_publication


def test_several_times_come_in_reading_order():
    found = find_times("How did last week's prices differ from this week's and those in 2019?", AS_OF)
    assert [expression.text for expression in found] == ["last week", "this week", "2019"]


@pytest.mark.parametrize("edge", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_the_edges_of_the_calendar_break_nothing(edge):
    for question, _ in LOOKING_BACK:
        find_times(question, edge)


WORDS = """
last this next past the since before between and from to until March May Friday weekend week month year Q3
2022 1990s six 48 hours days decade summer in of on October 27 ago two published articles ' , ?
"""


@given(
    words=st.lists(st.sampled_from(sorted(WORDS.split())), max_size=12),
    as_of=st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2090, 1, 1)),
)
def test_words_are_cut_from_the_question_and_ranges_run_forward(words, as_of):
    question, asked = " ".join(words), as_of.replace(tzinfo=UTC)
    found = find_times(question, asked)
    assert all(question[item.start : item.end] == item.text for item in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    for item in found:
        start, end = item.time_range.start, item.time_range.end
        assert start is not None or end is not None
        assert start is None or end is None or start < end
        assert start is None or start <= asked
