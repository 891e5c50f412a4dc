"""The local cross-encoder, with real ONNX files that are made here."""

from __future__ import annotations

import itertools

import pytest
from small_cross_encoder import make_cross_encoder

from rag.adapters.cross_encoder import CrossEncoder
from rag.errors import AssetCorrupt, AssetUnavailable, ModelFailed

WORDS = ("the", "ferry", "sailed", "bread", "end")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_cross_encoder(tmp_path_factory.mktemp("small") / "word-counter", WORDS, most_tokens=16)


def test_it_is_named_for_its_folder(folder):
    assert CrossEncoder(folder, seconds=5).name == "word-counter"


def test_a_long_passage_is_cut_and_the_question_is_not(folder):
    """16 tokens: three of the question, three special ones, ten of the passage."""
    encoder = CrossEncoder(folder, seconds=5)
    assert encoder.scores("the ferry end", ["bread " * 9 + "end", "bread " * 10 + "end"]) == [1, 0]


def test_a_long_question_loses_its_end(folder):
    encoder = CrossEncoder(folder, seconds=5)
    assert encoder.scores("bread " * 40 + "end", ["the end"]) == [0]
    assert encoder.scores("end " + "bread " * 40, ["the end"]) == [1]


def test_a_configuration_that_says_nothing_useful_is_not_heeded(tmp_path):
    make_cross_encoder(tmp_path, WORDS)
    for told in ("{", "[]", '{"model_max_length": 1e30}', '{"model_max_length": 0}'):
        (tmp_path / "tokenizer_config.json").write_text(told, encoding="utf-8")
        scores = CrossEncoder(tmp_path, seconds=5).scores(
            "end", ["bread " * 507 + "end", "bread " * 508 + "end"]
        )
        assert scores == [1, 0]


def test_it_stops_when_time_is_up(folder):
    ticks = itertools.count()
    encoder = CrossEncoder(folder, seconds=3, clock=lambda: float(next(ticks)))
    with pytest.raises(ModelFailed, match="did not read 9 passages in 3 s"):
        encoder.scores("the", ["bread"] * 9)


def test_files_that_are_not_there_are_named(tmp_path):
    with pytest.raises(AssetUnavailable, match=r"model\.onnx is not there"):
        CrossEncoder(tmp_path, seconds=5).scores("a", ["b"])


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_files_of_something_else_are_refused(tmp_path, name):
    make_cross_encoder(tmp_path, WORDS)
    (tmp_path / name).write_bytes(b"something else")
    with pytest.raises(AssetCorrupt, match=name):
        CrossEncoder(tmp_path, seconds=5).scores("a", ["b"])


def test_a_model_with_several_labels_is_refused(tmp_path):
    make_cross_encoder(tmp_path, WORDS, labels=3)
    with pytest.raises(AssetCorrupt, match="3 numbers for a pair"):
        CrossEncoder(tmp_path, seconds=5).scores("a", ["b"])


def test_a_word_the_model_has_no_row_for_is_a_failure(tmp_path):
    """The tokenizer of another model: its numbers are beyond the table."""
    make_cross_encoder(tmp_path, (*WORDS, "more", "words"))
    tokenizer = (tmp_path / "tokenizer.json").read_bytes()
    make_cross_encoder(tmp_path, WORDS)
    (tmp_path / "tokenizer.json").write_bytes(tokenizer)
    with pytest.raises(ModelFailed, match="failed"):
        CrossEncoder(tmp_path, seconds=5).scores("words", ["words"])
