"""The systems whose ingest is compared, each to be run in a process of its own by `eval.ingest_speed`.

``python -m eval.ingest_systems SYSTEM FOLDER`` reads a slice of articles from each line of standard input and
answers with a line: seconds, seconds of processor time, pieces so far, peak memory so far.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval.cases import NewsArticle
from eval.systems.newsdesk import as_record
from eval.systems.plain import cut, open_collection
from rag import open_newsdesk
from rag.adapters.catalog_queue import SqliteIndexQueue
from rag.adapters.data_folder import DataFolder
from rag.adapters.sqlite import Database
from rag.app.foundation import no_progress
from rag.domain import Value
from rag.settings import load_settings
from rag.text.chunking import SPECIAL_TOKENS
from rag.text.fitting import fitting_part
from rag.wiring.archive import make_embedder

if TYPE_CHECKING:
    from rag.ports import Vectors

TakeIn = Callable[[Sequence[NewsArticle]], int]
"""Takes articles into the index; how many pieces are in it then."""

_BATCH = 32
"""Texts in a batch, as sentence-transformers and Chroma's own embedding function have it."""


class Slice(Value):
    articles: tuple[NewsArticle, ...]


def newsdesk(folder: Path) -> TakeIn:
    """The public door, with everything an ingest does: catalogue, word index, copies, vectors."""
    door = open_newsdesk(load_settings(data=folder / "archive"))
    source = folder / "articles.jsonl"

    def take_in(articles: Sequence[NewsArticle]) -> int:
        source.write_text("".join(map(as_record, articles)), encoding="utf-8")
        report = door.ingest([source])
        if report.failed:
            raise RuntimeError(report.failed[0].error)
        return _chunks(folder / "archive")

    return take_in


def _chunks(archive: Path) -> int:
    database = Database(DataFolder(archive).catalogue, read_only=True)
    chunks = SqliteIndexQueue(database).chunk_count()
    database.close()
    return chunks


def plain(folder: Path) -> TakeIn:
    """The tutorial's pipeline with the same model file, run in batches as onnxruntime's users run it."""
    return _plain(folder, BatchEmbedder().embed)


def plain_our_session(folder: Path) -> TakeIn:
    """The tutorial's pipeline with our embedder, so that only the pipelines differ."""
    embedder = make_embedder(load_settings(), progress=no_progress, allow_download=True)
    limit = embedder.max_tokens - SPECIAL_TOKENS

    def embed(texts: Sequence[str]) -> Vectors:
        counts = embedder.count_tokens(texts)
        return embedder.embed(
            [
                fitting_part(text, embedder.count_tokens, limit) if count > limit else text
                for text, count in zip(texts, counts, strict=True)
            ]
        )

    return _plain(folder, embed)


def _plain(folder: Path, embed: Callable[[Sequence[str]], Vectors]) -> TakeIn:
    collection = open_collection(folder)

    def take_in(articles: Sequence[NewsArticle]) -> int:
        pieces = list(cut(articles))
        for start in range(0, len(pieces), _BATCH):
            batch = pieces[start : start + _BATCH]
            vectors = embed([piece.text for piece in batch])
            collection.add(ids=[piece.piece_id for piece in batch], embeddings=vectors)
        return collection.count()

    return take_in


class BatchEmbedder:
    """The local model with onnxruntime as it comes: all cores, batches padded to their longest text."""

    def __init__(self) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        from rag.adapters.assets import EMBEDDING_MODEL, EMBEDDING_TOKENIZER, AssetStore

        store = AssetStore(load_settings().assets)
        self._session = onnxruntime.InferenceSession(
            str(store.path(EMBEDDING_MODEL)), providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(store.path(EMBEDDING_TOKENIZER)))
        self._tokenizer.enable_truncation(256)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Mean over the tokens that are no padding, scaled to length 1."""
        import numpy as np

        encodings = self._tokenizer.encode_batch(list(texts))
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = self._session.run(["last_hidden_state"], inputs)[0]
        sums = (tokens * mask[:, :, None]).sum(axis=1)
        vectors: Vectors = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
        return vectors


SYSTEMS: Mapping[str, Callable[[Path], TakeIn]] = {
    "newsdesk": newsdesk,
    "plain": plain,
    "plain-our-session": plain_our_session,
}


def main(system: str, folder: Path) -> None:
    """Answer every slice on standard input, until it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    take_in = SYSTEMS[system](folder)
    for line in sys.stdin:
        articles = Slice.model_validate_json(line).articles
        began, worked = time.perf_counter(), time.process_time()
        pieces = take_in(articles)
        told = {
            "seconds": time.perf_counter() - began,
            "processor": time.process_time() - worked,
            "pieces": pieces,
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        }
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
