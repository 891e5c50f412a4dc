"""`newsdesk ingest --dry-run` and `--budget` with paid embeddings, a server on loopback in their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command, ModelServer

from rag.adapters.openai_embeddings import OpenAIEmbedder
from rag.adapters.openai_http import Endpoint

PRICE = 1000.0
"""Dollars per million tokens: a tenth of a cent each."""


@pytest.fixture
def newsdesk(newsdesk: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS_PRICE", str(PRICE))
    return newsdesk


def _embedded(server: ModelServer) -> list[str]:
    """Every text that was sent so far."""
    requests = [request for request in server.requests if request.path == "/v1/embeddings"]
    return [text for request in requests for text in request.body["input"]]


def _tokens(texts: list[str]) -> int:
    return sum(OpenAIEmbedder("any", Endpoint("http://127.0.0.1/v1", None)).count_tokens(texts))


def test_a_dry_run_says_what_the_ingest_then_does(
    newsdesk: Command, model_server: ModelServer, samples: str, tmp_path: Path
) -> None:
    (Path(samples) / "broken.pdf").write_bytes(b"no pdf")
    foreseen = newsdesk("ingest", samples, "--dry-run", "--json")
    estimate = json.loads(foreseen.out)
    assert not model_server.requests
    assert not (tmp_path / "data" / "catalogue.db").exists()
    done = newsdesk("ingest", samples, "--json")
    assert (foreseen.code, foreseen.err) == (done.code, done.err)
    report = json.loads(done.out)
    for name in ("added", "changed", "unchanged", "failed"):
        assert estimate[name] == report[name]
    assert estimate["to_embed"] == len(_embedded(model_server)) == estimate["chunks"]
    assert estimate["tokens"] == _tokens(_embedded(model_server))
    assert estimate["cost_usd"] == pytest.approx(estimate["tokens"] * PRICE / 1_000_000)
    assert estimate["seconds"] is None
    again = newsdesk("ingest", samples, "--dry-run")
    assert again.out.startswith(
        "0 articles to add, 7 unchanged, 1 source failed. 0 sentences, 0 chunks; 0 to"
    )


def test_a_budget_ends_the_ingest_and_the_next_one_goes_on(
    newsdesk: Command, model_server: ModelServer, samples: str
) -> None:
    whole = json.loads(newsdesk("ingest", samples, "--dry-run", "--json").out)
    budget = round(whole["cost_usd"] * 0.6, 2)
    first = newsdesk("ingest", samples, "--budget", f"${budget}")
    assert first.code == 63
    assert (
        first.err == f"newsdesk: The budget of ${budget:g} allows no more. Run it again to go on from here.\n"
    )
    assert "left to embed." in first.out
    paid = _embedded(model_server)
    assert 0 < _tokens(paid) * PRICE / 1_000_000 <= budget
    second = newsdesk("ingest", samples, "--budget", f"{whole['tokens']} tokens", "--json")
    assert second.code == 0
    report = json.loads(second.out)
    assert (report["waiting"], report["stopped"]) == (0, "")
    everything = _embedded(model_server)
    assert len(everything) == len(set(everything)) == whole["to_embed"]


def test_reindex_keeps_to_a_budget(newsdesk: Command, samples: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert newsdesk("ingest", samples).code == 0
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS", "openai:text-embedding-3-small-b")
    done = newsdesk("reindex", "--budget", "500")
    assert done.code == 63
    assert done.err.startswith("newsdesk: The budget of 500 tokens allows no more.")
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS", "openai:text-embedding-3-small")
    assert newsdesk("search", "dockers", "--json").code == 0
    assert json.loads(newsdesk("ingest", samples, "--json").out)["unchanged"] == 7


def test_dollars_need_a_price(newsdesk: Command, samples: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSDESK_EMBEDDINGS_PRICE")
    done = newsdesk("ingest", samples, "--budget", "$1")
    assert done.code == 3
    assert "No price of openai:text-embedding-3-small is known" in done.err
    assert "NEWSDESK_EMBEDDINGS_PRICE" in done.err
