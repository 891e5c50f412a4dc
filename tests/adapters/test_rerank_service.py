"""The rerank service's client against a real server that misbehaves."""

from __future__ import annotations

import math
import time

import pytest
from openai_server import (
    OpenAIServer,
    cuts_before_answering,
    cuts_mid_body,
    drips,
    fails,
    gives_scores,
    html,
    rate_limited,
    refuses_key,
    sends,
    stalls,
)

from rag.adapters.rerank_service import RerankService, rerank_address
from rag.adapters.retrying import Retrying
from rag.errors import KeyRefused, ModelError, ModelFailed, ServerUnreachable, WrongBaseUrl

PASSAGES = ["the ferry", "bread", "the ferry sailed"]


@pytest.fixture(scope="module")
def server():
    with OpenAIServer() as running:
        yield running


@pytest.fixture
def ask(server):
    services = []

    def call(*behaviours, seconds=10.0, tries=1, **options):
        server.requests.clear()
        server.will(*behaviours)
        retrying = Retrying(tries=tries, first=0.0)
        services.append(RerankService(server.origin, seconds=seconds, retrying=retrying, **options))
        return services[-1].scores("the ferry sailed", PASSAGES)

    yield call
    for service in services:
        service.close()


def test_it_asks_as_the_protocol_has_it(ask, server):
    assert ask(model="some-reranker", key="secret") == [2, 0, 3]
    [request] = server.requests
    assert (request.method, request.path) == ("POST", "/v1/rerank")
    assert request.headers["authorization"] == "Bearer secret"
    assert request.body == {
        "model": "some-reranker",
        "query": "the ferry sailed",
        "documents": PASSAGES,
        "top_n": 3,
    }


def test_without_a_model_or_a_key_none_is_sent(ask, server):
    ask()
    assert "model" not in server.requests[0].body
    assert "authorization" not in server.requests[0].headers


@pytest.mark.parametrize(
    "reply",
    [
        gives_scores((0, 1.0), (1, 0.5)),
        gives_scores((0, 1.0), (1, 0.5), (3, 0.1)),
        gives_scores((0, 1.0), (1, 0.5), (1, 0.1)),
        gives_scores((0, 1.0), (1, 0.5), (2, 0.1), (2, 0.1)),
        gives_scores((0, 1.0), (1, 0.5), (-1, 0.1)),
        gives_scores((0, 1.0), (1, 0.5), ("2", 0.1)),
        gives_scores((0, 1.0), (1, 0.5), (2, math.nan)),
        gives_scores((0, 1.0), (1, 0.5), (2, math.inf)),
        gives_scores((0, 1.0), (1, 0.5), (2, None)),
        gives_scores((0, 1.0), (1, 0.5), (2, "0.1")),
        gives_scores((0, 1.0), (1, 0.5), (2, True)),
        gives_scores(),
        fails(500),
        rate_limited(),
        cuts_before_answering,
        cuts_mid_body,
    ],
)
def test_what_is_not_whole_is_a_failure(ask, reply):
    with pytest.raises(ModelFailed):
        ask(reply)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (html(), WrongBaseUrl),
        (sends(b"{"), WrongBaseUrl),
        (sends(b"[]"), WrongBaseUrl),
        (sends(b'{"results": 3}'), WrongBaseUrl),
        (sends(b'{"results": [{"index": [0]}]}'), WrongBaseUrl),
        (sends(b'{"results": [{"index": 0, "score": 1}]}'), WrongBaseUrl),
        (fails(404, "no such model"), WrongBaseUrl),
        (fails(501, "This server does not support reranking"), WrongBaseUrl),
        (refuses_key(), KeyRefused),
        (fails(400, "too many documents"), ModelFailed),
    ],
)
def test_what_the_user_has_to_mend_says_so(ask, reply, error):
    with pytest.raises(error) as failure:
        ask(reply)
    assert "127.0.0.1" in str(failure.value)


def test_a_passing_fault_is_tried_once_more(ask, server):
    assert ask(fails(503), tries=2) == [2, 0, 3]
    assert len(server.requests) == 2


@pytest.mark.parametrize("slow", [stalls(), drips()])
def test_it_waits_no_longer_than_it_was_told(ask, slow):
    began = time.monotonic()
    with pytest.raises(ModelFailed, match=r"did not answer within 0\.2 s"):
        ask(slow, seconds=0.2, tries=2)
    assert time.monotonic() - began < 3


def test_nobody_there_is_said():
    service = RerankService("http://127.0.0.1:9", seconds=5)
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:9"):
        service.scores("a", ["b"])
    service.close()


def test_no_key_and_no_password_is_ever_named(server):
    service = RerankService(f"http://user:hidden@{server.origin[7:]}/v1", key="secret", seconds=5)
    server.will(refuses_key())
    with pytest.raises(ModelError) as failure:
        service.scores("a", ["b"])
    service.close()
    assert "secret" not in str(failure.value)
    assert "hidden" not in f"{failure.value} {service.name}"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://api.example/v2/rerank", "https://api.example/v2/rerank"),
        ("http://127.0.0.1:8080/reranking", "http://127.0.0.1:8080/reranking"),
        ("https://api.example/v1/", "https://api.example/v1/rerank"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1/rerank"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1/rerank"),
    ],
)
def test_the_address_may_be_that_of_the_server(given, address):
    assert rerank_address(given) == address
