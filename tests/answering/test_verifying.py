"""Checking an answer again against a real catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from small_articles import entries, make_article

from rag.adapters.catalog_articles import SqliteArticles
from rag.adapters.sqlite import Database
from rag.answering.verifying import verify
from rag.domain import (
    Answer,
    Attribution,
    Citation,
    Claim,
    Conflict,
    ConflictPosition,
    ModelInfo,
    Reason,
    RejectedClaim,
    Searched,
    Status,
    Usage,
    Verdict,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ARTICLE = make_article(text="Rain fell on Lima.\nThe mayor said 1,200 homes were flooded.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteArticles]:
    database = Database(tmp_path / "catalogue.db")
    store = SqliteArticles(database)
    store.put(*entries(ARTICLE))
    yield store
    database.close()


def cite(quote: str = "Rain fell on Lima.", **changed: Any) -> Citation:
    start = ARTICLE.text.find(quote)
    right = {
        "article_id": ARTICLE.article_id,
        "content_sha256": ARTICLE.content_sha256,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "title": ARTICLE.title,
        "publisher": ARTICLE.publisher,
    }
    return Citation(**{**right, **changed})


def answer(*citations: Citation, **more: Any) -> Answer:
    claims = [
        Claim(text=item.quote.strip(), verdict=Verdict.SUPPORTED, citations=(item,)) for item in citations
    ]
    given = {"status": Status.ANSWERED, "claims": tuple(claims), **more}
    return Answer(
        question="What happened?",
        searched=Searched(query="happened", as_of=NOW, articles=1, hits=1),
        model=ModelInfo(provider="extractive", name="extractive"),
        usage=Usage(),
        created_at=NOW,
        **given,
    )


def test_a_true_answer_holds(store: SqliteArticles) -> None:
    result = verify(answer(cite(), cite("1,200 homes")), store)
    assert result.ok
    assert [item.citation.quote for item in result.checked] == ["Rain fell on Lima.", "1,200 homes"]
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (
            {"quote": "Rain fell on Lime.", "start": 0, "end": 18},
            "0:18 of article 'a1' reads 'Rain fell on Lima.', not 'Rain fell on Lime.'",
        ),
        ({"quote": "Rain fell on Lima. ", "start": 0, "end": 18}, "reads"),
        ({"start": 1}, "1:18 of article 'a1' reads"),
        ({"end": 17}, "0:17 of article 'a1' reads"),
        ({"end": 5000}, "beyond its end at 59"),
        ({"start": 4999, "end": 5000}, "beyond its end at 59"),
        ({"article_id": "a2"}, "there is no article 'a2'"),
        ({"content_sha256": "0" * 64}, "never had a text with the hash 0000"),
    ],
)
def test_each_way_to_be_wrong_is_named(store: SqliteArticles, wrong: dict[str, Any], problem: str) -> None:
    result = verify(answer(cite("1,200 homes"), cite(**wrong)), store)
    assert not result.ok
    [holds, fails] = result.checked
    assert holds.problem is None
    assert fails.problem is not None
    assert problem in fails.problem
    assert result.warnings == ()


def _everywhere() -> list[Answer]:
    wrong, right = cite(quote="Rain fell on Rome.", start=0, end=18), cite()
    said = Claim(
        text="It rained.",
        verdict=Verdict.SUPPORTED,
        citations=(right,),
        attribution=Attribution(speaker="The mayor", citation=wrong),
    )
    positions = (ConflictPosition(value="1", citation=right), ConflictPosition(value="2", citation=wrong))
    rejected = RejectedClaim(text="No.", verdict=Verdict.UNSUPPORTED, reason="other", citations=(wrong,))
    unanswered = {"status": Status.UNANSWERED, "reason": Reason.NOT_IN_SOURCES}
    return [
        answer(wrong),
        answer(right, claims=(said,)),
        answer(right, citations=(right, wrong)),
        answer(right, conflicts=(Conflict(about="rain", positions=positions),)),
        answer(right, rejected=(rejected,)),
        answer(nearest=(wrong,), **unanswered),
    ]


@pytest.mark.parametrize("shown", _everywhere())
def test_a_wrong_quote_is_found_wherever_it_stands(store: SqliteArticles, shown: Answer) -> None:
    result = verify(shown, store)
    assert not result.ok
    assert sum(item.problem is not None for item in result.checked) == 1


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ("The mayor said 1,300 homes were flooded.", "1,300"),
        ("The mayor denied that 1,200 homes were flooded.", "den"),
        ("1,200 homes were not flooded, the mayor said.", "not"),
        ("The mayor of Quito said 1,200 homes were flooded.", "Quito"),
    ],
)
def test_a_claim_its_quote_does_not_carry_is_found(store: SqliteArticles, claim: str, problem: str) -> None:
    quote = "The mayor said 1,200 homes were flooded."
    shown = answer(cite(quote))
    assert verify(shown, store).ok
    changed = shown.claims[0].model_copy(update={"text": claim})
    result = verify(shown.model_copy(update={"claims": (changed,)}), store)
    assert all(item.problem is None for item in result.checked)
    assert not result.ok
    assert problem in str(result.claims[0].problem)


def test_each_citation_is_checked_once(store: SqliteArticles) -> None:
    assert len(verify(answer(cite(), cite(), citations=(cite(),)), store).checked) == 1


def test_an_old_revision_holds_with_a_warning_if_the_passage_is_gone(store: SqliteArticles) -> None:
    store.put(*entries(make_article(text="Rain fell on Lima.\nThe mayor said 900 homes were flooded.")))
    result = verify(answer(cite(), cite("1,200 homes")), store)
    assert result.ok
    assert result.warnings == ("article 'a1' has changed: it no longer says '1,200 homes'",)


def test_what_is_shown_beside_a_quote_is_compared_too(store: SqliteArticles) -> None:
    result = verify(answer(cite(publisher="The Hill", published_at=NOW)), store)
    assert result.ok
    assert result.warnings == (
        "article 'a1': publisher is 'The Coast', and not 'The Hill'",
        "article 'a1': published_at is unknown, and not '2026-03-01 12:00:00+00:00'",
    )


def test_a_deleted_article_no_longer_holds(store: SqliteArticles) -> None:
    store.delete("a1")
    [checked] = verify(answer(cite()), store).checked
    assert checked.problem == "there is no article 'a1' in the catalogue"


def test_an_answer_survives_its_json(store: SqliteArticles) -> None:
    saved = answer(cite(), cite("1,200 homes")).model_dump_json()
    assert verify(Answer.model_validate_json(saved), store).ok
