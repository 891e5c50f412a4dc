"""A reranker behind HTTP, in the shape that Cohere, Jina, vLLM and llama.cpp share.

``POST …/rerank`` with a query and documents gives ``results``, each with the ``index`` of a document and its
``relevance_score``.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.adapters.background_loop import BackgroundLoop
from rag.adapters.openai_http import connection_error, open_http
from rag.adapters.retrying import PassingFault, Retrying
from rag.errors import KeyRefused, ModelError, ModelFailed, WrongBaseUrl

if TYPE_CHECKING:
    import httpx2

_SHOWN = 200


class RerankService:
    """A `Reranker` at an address; connects at the first use. Threads may share it.

    ``url`` is the address of the service itself, or of the server or its ``/v1``.
    """

    def __init__(
        self,
        url: str,
        *,
        model: str | None = None,
        key: str | None = None,
        seconds: float,
        retrying: Retrying | None = None,
    ) -> None:
        self._url = rerank_address(url)
        self._model = model
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._seconds = seconds
        self._retrying = retrying or Retrying(tries=2, first=0.1)
        self._loop = BackgroundLoop()
        self._opening = threading.Lock()
        self._client: httpx2.AsyncClient | None = None

    @property
    def name(self) -> str:
        """The model, if one is named, and the host; never what else an address may hold."""
        host = urlsplit(self._url).netloc.rpartition("@")[2]
        return f"{self._model} at {host}" if self._model else host

    def scores(self, query: str, passages: Sequence[str]) -> Sequence[float]:
        """One number per passage, within one deadline for all tries. Raises `ModelError`."""
        if not passages:
            return []
        return self._retrying.call(
            lambda remaining: self._attempt(query, list(passages), remaining), timeout=self._seconds
        )

    def close(self) -> None:
        """End connections; a later call opens them again."""
        with self._opening:
            if self._client is not None:
                self._loop.close(self._client.aclose())
                self._client = None

    def _attempt(self, query: str, passages: list[str], timeout: float) -> Sequence[float]:
        body = {"query": query, "documents": passages, "top_n": len(passages)}
        if self._model:
            body["model"] = self._model
        try:
            reply = self._loop.run(self._ask(self._open(), body), timeout=timeout)
        except TimeoutError:
            raise ModelFailed(f"{self.name} did not answer within {self._seconds:g} s.") from None
        return self._scores_in(reply, len(passages))

    async def _ask(self, http: httpx2.AsyncClient, body: dict[str, Any]) -> httpx2.Response:
        try:
            return await http.post(self._url, json=body, headers=self._headers)
        except TimeoutError:
            raise
        except WrongBaseUrl as error:
            raise self._no_service("something other than JSON") from error
        except ModelError:
            raise
        except Exception as error:
            raise connection_error(error, self.name) from error

    def _scores_in(self, reply: httpx2.Response, count: int) -> Sequence[float]:
        """In the order asked for. A reply that is not whole is worth nothing: order is all that counts."""
        if not reply.is_success:
            raise self._status_error(reply)
        try:
            scored = {item["index"]: item["relevance_score"] for item in reply.json()["results"]}
            given = len(reply.json()["results"])
        except (ValueError, KeyError, TypeError):
            raise self._no_service(repr(reply.text[:_SHOWN])) from None
        if given != count or set(scored) != set(range(count)):
            raise PassingFault(f"{self.name} gave {given} scores for {count} passages, or for others.")
        scores = [scored[place] for place in range(count)]
        if not all(_is_number(score) for score in scores):
            raise PassingFault(f"{self.name} gave a score that is no number.")
        return [float(score) for score in scores]

    def _status_error(self, reply: httpx2.Response) -> ModelError:
        status = reply.status_code
        said = f"{self.name} said {status}: {' '.join(reply.text.split())[:_SHOWN]}"
        if status in (401, 403):
            return KeyRefused(f"The key was refused; check NEWSDESK_RERANK_KEY. {said}")
        if status in (404, 405, 501):
            return WrongBaseUrl(
                f"No rerank service there; check NEWSDESK_RERANK and NEWSDESK_RERANK_MODEL. {said}"
            )
        if status in (408, 409, 429) or status >= 500:
            return PassingFault(said, retry_after=reply.headers.get("retry-after"))
        return ModelFailed(said)

    def _no_service(self, said: str) -> WrongBaseUrl:
        return WrongBaseUrl(
            f"{self.name} answered with {said}: is NEWSDESK_RERANK a rerank service's address?"
        )

    def _open(self) -> httpx2.AsyncClient:
        with self._opening:
            if self._client is None:
                self._client = open_http(self._url)
            return self._client


def rerank_address(url: str) -> str:
    """The address to post to: ``url`` itself if its path names the service, else below it."""
    path = urlsplit(url).path.rstrip("/")
    if path.endswith(("/rerank", "/reranking")):
        return url
    return f"{url.rstrip('/')}/rerank" if path else f"{url.rstrip('/')}/v1/rerank"


def _is_number(score: object) -> bool:
    return isinstance(score, int | float) and not isinstance(score, bool) and math.isfinite(score)
