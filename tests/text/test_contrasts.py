"""Words that cannot stand for each other in one place."""

import pytest

from rag.text.contrasts import are_opposed
from rag.text.tokens import tokens


def opposed(one, other):
    return are_opposed(tokens(one)[0], tokens(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("months", "years"),
        ("million", "billion"),
        ("new", "old"),
        ("younger", "older"),
        ("legal", "illegal"),
        ("happy", "unhappy"),
        ("husband", "wife"),
        ("March", "April"),
        ("Monday", "Sunday"),
        ("third", "fifth"),
        ("rose", "fell"),
        ("inside", "outside"),
        ("he", "she"),
    ],
)
def test_opposed_both_ways(one, other):
    assert opposed(one, other)
    assert opposed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("month", "months"),
        ("rose", "increased"),
        ("big", "large"),
        ("stop", "finish"),
        ("car", "automobile"),
        ("land", "island"),
        ("new", "recent"),
    ],
)
def test_other_words_may_stand_for_each_other(one, other):
    assert not opposed(one, other)
