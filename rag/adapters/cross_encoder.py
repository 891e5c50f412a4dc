"""A reranker on this machine: any cross-encoder as ONNX, from a folder, with nothing to ask over a network.

Each pair is run by itself on one thread, as many at once as there are cores, as the embedder does it: nothing
is padded, and a score never depends on what it was made together with.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from rag.adapters.onnx_files import OnnxFiles, OnnxModel
from rag.errors import AssetCorrupt, AssetUnavailable, ModelFailed

if TYPE_CHECKING:
    from rag.adapters.onnx_files import Encoding

MOST_TOKENS = 512
"""Of a question and a passage together: what such models were trained with, unless they say less."""

_NEEDED = {"input_ids", "attention_mask"}
_KNOWN = _NEEDED | {"token_type_ids"}


class CrossEncoder:
    """A `Reranker` from ``model.onnx`` and ``tokenizer.json``, read at the first use. Threads may share it.

    Reading the files does not count towards ``seconds``.
    """

    def __init__(self, folder: Path, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._seconds = seconds
        self._clock = clock
        self._loading = threading.Lock()
        self._loaded: OnnxModel | None = None

    @property
    def name(self) -> str:
        return self._folder.name

    def scores(self, query: str, passages: Sequence[str]) -> Sequence[float]:
        """One number per passage. A pair that is too long loses the end of its longer half.

        Raises `AssetUnavailable`, `AssetCorrupt`, and `ModelFailed` when time is up.
        """
        import numpy as np

        model = self._model
        deadline = self._clock() + self._seconds
        pairs = model.tokenizer.encode_batch([(query, passage) for passage in passages])

        def score(pair: Encoding) -> float:
            if self._clock() > deadline:
                raise ModelFailed(
                    f"{self.name} did not read {len(passages)} passages in {self._seconds:g} s."
                )
            return self._score(model, pair)

        with ThreadPoolExecutor(min(os.cpu_count() or 1, len(passages)) or 1) as pool:
            scores = list(pool.map(score, pairs))
        if not np.all(np.isfinite(scores)):
            raise ModelFailed(f"{self.name} gave a score that is no number.")
        return scores

    def _score(self, model: OnnxModel, pair: Encoding) -> float:
        import numpy as np

        given = {
            "input_ids": pair.ids,
            "attention_mask": pair.attention_mask,
            "token_type_ids": pair.type_ids,
        }
        inputs = {name: np.array([given[name]], dtype=np.int64) for name in model.inputs}
        try:
            logits = np.asarray(model.session.run(None, inputs)[0]).reshape(-1)
        except Exception as error:
            raise ModelFailed(f"{self.name} failed: {' '.join(str(error).split())[:200]}") from error
        if logits.size != 1:
            raise self._corrupt(self._files.model, f"it gives {logits.size} numbers for a pair, not 1")
        return float(logits[0])

    @property
    def _files(self) -> OnnxFiles:
        return OnnxFiles(
            self._folder / "model.onnx",
            self._folder / "tokenizer.json",
            missing=self._missing,
            corrupt=self._corrupt,
        )

    @property
    def _model(self) -> OnnxModel:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> OnnxModel:
        model = self._files.open()
        if not _NEEDED <= model.inputs <= _KNOWN or len(model.outputs) != 1:
            raise self._corrupt(
                self._files.model, f"it reads {sorted(model.inputs)} and gives {model.outputs}"
            )
        model.tokenizer.enable_truncation(self._most_tokens(), strategy="longest_first")
        return model

    def _most_tokens(self) -> int:
        """What the model's own configuration allows, where it lies beside it."""
        try:
            told = json.loads((self._folder / "tokenizer_config.json").read_text("utf-8"))["model_max_length"]
        except (OSError, ValueError, KeyError, TypeError):
            return MOST_TOKENS
        return min(MOST_TOKENS, told) if isinstance(told, int) and told > 0 else MOST_TOKENS

    def _missing(self, path: Path) -> AssetUnavailable:
        return AssetUnavailable(
            f"The cross-encoder's file {path} is not there. NEWSDESK_RERANK is off, the address of a rerank "
            "service, or a folder with model.onnx and tokenizer.json."
        )

    def _corrupt(self, path: Path, why: object) -> AssetCorrupt:
        return AssetCorrupt(
            f"{path} is not a cross-encoder with one score ({' '.join(str(why).split())[:200]}). "
            "Export one that reads pairs and gives one number, or set NEWSDESK_RERANK=off."
        )
