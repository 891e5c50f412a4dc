"""The local embedder: with the real model, and with files that are missing or something else."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.assets import EMBEDDING_MODEL, EMBEDDING_TOKENIZER
from rag.adapters.embeddings import LocalEmbedder
from rag.errors import AssetCorrupt, AssetError, AssetUnavailable

TEXTS = [
    "The minister resigned after the vote.",
    "A cabinet member has quit following the ballot.",
    "Bake the bread for forty minutes.",
    "",
    "Ünïcödé – “quotes”, 日本 and 🙂",
    "The talks went on for a third day without a word on when they would end. " * 12,
]


@pytest.fixture
def files(users_assets: Path) -> tuple[Path, Path]:
    model, tokenizer = users_assets / EMBEDDING_MODEL.name, users_assets / EMBEDDING_TOKENIZER.name
    if not (model.exists() and tokenizer.exists()):
        pytest.skip("the embedding model is not in the asset folder: `newsdesk models fetch`")
    return model, tokenizer


@pytest.fixture
def embedder(files: tuple[Path, Path]) -> LocalEmbedder:
    return LocalEmbedder(*files)


@pytest.mark.e2e
def test_vectors_are_those_of_a_padded_masked_batch(
    embedder: LocalEmbedder, files: tuple[Path, Path]
) -> None:
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(files[1]))
    tokenizer.no_truncation()
    tokenizer.enable_padding()
    encodings = tokenizer.encode_batch(TEXTS)
    ids = np.array([encoding.ids for encoding in encodings])
    mask = np.array([encoding.attention_mask for encoding in encodings])
    session = onnxruntime.InferenceSession(str(files[0]), providers=["CPUExecutionProvider"])
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    tokens = session.run(["last_hidden_state"], inputs)[0]
    means = (tokens * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1)[:, None]
    expected = means / np.linalg.norm(means, axis=1, keepdims=True)

    vectors = embedder.embed(TEXTS)

    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(vectors, expected, atol=1e-4)


@pytest.mark.e2e
def test_near_in_meaning_is_near(embedder: LocalEmbedder) -> None:
    resigned, quit_, bread, *_ = embedder.embed(TEXTS)
    assert resigned @ quit_ > 0.4 > 0.2 > resigned @ bread


@pytest.mark.e2e
def test_a_vector_does_not_depend_on_its_company(embedder: LocalEmbedder) -> None:
    together = embedder.embed(TEXTS)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.e2e
def test_nothing_is_cut_in_silence(embedder: LocalEmbedder) -> None:
    assert list(embedder.count_tokens(["word " * 254, "word " * 1000, ""])) == [254, 1000, 0]
    assert embedder.embed(["word " * 254]).shape == (1, 384)
    with pytest.raises(ValueError, match="257 tokens"):
        embedder.embed(["fine", "word " * 255])


@pytest.mark.e2e
def test_no_text_gives_no_vector(embedder: LocalEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 384)
    assert list(embedder.count_tokens([])) == []


@pytest.mark.e2e
def test_threads_share_one_embedder(embedder: LocalEmbedder) -> None:
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(embedder.embed(TEXTS))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    np.testing.assert_array_equal(results, [results[0]] * 3)


@pytest.mark.e2e
def test_other_bytes_have_another_identity(embedder: LocalEmbedder, tmp_path: Path) -> None:
    other = tmp_path / "model.onnx"
    other.write_bytes(b"other")
    assert embedder.identity.startswith("local:all-MiniLM-L6-v2:int8:")
    assert LocalEmbedder(other, other).identity != embedder.identity


@pytest.mark.e2e
def test_a_broken_tokenizer_is_named(files: tuple[Path, Path], tmp_path: Path) -> None:
    broken = tmp_path / "tokenizer.json"
    broken.write_text('{"version": "1.0"')
    with pytest.raises(AssetCorrupt, match=r"tokenizer\.json"):
        LocalEmbedder(files[0], broken).embed(["text"])


@pytest.mark.parametrize("use", ["embed", "count_tokens", "identity"])
def test_a_missing_file_is_named(tmp_path: Path, use: str) -> None:
    embedder = LocalEmbedder(tmp_path / "model.onnx", tmp_path / "tokenizer.json")
    with pytest.raises(AssetUnavailable, match=r"model\.onnx.*newsdesk models fetch"):
        embedder.identity if use == "identity" else getattr(embedder, use)(["text"])


@pytest.mark.parametrize("content", [b"", b"<html>Not found</html>", b"\x08\x07" * 500])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(AssetError, match=r"model\.onnx") as caught:
        LocalEmbedder(tmp_path / "model.onnx", tmp_path / "tokenizer.json").embed(["text"])
    assert isinstance(caught.value, AssetCorrupt)
