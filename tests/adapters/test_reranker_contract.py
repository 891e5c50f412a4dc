"""What every reranker does, whatever stands behind it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai_server import OpenAIServer
from small_cross_encoder import make_cross_encoder

from rag.adapters.cross_encoder import CrossEncoder
from rag.adapters.rerank_service import RerankService

WORDS = ("when", "did", "the", "ferry", "sail", "to", "brannock", "bread", "was", "dearer", "twice")


@pytest.fixture(scope="module", params=["service", "cross-encoder"])
def reranker(request, tmp_path_factory):
    if request.param == "cross-encoder":
        yield CrossEncoder(make_cross_encoder(tmp_path_factory.mktemp("model"), WORDS), seconds=30)
        return
    with OpenAIServer() as server:
        service = RerankService(server.origin, model="test-reranker", seconds=30)
        yield service
        service.close()


def test_scores_come_in_the_order_of_the_passages(reranker):
    passages = ["Bread was dearer", "the ferry did sail to Brannock", "the ferry"]
    assert reranker.scores("when did the ferry sail", passages) == [0, 4, 2]


def test_no_passages_have_no_scores(reranker):
    assert list(reranker.scores("when", [])) == []


def test_empty_and_odd_passages_are_scored_too(reranker):
    odd = ["", " \n ", "日本 \x00 🙂 “ferry”", "ferry " * 5_000]
    scores = reranker.scores("ferry", odd)
    assert len(scores) == len(odd)
    assert scores[3] == max(scores) == 1


def test_it_names_itself(reranker):
    assert reranker.name


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=12))
def test_a_score_does_not_depend_on_its_company(reranker, passages):
    alone = [reranker.scores("when did the ferry sail to brannock", [passage])[0] for passage in passages]
    assert list(reranker.scores("when did the ferry sail to brannock", passages)) == alone
