"""Embeddings of OpenAI, and of any server that speaks its protocol."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.adapters.background_loop import BackgroundLoop
from rag.adapters.openai_errors import as_model_error
from rag.adapters.openai_http import OPENAI_URL, Endpoint, open_http
from rag.adapters.retrying import PassingFault, Retrying
from rag.errors import ModelFailed

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from rag.ports import Vectors

_DIMENSIONS = {"text-embedding-3-small": 1536, "text-embedding-3-large": 3072}

_MOST_TEXTS = 256
"""Texts in one request: OpenAI takes 2048, whose vectors would be a reply of 100 MB."""

_MOST_TOKENS = 200_000
"""Tokens in one request; OpenAI takes 300,000."""

_PIECES = re.compile(r"[A-Za-z]+|[0-9]+|[^A-Za-z0-9\s]|\n+|[^\S\n]{2,}")
_BYTES_PER_TOKEN = 3


class OpenAIEmbedder:
    """An `Embedder` behind HTTP; connects at the first use. Safe to use from several threads."""

    max_tokens = 8191

    def __init__(
        self, model: str, endpoint: Endpoint, *, timeout: float = 120.0, retrying: Retrying | None = None
    ) -> None:
        self._name = model
        self._endpoint = endpoint
        self._timeout = timeout
        self._retrying = retrying or Retrying()
        self._loop = BackgroundLoop()
        self._opening = threading.Lock()
        self._client: AsyncOpenAI | None = None

    @property
    def identity(self) -> str:
        """Names the server too, unless it is OpenAI's: elsewhere a name may stand for any model."""
        if self._endpoint.url == OPENAI_URL:
            return f"openai:{self._name}"
        parts = urlsplit(self._endpoint.url)
        return f"openai:{self._name}:{parts.netloc.rpartition('@')[2]}{parts.path}"

    @cached_property
    def dimension(self) -> int:
        """Known for OpenAI's models; other servers are asked once. Raises `ModelError`."""
        return _DIMENSIONS.get(self._name) or int(self._request(["dimension"]).shape[1])

    def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """More than the tokenizer would count, without its data, which would have to be downloaded.

        Words of ASCII letters and numbers count a token per three characters, begun ones included; all else
        a token per byte, which is the most a byte-level tokenizer makes of it.
        """
        return [_most_tokens(text) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row per text, within one deadline per request. Raises `ModelError`."""
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = np.concatenate([self._request(batch) for batch in self._batches(texts)])
        if vectors.shape[1] != self.dimension:
            raise ModelFailed(
                f"{self._name!r} at {self._endpoint.url} gave vectors of {vectors.shape[1]} numbers, "
                f"not {self.dimension}. Another model answers there: check NEWSDESK_EMBEDDINGS."
            )
        return vectors

    def close(self) -> None:
        """End connections; a later call opens them again."""
        with self._opening:
            if self._client is not None:
                self._loop.run(self._client.close(), timeout=5.0)
                self._loop.close()
                self._client = None

    def _batches(self, texts: Sequence[str]) -> Iterator[list[str]]:
        batch: list[str] = []
        held = 0
        for text, tokens in zip(texts, self.count_tokens(texts), strict=True):
            if batch and (len(batch) == _MOST_TEXTS or held + tokens > _MOST_TOKENS):
                yield batch
                batch, held = [], 0
            batch.append(text)
            held += tokens
        yield batch

    def _request(self, texts: list[str]) -> Vectors:
        """One request, repeated while its fault may pass."""
        return self._retrying.call(lambda remaining: self._attempt(texts, remaining), timeout=self._timeout)

    def _attempt(self, texts: list[str], timeout: float) -> Vectors:
        try:
            rows = self._loop.run(self._ask(self._open(), texts), timeout=timeout)
        except TimeoutError:
            raise ModelFailed(
                f"{self._name!r} at {self._endpoint.url} did not answer within {timeout:.0f} s."
            ) from None
        return self._unit_rows(rows, len(texts))

    async def _ask(self, client: AsyncOpenAI, texts: list[str]) -> list[tuple[int, Any]]:
        """The vectors as they came, each with its index. The client reads base64 and plain numbers alike."""
        try:
            reply = await client.embeddings.create(model=self._name, input=texts)
            return [(item.index, item.embedding) for item in reply.data]
        except TimeoutError:
            raise
        except Exception as error:
            raise as_model_error(error, model=self._name, server=self._endpoint.url) from error

    def _unit_rows(self, rows: list[tuple[int, Any]], count: int) -> Vectors:
        """In the order asked for, each of length 1; a `PassingFault` for a reply that is not whole."""
        import numpy as np

        said = f"{self._name!r} at {self._endpoint.url}"
        if sorted(index for index, _ in rows) != list(range(count)):
            raise PassingFault(f"{said} gave {len(rows)} vectors for {count} texts.")
        try:
            vectors = np.array([vector for _, vector in sorted(rows, key=lambda row: row[0])], np.float32)
        except (TypeError, ValueError):
            raise PassingFault(f"{said} gave vectors of several lengths.") from None
        lengths: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True)
        if vectors.ndim != 2 or not np.all(np.isfinite(lengths)) or not np.all(lengths > 0):
            raise PassingFault(f"{said} gave a vector without a direction.")
        unit: Vectors = vectors / lengths
        return unit

    def _open(self) -> AsyncOpenAI:
        with self._opening:
            if self._client is None:
                from openai import AsyncOpenAI

                # Retries are ours; a key of None would be looked for in the environment.
                self._client = AsyncOpenAI(
                    base_url=self._endpoint.url,
                    api_key=self._endpoint.key or "none",
                    max_retries=0,
                    timeout=None,
                    http_client=open_http(self._endpoint.url),
                )
            return self._client


def _most_tokens(text: str) -> int:
    return sum(
        -(-len(piece) // _BYTES_PER_TOKEN) if piece.isascii() and piece.isalnum() else len(piece.encode())
        for piece in _PIECES.findall(text)
    )
