"""Running a command of ours and keeping what it printed; a model server whose vectors mean something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from openai_server import Behaviour, Exchange, OpenAIServer, Request, behaves

from rag.testing import WordEmbedder


@dataclass(frozen=True)
class Printed:
    """What one command did."""

    code: int
    out: str
    err: str


Command = Callable[..., Printed]


class ModelServer(OpenAIServer):
    """Embeds texts that share words near each other, unless told otherwise."""

    def __init__(self) -> None:
        super().__init__(dimension=1536)
        self.embeddings: Behaviour = embeds_words
        self.chat: Behaviour = behaves

    def take(self, request: Request) -> Behaviour:
        super().take(request)
        return self.embeddings if request.path == "/v1/embeddings" else self.chat


def embeds_words(exchange: Exchange) -> None:
    inputs = exchange.request.body["input"]
    size = exchange.request.body.get("dimensions") or exchange.server.dimension
    vectors = WordEmbedder(dimension=size).embed([inputs] if isinstance(inputs, str) else inputs)
    data = [
        {"object": "embedding", "index": place, "embedding": vector.tolist()}
        for place, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    exchange.send_json({"object": "list", "model": "words", "data": data, "usage": usage})
