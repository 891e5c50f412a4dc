"""Of a group of copies each passage is shown once, and none is hidden that only one of them has."""

from __future__ import annotations

import pytest
from wire_stories import HARBOUR, LINES, edited

from rag.domain import Chunk
from rag.ports import Place
from rag.retrieval.folding import Read, without_copies
from rag.retrieval.fusion import Fused
from rag.retrieval.ranking import Candidate

VOTE, DIVERS = HARBOUR.split("\n")
COST = "The wall will cost the town 14 million pounds, and work on it will begin in March."
KEEPER = "The lighthouse keeper's widow, Ebba Lund, watched the vote from the gallery and wept."


def found(*passages: tuple[str, str]) -> list[Candidate]:
    """Article and text of each, best first; all of them copies of each other but those named other…"""
    return [
        Candidate(
            f"{article}-{number}",
            Place(article, number, None, None, article if article.startswith("other") else "group"),
            Fused(f"{article}-{number}", 0.0),
            1.0 - number / 10,
        )
        for number, (article, _) in enumerate(passages)
    ]


def reading(*passages: tuple[str, str]) -> Read:
    chunks = {
        f"{article}-{number}": Chunk(
            chunk_id=f"{article}-{number}",
            article_id=article,
            content_sha256=article,
            position=number,
            start=0,
            end=len(text),
            text=text,
        )
        for number, (article, text) in enumerate(passages)
    }
    return lambda chunk_ids: {chunk_id: chunks[chunk_id] for chunk_id in chunk_ids}


def shown(query: str, *passages: tuple[str, str]) -> list[str]:
    return [item.chunk_id for item in without_copies(found(*passages), reading(*passages), query)]


@pytest.mark.parametrize(
    "copy", [VOTE, edited(VOTE, 0.15), f"{VOTE} All rights reserved by the paper.", VOTE[: len(VOTE) // 2]]
)
def test_a_passage_is_shown_once(copy: str) -> None:
    assert shown("sea wall", ("wire", VOTE), ("paper", copy), ("other", VOTE)) == ["wire-0", "other-2"]


def test_a_passage_that_only_a_worse_copy_has_is_shown() -> None:
    assert shown("the vote and the divers", ("cut", VOTE), ("whole", VOTE), ("whole", DIVERS)) == [
        "cut-0",
        "whole-2",
    ]


def test_of_two_that_say_the_same_the_first_article_says_it() -> None:
    passages = [("wire", VOTE), ("paper", DIVERS), ("wire", DIVERS), ("paper", VOTE)]
    best = list(without_copies(found(*passages), reading(*passages), "divers"))
    assert [item.chunk_id for item in best] == ["wire-0", "wire-2"]
    assert [item.score for item in best] == [1.0, 0.9]


def test_a_sentence_of_its_own_counts_if_it_is_asked_for() -> None:
    longer = f"{VOTE} {KEEPER}"
    assert shown("Who watched from the gallery?", ("wire", VOTE), ("paper", longer)) == ["wire-0", "paper-1"]
    assert shown("What will the sea wall cost?", ("wire", VOTE), ("paper", longer)) == ["wire-0"]


def test_another_figure_is_no_copy_of_the_first() -> None:
    corrected = COST.replace("14", "16")
    passages = [("wire", f"{DIVERS} {COST}"), ("paper", f"{DIVERS} {corrected}")]
    assert shown("What will the wall cost?", *passages) == ["wire-0", "paper-1"]
    assert shown("How many boats sank?", *passages) == ["wire-0"]


def test_lines_that_papers_add_are_no_passage() -> None:
    assert shown("sea wall letter", ("wire", VOTE), ("paper", f"{LINES.splitlines()[1]}\n{VOTE}")) == [
        "wire-0"
    ]


def test_what_is_no_copy_is_left_as_it_is() -> None:
    assert shown("sea wall", ("other-a", VOTE), ("other-b", VOTE), ("wire", VOTE), ("wire", VOTE)) == [
        "other-a-0",
        "other-b-1",
        "wire-2",
        "wire-3",
    ]
