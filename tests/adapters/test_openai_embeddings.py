"""The OpenAI embedder against a real server on loopback that behaves, and one that does not."""

from __future__ import annotations

import base64
import struct
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from openai_server import (
    Behaviour,
    Exchange,
    OpenAIServer,
    cuts_before_answering,
    cuts_mid_body,
    drips,
    embeds,
    fails,
    html,
    out_of_quota,
    rate_limited,
    refuses_key,
    sends,
    stalls,
    unknown_model,
    vector_of,
)

from rag.adapters.openai_embeddings import OpenAIEmbedder
from rag.adapters.openai_http import OPENAI_URL, Endpoint
from rag.adapters.retrying import Retrying
from rag.errors import KeyRefused, ModelError, ModelFailed, ServerUnreachable, UnknownModel, WrongBaseUrl

SIZE = 8


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def embedder(openai_server: OpenAIServer, waits: list[float]) -> Iterator[OpenAIEmbedder]:
    client = OpenAIEmbedder(
        "some-model", Endpoint(openai_server.url, "key"), timeout=5.0, retrying=Retrying(sleep=waits.append)
    )
    yield client
    client.close()


def gives(rows: Callable[[list[str]], list[dict[str, object]]]) -> Behaviour:
    """Answer with these rows, whatever is wrong with them."""

    def behave(exchange: Exchange) -> None:
        data = rows(exchange.request.body["input"])
        exchange.send_json({"object": "list", "model": "some-model", "data": data, "usage": {}})

    return behave


def row(index: int, vector: object) -> dict[str, object]:
    return {"object": "embedding", "index": index, "embedding": vector}


def test_vectors_come_in_the_order_asked_for(embedder: OpenAIEmbedder) -> None:
    texts = ["one", "two", "three"]
    vectors = embedder.embed(texts)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, [vector_of(text, SIZE) for text in texts], atol=1e-6)


def test_shuffled_rows_are_put_in_order_and_scaled(
    openai_server: OpenAIServer, embedder: OpenAIEmbedder
) -> None:
    openai_server.will(
        gives(lambda texts: [row(i, [5.0 * (i + 1), 0.0]) if i else row(0, [0.0, 3.0]) for i in (2, 0, 1)])
    )
    openai_server.will(gives(lambda texts: [row(0, [1.0, 0.0])]))
    np.testing.assert_allclose(embedder.embed(["a", "b", "c"]), [[0, 1], [1, 0], [1, 0]])


@pytest.mark.parametrize("as_base64", [True, False])
def test_base64_and_plain_numbers_are_read_alike(
    openai_server: OpenAIServer, embedder: OpenAIEmbedder, as_base64: bool
) -> None:
    plain = [0.6, 0.8]
    coded = base64.b64encode(struct.pack("<2f", *plain)).decode()
    openai_server.always(gives(lambda texts: [row(0, coded if as_base64 else plain)]))
    np.testing.assert_allclose(embedder.embed(["a"]), [plain], atol=1e-6)


def test_the_key_and_the_model_are_sent(openai_server: OpenAIServer, embedder: OpenAIEmbedder) -> None:
    embedder.embed(["a"])
    request = openai_server.requests[0]
    assert request.headers["authorization"] == "Bearer key"
    assert request.body["model"] == "some-model"


def test_an_unknown_dimension_is_asked_for_once(
    openai_server: OpenAIServer, embedder: OpenAIEmbedder
) -> None:
    assert (embedder.dimension, embedder.dimension) == (SIZE, SIZE)
    assert len(openai_server.requests) == 1


def test_known_dimensions_need_no_request() -> None:
    nowhere = Endpoint("http://127.0.0.1:9/v1")
    assert OpenAIEmbedder("text-embedding-3-small", nowhere).dimension == 1536
    assert OpenAIEmbedder("text-embedding-3-large", nowhere).dimension == 3072


def test_no_text_needs_no_request_but_the_dimension(embedder: OpenAIEmbedder) -> None:
    assert embedder.embed([]).shape == (0, SIZE)


def test_identity_names_the_server_unless_it_is_openai() -> None:
    assert OpenAIEmbedder("m", Endpoint(OPENAI_URL, "k")).identity == "openai:m"
    identity = OpenAIEmbedder("m", Endpoint("http://me:secret@gpu.example:8000/v1")).identity
    assert identity == "openai:m:gpu.example:8000/v1"


def test_many_texts_go_in_several_requests(openai_server: OpenAIServer, embedder: OpenAIEmbedder) -> None:
    texts = [f"text {number}" for number in range(600)]
    vectors = embedder.embed(texts)
    np.testing.assert_allclose(
        vectors[[0, 300, 599]], [vector_of(texts[n], SIZE) for n in (0, 300, 599)], atol=1e-6
    )
    sizes = [len(request.body["input"]) for request in openai_server.requests]
    assert sorted(sizes) == [1, 88, 256, 256]


