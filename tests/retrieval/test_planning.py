from datetime import UTC, datetime

import pytest

from rag.domain import Filters, TimeRange, UnderstoodAs
from rag.retrieval.planning import plan
from rag.retrieval.publishers import named_publishers

AS_OF = datetime(2026, 3, 18, 15, tzinfo=UTC)
LAST_WEEK = TimeRange(start=datetime(2026, 3, 9, tzinfo=UTC), end=datetime(2026, 3, 16, tzinfo=UTC))
KNOWN = ("Harbour Courier", "The Northern Ledger", "Tide", "A+B (News)", "Coast Post | Markets")


BUSINESS = ("Business", "business")
ADA = ("Ada Lind", "ADA LIND")


class Names:
    """What articles in an archive have."""

    def publishers(self):
        return KNOWN

    def authors(self):
        return ("Ada Lind", "Bo Marsh", "ADA LIND", "Tide")

    def sections(self):
        return ("Business", "Sports", "World News", "business")

    def languages(self):
        return ("en", "es", "en-GB", "pt_BR")


def planned(question, *, time_range=None, read_words=True, **filters):
    return plan(
        question,
        as_of=AS_OF,
        time_range=time_range,
        filters=Filters(**filters),
        known=Names(),
        read_words=read_words,
    )


def test_the_time_of_an_event_is_a_preference():
    made = planned("Who  resigned\nlast week?")
    assert (made.query, made.time_range, made.times) == ("Who resigned last week?", None, (LAST_WEEK,))
    [item] = made.understood
    assert (item.text, item.used_as, item.time_range) == ("last week", UnderstoodAs.PREFERENCE, LAST_WEEK)


def test_a_time_of_publication_is_a_range():
    made = planned("Which articles published last week name the mayor?")
    assert made.time_range == LAST_WEEK
    assert [item.used_as for item in made.understood] == [UnderstoodAs.RANGE]


def test_two_times_of_publication_stay_preferences():
    made = planned("Do articles from Monday and articles from Tuesday differ?")
    assert made.time_range is None
    assert [item.used_as for item in made.understood] == [UnderstoodAs.PREFERENCE] * 2
    assert len(made.times) == 2


@pytest.mark.parametrize("question", ["Who resigned last week?", "Which articles from last week name him?"])
def test_a_range_that_is_given_wins(question):
    given = TimeRange(start=datetime(2020, 1, 1, tzinfo=UTC))
    made = planned(question, time_range=given)
    assert (made.time_range, made.times, made.understood) == (given, (), ())


def test_publishers_that_are_given_win():
    made = planned("What sank, according to the Harbour Courier?", publishers=("Tide",))
    assert (made.publishers, made.filters.publishers, made.understood) == ((), ("Tide",), ())


def test_it_can_be_turned_off():
    made = planned(
        "What did articles from last week say, according to the Harbour Courier?", read_words=False
    )
    assert (made.time_range, made.times, made.publishers, made.understood) == (None, (), (), ())


def test_a_range_that_is_given_up_stays_a_preference():
    made = planned("Which articles published last week name the mayor?")
    opened = made.without_understood_range("Nothing there.")
    assert (opened.time_range, opened.times, opened.notes) == (None, (LAST_WEEK,), ("Nothing there.",))
    assert not opened.range_was_understood


@pytest.mark.parametrize(
    ("question", "publisher"),
    [
        ("What sank, according to the Harbour Courier?", "Harbour Courier"),
        ("According to Harbour Courier, what sank?", "Harbour Courier"),
        ("What was reported in the Northern Ledger about rice?", "The Northern Ledger"),
        ("What does it say in the Northern Ledger about rice?", "The Northern Ledger"),
        ("What did the Northern Ledger report about rice?", "The Northern Ledger"),
        ("What do the Harbour Courier's articles say?", "Harbour Courier"),
        ("Who, as reported by Tide, resigned?", "Tide"),
        ("Who resigned according to A+B (News)?", "A+B (News)"),
        ("Does the 'Tide' article name the mayor?", "Tide"),
        ("Does the article from “Tide” name the mayor?", "Tide"),
        ("What is the second Harbour Courier story about?", "Harbour Courier"),
        ("Does 'The Northern Ledger' suggest that rice is dear?", "The Northern Ledger"),
        ("Who resigned, as covered by the Coast Post?", "Coast Post | Markets"),
        ("Who resigned, according to Coast Post | Markets?", "Coast Post | Markets"),
    ],
)
def test_a_publisher_named_as_a_source_is_found(question, publisher):
    [(words, found)] = named_publishers(question, lambda: KNOWN)
    assert found == publisher
    assert words in question


def test_all_publishers_of_a_list_are_sources_each_once():
    question = "Who, as reported by both Tide and the 'Harbour Courier', resigned, according to Tide?"
    found = list(named_publishers(question, lambda: KNOWN))
    assert found == [("Tide", "Tide"), ("Harbour Courier", "Harbour Courier")]


