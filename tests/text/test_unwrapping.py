import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import split_sentences
from rag.text.unwrapping import Vocabulary, unwrap

STORY = [
    "The harbour board said on Tuesday that dredging of the north channel would begin in March, four months "
    "later than planned, because the contractor had lost its permit. Work will take two summers.",
    "“We would rather be late than wrong,” said the board's chair, who has been in office since 2019. Fishers"
    " said that they had not been asked, and that the channel had been closed twice last year without a"
    " warning of any kind.",
    "The cost is put at $14 million.",
]


@pytest.mark.parametrize("width", [50, 65, 72, 80, 100])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_wrapped_paragraphs_become_whole(width, line_end):
    wrapped = "\n\n".join(textwrap.fill(paragraph, width, break_on_hyphens=False) for paragraph in STORY)
    assert unwrap(wrapped.replace("\n", line_end)) == "\n\n".join(STORY)


def test_sentences_are_whole_after_unwrapping():
    text = unwrap("\n\n".join(textwrap.fill(paragraph, 60) for paragraph in STORY))
    sentences = [span.cut(text) for span in split_sentences(text)]
    assert "Work will take two summers." in sentences
    assert sentences[-1] == "The cost is put at $14 million."
    assert len(sentences) == 5


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(STORY),  # a paragraph a line
        "\n".join(sentence.strip() + "." for sentence in " ".join(STORY).split(". ")),  # a sentence a line
        "Low tide\nThe boats lie on their sides\nAnd nobody sings\nUntil the water\nComes back for them all",
        "Results of the vote:\n- Ada Roe, 412 votes\n- Bo Lind, 397 votes\n- Cy Marsh, 12 votes\n- none, 4",
        "Two lines only, of which the first one is rather long and goes on\nin the second.",
        "港口委员会周二表示\n" * 8,
        "",
        "\n\n",
    ],
)
def test_what_was_not_wrapped_is_left_alone(text):
    assert unwrap(text) == text


def test_a_list_in_a_wrapped_text_keeps_its_lines():
    items = "Also voted on:\n- the ferry\n- the new school roof\n- nothing else"
    wrapped = "\n\n".join([*(textwrap.fill(paragraph, 60) for paragraph in STORY), items])
    assert unwrap(wrapped).endswith(items)


def test_an_indented_line_begins_a_paragraph():
    wrapped = "\n".join(textwrap.fill(paragraph, 60, initial_indent="   ") for paragraph in STORY)
    assert unwrap(wrapped).split("\n") == STORY


@pytest.mark.parametrize(
    ("line", "following", "typeset", "typed"),
    [
        ("the govern-", "ment said", "the government said", "the govern-ment said"),
        ("a well-", "known name", "a well-known name", "a well-known name"),
        ("the harbour-", "master", "the harbourmaster", "the harbourmaster"),
        ("Franco-", "German talks", "Franco-German talks", "Franco-German talks"),
        ("between 2019-", "2021", "between 2019- 2021", "between 2019- 2021"),
        ("the gov\xad", "ernment", "the government", "the government"),
        ("late—", "and wrong", "late—and wrong", "late—and wrong"),
        ("one ", " two", "one two", "one two"),
    ],
)
def test_hyphens_at_line_ends(line, following, typeset, typed):
    document = "He is well-known to the harbourmaster."
    assert Vocabulary(document, hyphens_are_meant=False).join([line, following]) == typeset
    assert Vocabulary(document, hyphens_are_meant=True).join([line, following]) == typed


def test_time_grows_with_length():
    started = time.perf_counter()
    assert "\n" not in unwrap("\n".join(["eight words fill each line of a wrapped text"] * 50_000))
    unwrap("a" * 1_000_000 + "-\nb")
    assert time.perf_counter() - started < 5


@given(st.lists(st.text("ab .\n-é"), max_size=30).map("".join))
def test_nothing_but_line_ends_and_blanks_changes_without_hyphens(text):
    kept = [character for character in unwrap(text) if not character.isspace() and character != "-"]
    assert kept == [character for character in text if not character.isspace() and character != "-"]
