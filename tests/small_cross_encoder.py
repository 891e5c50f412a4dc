"""A cross-encoder small enough to be made in a test: real ONNX and a real tokenizer, no trained weights.

It reads a pair as BERT does, and its score is the number of words of the question that the passage has, where
a word repeated in the question counts again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

_SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def make_cross_encoder(
    folder: Path, words: Sequence[str], *, labels: int = 1, most_tokens: int | None = None
) -> Path:
    """Write the files of one that knows these words, with so many numbers for each pair."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {word: number for number, word in enumerate((*_SPECIAL, *words))}
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    onnx.save(_model(len(vocabulary), labels), str(folder / "model.onnx"))
    if most_tokens is not None:
        told = json.dumps({"model_max_length": most_tokens})
        (folder / "tokenizer_config.json").write_text(told, encoding="utf-8")
    return folder


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.BertProcessing(
        ("[SEP]", vocabulary["[SEP]"]), ("[CLS]", vocabulary["[CLS]"])
    )
    return tokenizer


def _model(size: int, labels: int) -> onnx.ModelProto:
    """One-hot words, summed for each half of the pair; the sum of their product, once for each label."""
    one_hot = np.eye(size, dtype=np.float32)
    one_hot[: len(_SPECIAL)] = 0.0
    constants = {
        "words": one_hot,
        "one": np.array(1.0, dtype=np.float32),
        "last": np.array([2], dtype=np.int64),
        "tokens": np.array([1], dtype=np.int64),
        "labels": np.array([1, labels], dtype=np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["each"]),
        helper.make_node("Cast", ["token_type_ids"], ["types"], to=TensorProto.FLOAT),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["types", "mask"], ["in_passage"]),
        helper.make_node("Sub", ["mask", "in_passage"], ["in_question"]),
    ]
    for half in ("question", "passage"):
        nodes += [
            helper.make_node("Unsqueeze", [f"in_{half}", "last"], [f"{half}_column"]),
            helper.make_node("Mul", ["each", f"{half}_column"], [f"{half}_words"]),
            helper.make_node("ReduceSum", [f"{half}_words", "tokens"], [f"{half}_sum"], keepdims=0),
        ]
    nodes += [
        helper.make_node("Min", ["passage_sum", "one"], ["has"]),
        helper.make_node("Mul", ["question_sum", "has"], ["shared"]),
        helper.make_node("ReduceSum", ["shared", "tokens"], ["score"], keepdims=1),
        helper.make_node("Tile", ["score", "labels"], ["logits"]),
    ]
    graph = helper.make_graph(
        nodes,
        "shared words",
        [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", labels])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    return model