def test_long_texts_go_in_several_requests(openai_server: OpenAIServer, embedder: OpenAIEmbedder) -> None:
    embedder.embed(["news " * 30_000] * 5)
    sizes = [len(request.body["input"]) for request in openai_server.requests]
    assert sum(sizes) == 5 + 1
    assert max(sizes) <= 3


@pytest.mark.parametrize(
    "fault",
    [
        rate_limited(),
        fails(500),
        fails(503),
        cuts_before_answering,
        cuts_mid_body,
        gives(lambda texts: [row(0, [1.0] * SIZE)]),
        gives(lambda texts: [row(0, [1.0] * SIZE), row(0, [1.0] * SIZE)]),
        gives(lambda texts: [row(0, [0.0] * SIZE), row(1, [1.0] * SIZE)]),
        gives(lambda texts: [row(0, [1.0, 2.0]), row(1, [1.0])]),
    ],
)
def test_a_passing_fault_is_tried_again(
    openai_server: OpenAIServer, embedder: OpenAIEmbedder, waits: list[float], fault: Behaviour
) -> None:
    openai_server.will(fault, fault, embeds)
    assert embedder.embed(["a", "b"]).shape == (2, SIZE)
    assert len(waits) == 2


def test_retry_after_is_respected(
    openai_server: OpenAIServer, embedder: OpenAIEmbedder, waits: list[float]
) -> None:
    openai_server.will(rate_limited(retry_after="3"))
    embedder.embed(["a"])
    assert waits[0] >= 3.0


@pytest.mark.parametrize(
    ("fault", "expected", "requests"),
    [
        (refuses_key(401), KeyRefused, 1),
        (refuses_key(403), KeyRefused, 1),
        (out_of_quota(), KeyRefused, 1),
        (unknown_model("some-model"), UnknownModel, 1),
        (html(), WrongBaseUrl, 1),
        (html(404), WrongBaseUrl, 1),
        (sends(b'{"data": [{"embe'), ModelFailed, 1),
        (sends(b"{}"), ModelFailed, 1),
        (fails(400, "input too long", kind="invalid_request_error"), ModelFailed, 1),
        (fails(500), ModelFailed, 5),
        (gives(lambda texts: []), ModelFailed, 1),
        (gives(lambda texts: [row(1, [1.0] * SIZE)]), ModelFailed, 5),
    ],
)
def test_a_lasting_fault_is_named(
    openai_server: OpenAIServer,
    embedder: OpenAIEmbedder,
    fault: Behaviour,
    expected: type[ModelError],
    requests: int,
) -> None:
    openai_server.always(fault)
    with pytest.raises(expected, match=r"127\.0\.0\.1"):
        embedder.embed(["a"])
    assert len(openai_server.requests) == requests


def test_another_dimension_than_before_is_refused(
    openai_server: OpenAIServer, embedder: OpenAIEmbedder
) -> None:
    embedder.embed(["a"])
    openai_server.will(gives(lambda texts: [row(0, [1.0] * 5)]))
    with pytest.raises(ModelFailed, match="vectors of 5 numbers, not 8"):
        embedder.embed(["a"])


@pytest.mark.parametrize("fault", [stalls(20), drips()])
def test_one_deadline_bounds_a_slow_server(openai_server: OpenAIServer, fault: Behaviour) -> None:
    openai_server.always(fault)
    embedder = OpenAIEmbedder("some-model", Endpoint(openai_server.url), timeout=0.5)
    began = time.monotonic()
    with pytest.raises(ModelFailed, match="within"):
        embedder.embed(["a"])
    assert time.monotonic() - began < 4
    embedder.close()


def test_nobody_listens() -> None:
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
        OpenAIEmbedder("some-model", Endpoint("http://127.0.0.1:9/v1"), timeout=5.0).embed(["a"])


def test_it_can_be_used_after_closing_and_from_threads(embedder: OpenAIEmbedder) -> None:
    embedder.embed(["a"])
    embedder.close()
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(embedder.embed(["a", "b"]))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4


@pytest.mark.parametrize(
    ("text", "at_least", "at_most"),
    [
        ("", 0, 0),
        ("The ministers met in Geneva on Tuesday.", 8, 18),
        ("1234567", 3, 3),
        ("Привет", 6, 12),
        ("日本", 2, 6),
        ("🙂", 1, 4),
        ("a  b\n\nc", 5, 8),
    ],
)
def test_tokens_are_never_counted_too_low(text: str, at_least: int, at_most: int) -> None:
    counted = OpenAIEmbedder("m", Endpoint(OPENAI_URL)).count_tokens([text])
    assert at_least <= counted[0] <= at_most
