"""The order after reranking, and what stands if there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rag.domain import Chunk
from rag.errors import AssetUnavailable, KeyRefused, ModelFailed
from rag.ports import Place
from rag.retrieval.fusion import Fused
from rag.retrieval.ranking import Candidate, Preference
from rag.retrieval.reranking import READ, REST, Reranking

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


class Judge:
    """Gives scores by the text of a passage, or fails."""

    name = "judge"

    def __init__(self, scores=None, error=None):
        self.given = scores or {}
        self.error = error
        self.read = []

    def scores(self, query, passages):
        self.read.append(list(passages))
        if self.error:
            raise self.error
        return [self.given.get(passage.splitlines()[-1], 0.0) for passage in passages]


def candidate(text, *, days_ago=0):
    place = Place(text, 0, None, AS_OF - timedelta(days=days_ago), text)
    return Candidate(text, place, Fused(text, 0.5, lexical=1), 0.5)


def read(chunk_ids):
    return {
        text: Chunk(
            chunk_id=text,
            article_id=text,
            content_sha256="0",
            position=0,
            start=0,
            end=len(text),
            text=text,
            header="A title",
        )
        for text in chunk_ids
        if text != "gone"
    }


def reorder(judge, found, *, k=3):
    reranking = judge if isinstance(judge, Reranking) else Reranking(judge)
    return reranking.reorder("which?", found, Preference(AS_OF), read, k=k)


def order(reordered):
    return [item.chunk_id for item in reordered.found]


FOUND = [candidate(text) for text in ("one", "two", "three")]


def test_the_reranker_says_the_order_and_its_ranks_are_told():
    judge = Judge({"one": -9.0, "two": 3.0, "three": 8.0})
    reordered = reorder(judge, FOUND)
    assert order(reordered) == ["three", "two", "one"]
    assert [item.ranks.reranked for item in reordered.found] == [1, 2, 3]
    assert [item.ranks.lexical for item in reordered.found] == [1, 1, 1]
    assert (reordered.reranker, reordered.note) == ("judge", None)
    assert judge.read == [["A title\none", "A title\ntwo", "A title\nthree"]]


def test_scores_fall_from_one_to_nothing():
    judge = Judge({"one": -9.0, "two": 3.0, "three": 8.0})
    scores = [item.score for item in reorder(judge, FOUND).found]
    assert scores == sorted(scores, reverse=True)
    assert (scores[0], scores[-1]) == (1.0, 0.0)


def test_of_like_ones_the_search_says_the_order():
    assert order(reorder(Judge(), FOUND)) == ["one", "two", "three"]


def test_what_is_near_the_moment_of_asking_stays_before_what_is_not():
    found = [candidate("old", days_ago=900), candidate("new"), candidate("beside it")]
    judge = Judge({"old": 1.0, "new": 0.9})
    assert order(reorder(judge, found)) == ["new", "old", "beside it"]


@pytest.mark.parametrize(
    "error", [ModelFailed("it is slow"), KeyRefused("no key"), AssetUnavailable("no file")]
)
def test_a_failure_leaves_the_order_and_says_so(error):
    reordered = reorder(Judge(error=error), FOUND)
    assert reordered.found == FOUND
    assert (reordered.reranker, reordered.note) == (None, f"Not reranked: {error}")


def test_one_that_failed_is_left_alone_for_a_while():
    now = [0.0]
    judge = Judge(error=ModelFailed("it is slow"))
    reranking = Reranking(judge, clock=lambda: now[0])
    reorder(reranking, FOUND)
    judge.error = None
    assert reorder(reranking, FOUND).note == "Not reranked for now: it is slow"
    assert len(judge.read) == 1
    now[0] = REST
    assert reorder(reranking, FOUND).reranker == "judge"


def test_only_the_best_are_read_but_all_that_are_shown():
    many = [candidate(str(number)) for number in range(READ + 20)]
    judge = Judge()
    assert len(reorder(judge, many, k=5).found) == READ
    assert len(reorder(judge, many, k=READ + 10).found) == READ + 10


def test_one_passage_needs_no_order():
    judge = Judge()
    assert reorder(judge, FOUND[:1], k=5).found == FOUND[:1]
    assert judge.read == []


def test_a_passage_that_is_gone_meanwhile_is_passed_over():
    assert order(reorder(Judge({"two": 1.0}), [*FOUND, candidate("gone")])) == ["two", "one", "three"]
