"""Reranking is one setting, and a search stands without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command
from openai_server import OpenAIServer, fails
from small_cross_encoder import make_cross_encoder

QUESTION = "telescope"


@pytest.fixture
def filled(newsdesk: Command, samples: str) -> Command:
    assert newsdesk("ingest", samples).code == 0
    return newsdesk


@pytest.fixture
def reranked(filled: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    folder = make_cross_encoder(tmp_path / "word-counter", (QUESTION,))
    monkeypatch.setenv("NEWSDESK_RERANK", str(folder))
    return filled


def test_the_one_that_ordered_the_hits_is_named(reranked: Command) -> None:
    found = json.loads(reranked("search", QUESTION, "--json").out)
    assert found["searched"]["reranker"] == "word-counter"
    assert "telescope" in found["hits"][0]["text"]
    assert 1 in [hit["ranks"]["reranked"] for hit in found["hits"]]
    assert "reranked by word-counter" in " ".join(reranked("search", QUESTION).out.split())


def test_answers_rest_on_the_same_order(reranked: Command) -> None:
    answer = json.loads(reranked("ask", "What is the telescope for?", "--json").out)
    assert answer["searched"]["reranker"] == "word-counter"


def test_doctor_asks_it_once(reranked: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert _check(reranked) == (True, "word-counter")
    monkeypatch.setenv("NEWSDESK_RERANK", str(tmp_path / "nowhere"))
    ok, detail = _check(reranked)
    assert not ok
    assert "model.onnx is not there" in detail
    monkeypatch.delenv("NEWSDESK_RERANK")
    assert _check(reranked) == (True, "off")


def _check(newsdesk: Command) -> tuple[bool, str]:
    checks = json.loads(newsdesk("doctor", "--json").out)["checks"]
    return next((check["ok"], check["detail"]) for check in checks if check["name"] == "reranking")


@pytest.mark.parametrize("verb", ["search", "ask"])
def test_a_service_that_fails_changes_nothing_and_that_is_said(
    filled: Command, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    asked = ("search", QUESTION, "--as-of", "2024-03-01", "--json")
    before = json.loads(filled(*asked).out)["hits"]
    with OpenAIServer() as server:
        server.always(fails(500, "out of memory"))
        monkeypatch.setenv("NEWSDESK_RERANK", server.origin)
        assert "Not reranked: 127.0.0.1" in " ".join(filled(verb, QUESTION).out.split())
        found = json.loads(filled(*asked).out)
    assert found["hits"] == before
    assert found["searched"]["reranker"] is None
