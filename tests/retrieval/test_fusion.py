import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ports import Found
from rag.retrieval.fusion import fuse


def found(**scores):
    return [Found(chunk_id=chunk_id, score=score) for chunk_id, score in scores.items()]


@pytest.mark.parametrize(
    ("dense", "lexical", "order"),
    [
        ({}, {}, []),
        ({"a": 0.9, "b": 0.8}, {}, ["a", "b"]),
        ({}, {"b": 12.0, "a": 3.0}, ["b", "a"]),
        ({"a": 0.9, "b": 0.3}, {"b": 20.0, "a": 5.0}, ["b", "a"]),
        ({"a": 0.9, "b": 0.3}, {"b": 20.0, "a": 16.0}, ["a", "b"]),
        ({"b": 0.5, "a": 0.5}, {}, ["a", "b"]),
        ({"a": 0.1, "b": -0.4}, {}, ["a", "b"]),
        ({"a": -0.1, "b": -0.4}, {}, ["a", "b"]),
        ({}, {"a": 0.0, "b": 0.0}, ["a", "b"]),
    ],
)
def test_order(dense, lexical, order):
    assert [item.chunk_id for item in fuse(found(**dense), found(**lexical))] == order


def test_scores_are_weighted_shares_of_the_best():
    first, second, third = fuse(found(a=0.8, b=0.4), found(b=30.0, c=15.0), dense_weight=0.25)
    assert (first.chunk_id, first.score) == ("b", pytest.approx(0.25 * 0.5 + 0.75))
    assert (second.chunk_id, second.score) == ("c", pytest.approx(0.75 * 0.5))
    assert (third.chunk_id, third.score) == ("a", pytest.approx(0.25))
    assert (first.dense, first.lexical) == (2, 1)
    assert (third.dense, third.lexical) == (1, None)


SCORES = st.dictionaries(st.sampled_from("abcdef"), st.floats(-1, 50, allow_subnormal=False))


@given(dense=SCORES, lexical=SCORES)
def test_every_chunk_comes_once_with_a_score_between_0_and_1(dense, lexical):
    fused = fuse(found(**dense), found(**lexical))
    assert sorted(item.chunk_id for item in fused) == sorted(dense.keys() | lexical.keys())
    assert all(0 <= item.score <= 1 for item in fused)
    assert fused == sorted(fused, key=lambda item: (-item.score, item.chunk_id))


@given(lexical=SCORES, factor=st.floats(0.5, 8))
def test_the_unit_of_a_list_does_not_matter(lexical, factor):
    scaled = {chunk_id: score * factor for chunk_id, score in lexical.items()}
    before = {item.chunk_id: item.score for item in fuse([], found(**lexical))}
    after = {item.chunk_id: item.score for item in fuse([], found(**scaled))}
    assert after == pytest.approx(before, abs=1e-9)
