"""A small press archive, and Newsdesk on it with embeddings from a server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from command_line import ModelServer

from eval.cases import NewsArticle, NewsQuestion
from rag.settings import Settings, load_settings


@pytest.fixture
def small_press() -> list[NewsArticle]:
    bridge = "The old bridge over the Mere closed on Monday. Engineers found cracks in two of its piers."
    ferry = "A ferry will carry passengers across the Mere. The crossing takes twelve minutes."
    market = "The fish market in Aldby moved to the quay. Traders had asked for more room for years."
    storm = "A storm tore the roof off the school in Aldby. Nobody was hurt, said the head teacher."
    return [
        NewsArticle(
            article_id="bridge", title="Old bridge closed", text=bridge, published_on=date(2024, 3, 4)
        ),
        NewsArticle(
            article_id="ferry", title="Ferry instead of bridge", text=ferry, published_on=date(2024, 3, 9)
        ),
        NewsArticle(article_id="market", title="Market moves", text=market, published_on=date(2023, 5, 1)),
        NewsArticle(article_id="storm", title="Roof torn off", text=storm, published_on=None),
    ]


@pytest.fixture
def small_quiz() -> list[NewsQuestion]:
    def question(case_id: str, text: str, answer: str, gold: str) -> NewsQuestion:
        return NewsQuestion(
            case_id=case_id,
            question=text,
            choices=(),
            nota_choices=(),
            answer=answer,
            asked_on=date(2024, 3, 10),
            gold=(gold,) if gold else (),
            answer_in_articles=True,
        )

    return [
        question("q1", "What did engineers find in the piers of the old bridge?", "cracks", "bridge"),
        question("q2", "How long does the ferry crossing of the Mere take?", "twelve minutes", "ferry"),
        question("q3", "Who opened the library?", "the mayor of Stenby", ""),
    ]


@pytest.fixture
def served_settings(tmp_path: Path) -> Iterator[Settings]:
    """A fresh data folder, embeddings from the server, no language model."""
    with ModelServer() as server:
        yield load_settings(
            data=tmp_path / "archive",
            base_url=server.url,
            openai_api_key="test",
            embeddings="openai:text-embedding-3-small",
            model="extractive",
        )
