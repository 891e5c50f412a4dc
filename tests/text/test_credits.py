"""Whom an article names as the one its text comes from."""

from __future__ import annotations

import pytest

from rag.text.credits import credit_of
from rag.text.publishers import agency, publisher_key

BODY = "\n\n".join(f"Paragraph {number} tells of the wall." for number in range(20))


@pytest.mark.parametrize(
    ("text", "name", "is_whole"),
    [
        (f"BRANNOCK, March 3 (Reuters) - The board voted.\n{BODY}", "Reuters", True),
        (f"LISBON (AP) — Bakers put up prices.\n{BODY}", "Associated Press", True),
        (f"{BODY}\n\nThis article was first published by the Harbour Courier.", "Harbour Courier", True),
        (f"{BODY}\nThis story originally appeared on Coast Watch.", "Coast Watch", True),
        (f"This article is republished from The Conversation under a licence.\n{BODY}", "Conversation", True),
        (f"Republished with permission from Tide and Time.\n{BODY}", "Tide and Time", True),
        (f"{BODY}\n— Associated Press", "Associated Press", True),
        (f"{BODY}\nSource: AFP", "AFP", True),
        (f"{BODY}\nThe Associated Press contributed to this report.", "Associated Press", False),
    ],
)
def test_a_credit_is_found_and_cut_from_the_text(text: str, name: str, is_whole: bool) -> None:
    credit = credit_of(text)
    assert credit is not None
    assert (credit.name, credit.is_whole) == (name, is_whole)
    assert credit.text in text


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "",
        "The study was first published by Nature in 2019, she said.",
        f"{BODY}\n{BODY}\nHe told Reuters - in a short call - that he would resign.\n{BODY}",
        "The minister (Reuters was told) will resign.",
        f"{BODY}\nThis article was written by hand.\n{BODY}",
    ],
)
def test_what_only_mentions_somebody_is_no_credit(text: str) -> None:
    assert credit_of(text) is None


def test_that_the_text_is_theirs_counts_before_that_they_helped() -> None:
    text = (
        f"{BODY}\nThe Associated Press contributed to this report.\nThis story was first published by Tide."
    )
    credit = credit_of(text)
    assert credit is not None
    assert credit.name == "Tide"


def test_names_of_one_publisher_have_one_key() -> None:
    assert publisher_key("The AP") == publisher_key("Associated Press") == publisher_key("associated  press")
    assert publisher_key("The Guardian") == publisher_key("Guardian")
    assert publisher_key("Guardian") != publisher_key("Tide")
    assert (agency("AFP"), agency("The Associated Press"), agency("Tide")) == (
        "AFP",
        "Associated Press",
        None,
    )
