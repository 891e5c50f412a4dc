"""Whose words a question asks for, and whether a claim is theirs."""

from __future__ import annotations

import pytest

from rag.answering.asked_speaker import asked_speaker, is_nobodys_word, is_other_speaker
from rag.domain import Attribution, Citation, Claim, Verdict
from rag.text.places import states_in


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What concerns did US officials list?", "US officials"),
        ("What did the Chinese side say about the talks?", "the Chinese side"),
        ("What has the United Kingdom warned of?", "the United Kingdom"),
        ("What do critics in Washington claim?", "critics in Washington"),
        ("What did China offer?", ""),
        ("Who said that the talks were candid?", ""),
        ("How long did Wang stay?", ""),
    ],
)
def test_whose_words_are_asked_for(question: str, speaker: str) -> None:
    assert asked_speaker(question) == speaker


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("the Chinese side", {"china"}),
        ("US officials", {"united states"}),
        ("a U.S. diplomat", {"united states"}),
        ("officials of the United States", {"united states"}),
        ("they told us so", set()),
        ("critics in Washington", set()),
        ("Danes and Germans", {"denmark", "germany"}),
        ("", set()),
    ],
)
def test_states_go_by_many_words(text: str, states: set[str]) -> None:
    assert states_in(text) == states


@pytest.mark.parametrize(
    ("asked", "speaker", "other"),
    [
        ("the Chinese side", "US officials", True),
        ("the Chinese side", "China's foreign minister, Wang Yi", False),
        ("the Chinese side", "a senior official", False),
        ("US officials", "American diplomats", False),
        ("the mayor", "US officials", False),
        ("", "US officials", False),
    ],
)
def test_only_another_state_is_another_speaker(asked: str, speaker: str, other: bool) -> None:
    assert is_other_speaker(asked, Attribution(speaker=speaker)) is other
    assert not is_other_speaker(asked, None)


@pytest.mark.parametrize(
    ("asked", "text", "quote", "nobodys"),
    [
        ("US officials", "The war.", "The war was discussed as well.", True),
        ("the mayor", "The war.", "The mayor named the war.", False),
        ("", "The war.", "The war was discussed as well.", False),
    ],
)
def test_a_few_words_of_nobody_are_no_answer(asked: str, text: str, quote: str, nobodys: bool) -> None:
    citation = Citation(
        article_id="a", content_sha256="0" * 64, start=0, end=len(quote), quote=quote, title="Talks"
    )
    claim = Claim(text=text, verdict=Verdict.SUPPORTED, citations=(citation,))
    assert is_nobodys_word(asked, claim) is nobodys
