import pytest

from rag.domain import Ranks
from rag.retrieval.fusion import fuse


@pytest.mark.parametrize(
    ("dense", "lexical", "order"),
    [
        ([], [], []),
        (["a", "b"], [], ["a", "b"]),
        ([], ["b", "a"], ["b", "a"]),
        (["a", "b"], ["b", "a"], ["a", "b"]),
        (["a", "b", "c"], ["c", "d"], ["c", "a", "b", "d"]),
        (["x", "y", "z"], ["z", "x", "y"], ["x", "z", "y"]),
    ],
)
def test_order(dense, lexical, order):
    assert [item.chunk_id for item in fuse(dense, lexical)] == order


def test_scores_are_those_of_the_formula():
    first, second = fuse(["a", "b"], ["a"], k=60)
    assert first.score == pytest.approx(1 / 61 + 1 / 61)
    assert first.ranks == Ranks(dense=1, lexical=1)
    assert second.score == pytest.approx(1 / 62)
    assert second.ranks == Ranks(dense=2, lexical=None)