def test_the_sections_of_a_publisher_share_its_name():
    known = ("Coast Post | Markets", "Coast Post | Sport", "Coast Post Weekly")
    found = named_publishers("What does the Coast Post report?", lambda: known)
    assert [publisher for _, publisher in found] == list(known[:2])


@pytest.mark.parametrize(
    "question",
    [
        "Who owns the Harbour Courier?",
        "Who was hired by Tide?",
        "Is Tide bought by the Harbour Courier?",
        "Why was the Northern Ledger sued?",
        "What happened in Tide pools?",
        "How high was the tide, according to the coastguard?",
        "What was reported by the Harbour Couriers?",
        "What sank, according to the Daily Nobody?",
        "in the dark",
        "",
    ],
)
def test_a_name_that_is_no_source_is_not(question):
    assert list(named_publishers(question, lambda: KNOWN)) == []


def test_publishers_are_looked_up_only_if_one_may_be_named():
    def fail():
        raise AssertionError("looked up")

    assert list(named_publishers("Who resigned last week?", fail)) == []


def test_parts_are_looked_for_with_their_own_times_and_publishers():
    made = planned(
        "Does the Tide article from last week name the mayor, while the Harbour Courier article names nobody?"
    )
    assert made.time_range is None, "of whose articles is it the time?"
    assert [(part.times, part.publishers) for part in made.parts] == [
        ((LAST_WEEK,), ("Tide",)),
        ((), ("Harbour Courier",)),
    ]
    shown = [item.text for item in made.understood if item.is_part]
    assert shown == [part.query for part in made.parts]
    assert all(text in made.query for text in shown)


def test_a_question_for_one_thing_has_no_parts():
    assert planned("Who resigned last week, according to Tide?").parts == ()
    compared = "Did the mayor of Corrie resign last week, and did the mayor of Lisbon stay in office?"
    assert len(planned(compared).parts) == 2
    assert planned(compared, read_words=False).parts == ()


@pytest.mark.parametrize(
    ("question", "text", "limits"),
    [
        ("What is in the Business section about rice?", "in the Business section", {"sections": BUSINESS}),
        ("What did the business section say?", "the business section", {"sections": BUSINESS}),
        ("Who won, from the sport pages?", "from the sport pages", {"sections": ("Sports",)}),
        ("What is on the 'World  News' pages?", "on the 'World News' pages", {"sections": ("World News",)}),
        ("What do articles by Ada Lind say of rice?", "articles by Ada Lind", {"authors": ADA}),
        ("Which posts written by bo marsh name it?", "posts written by bo marsh", {"authors": ("Bo Marsh",)}),
        ("Find articles in Spanish about rice", "articles in Spanish", {"languages": ("es",)}),
        ("What do Spanish-language media say?", "Spanish-language media", {"languages": ("es",)}),
        ("Which articles written in English name it?", None, {}),
        ("Which reports are in English?", "reports are in English", {"languages": ("en", "en-GB")}),
        ("Show coverage in Portuguese.", "coverage in Portuguese", {"languages": ("pt_BR",)}),
    ],
)
def test_limits_that_are_named_as_such_are_filters(question, text, limits):
    made = planned(question)
    assert made.filters == Filters(**limits)
    assert [item.text for item in made.understood if item.is_filter] == ([text] if text else [])


@pytest.mark.parametrize(
    "question",
    [
        "What happened to business in Lima?",
        "Which section of the wall fell on business?",
        "What is in the Gardening section?",
        "What do articles by Cy Nobody say?",
        "Who is Ada Lind?",
        "Which book by Ada Lind won?",
        "What did the minister say in Spanish?",
        "Which articles in Spanish schools are banned?",
        "Show articles in French.",
        "Are articles in the Business section and those in the Sports section alike?",
        "Do articles in Spanish or articles in English say more?",
    ],
)
def test_what_may_mean_something_else_is_no_filter(question):
    assert planned(question).filters == Filters()


def test_filters_that_are_given_win():
    made = planned("What is in the Business section?", sections=("World News",))
    assert (made.filters.sections, made.understood) == (("World News",), ())


def test_filters_can_be_turned_off_and_given_up():
    assert planned("What is in the Business section?", read_words=False).filters == Filters()
    made = planned("What do articles by Ada Lind in the Business section say?", publishers=("Tide",))
    assert (made.filters.authors, made.filters.sections) == (
        ("Ada Lind", "ADA LIND"),
        ("Business", "business"),
    )
    opened = made.without_understood_filters("Nothing there.")
    assert opened.filters == Filters(publishers=("Tide",))
    assert opened.notes == ("Nothing there.",)
    assert not opened.filters_were_understood


def test_quoted_phrases_are_kept_whole_but_not_publishers():
    made = planned('What did the "Harbour Courier" article say of “clean water” and "rice"?')
    assert made.phrases == ("clean water",)
    assert made.publishers == ("Harbour Courier",)
