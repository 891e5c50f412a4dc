"""The whole journey with the local model: the demo's question, and a seed article where there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag import Answer, Newsdesk, Settings, Status, open_newsdesk

pytestmark = pytest.mark.e2e

CHECKOUT = Path(__file__).resolve().parent.parent
SEED = CHECKOUT.parent / "shared" / "seed"
CONCERNS = ("military-to-military", "South China", "Taiwan", "human rights", "fentanyl", "jailed in China")


def seed_cases() -> list[dict[str, Any]]:
    if not SEED.is_dir():
        return []
    return [json.loads(line) for line in (SEED / "cases.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def samples(users_assets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    yield from filled_with(CHECKOUT / "samples", users_assets, tmp_path_factory)


@pytest.fixture(scope="module")
def seed(users_assets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    yield from filled_with(SEED / "us-china-summit.txt", users_assets, tmp_path_factory)


def filled_with(source: Path, assets: Path, folders: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    settings = Settings(data=folders.mktemp("data"), assets=assets, model="local")
    with open_newsdesk(settings, allow_download=False) as newsdesk:
        assert newsdesk.ingest([source]).failed == ()
        yield newsdesk


def told(answer: Answer) -> str:
    """What a reader learns: the claims and their quotes."""
    quotes = [citation.quote for claim in answer.claims for citation in claim.citations]
    return "\n".join([*(claim.text for claim in answer.claims), *quotes])


def test_the_question_of_the_demo(samples: Newsdesk) -> None:
    answer = samples.ask("What concerns did US officials list?")
    assert answer.status is Status.ANSWERED
    assert answer.model.provider == "local"
    claims = "\n".join(claim.text for claim in answer.claims)
    assert [concern for concern in CONCERNS if concern not in claims] == []
    assert samples.verify(answer).ok


@pytest.mark.parametrize("case", seed_cases(), ids=lambda case: case["question"])
def test_a_question_about_the_seed_article(case: dict[str, Any], seed: Newsdesk) -> None:
    answer = seed.ask(case["question"])
    if not case["answerable"]:
        assert answer.status is Status.UNANSWERED, told(answer)
        return
    assert answer.status is not Status.UNANSWERED, answer.rejected
    assert [words for words in case["must_mention"] if words not in told(answer)] == []
    assert any(case["quote_contains"] in citation.quote for citation in answer.citations)
    assert seed.verify(answer).ok
