"""How a checked claim is worded: a list that was asked for is given whole."""

from __future__ import annotations

import pytest

from rag.answering.wording import Wording
from rag.domain import Citation, Claim, Verdict

QUOTE = "The harbour office named three risks: silt, old pumps and a shortage of pilots."
ITEMS = [
    "The harbour office named three risks: silt.",
    "The harbour office named three risks: old pumps.",
    "The harbour office named three risks: a shortage of pilots.",
]


def worded(text: str, *, whole_lists: bool, quote: str = QUOTE) -> list[str]:
    citation = Citation(
        article_id="a", content_sha256="0" * 64, start=0, end=len(quote), quote=quote, title="Harbour"
    )
    claim = Claim(text=text, verdict=Verdict.SUPPORTED, citations=(citation,))
    return [said.text for said in Wording(whole_lists=whole_lists).word(claim)]


@pytest.mark.parametrize("text", ["The harbour office named three risks.", "The office named risks."])
def test_what_says_only_how_a_list_begins_is_followed_by_its_items(text: str) -> None:
    assert worded(text, whole_lists=True) == ITEMS


def test_where_no_list_is_asked_for_its_beginning_may_stand_alone() -> None:
    text = "The harbour office named three risks."
    assert worded(text, whole_lists=False) == [text]


def test_one_item_brings_the_others_where_the_list_is_asked_for() -> None:
    assert worded(ITEMS[1], whole_lists=True) == ITEMS
    assert worded(ITEMS[1], whole_lists=False) == [ITEMS[1]]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("The ship waited 9 hours.", "The ship waited nine hours.", "The ship waited nine hours."),
        ("One such rule is in part 3:1.", "One such rule is in part 3:1.", "One such rule is in part 3:1."),
        ("Rule 1 is one of nine.", "Of the 9 rules, rule 1 is one.", "Rule 1 is one of 9."),
    ],
)
def test_a_figure_is_written_as_the_source_writes_it_there(text: str, quote: str, expected: str) -> None:
    assert worded(text, whole_lists=False, quote=quote) == [expected]
