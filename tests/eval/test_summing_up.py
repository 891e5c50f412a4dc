"""The set about summaries: what counts as named, as a date found, and as true."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from eval.cases import AnnotatedArticle, SalientEntity
from eval.metrics import Counts
from eval.sets import summing_up
from rag.app import no_progress
from rag.domain import Article, ArticleSummary, DateSource, Mentioned, ModelInfo, sha256_of
from rag.summaries.calls import LOCAL_SPEED
from rag.summaries.summarizing import Desk, Summarizer
from rag.testing import MemoryPartials, WordEmbedder

TEXT = (
    "Ferries stop at Ellery\n\n"
    "Wednesday, 14 May 2025 Ferries between Ellery and Saint Brannoc stopped on Tuesday "
    "because 140 deckhands walked out, the Ellery Port Authority said.\n\n"
    "Its director, Ida Berg, offered to meet the union on 20 May.\n"
)
ENTITIES = (
    SalientEntity(grade=5, kind="place", mentions=("Ellery", "the port")),
    SalientEntity(grade=4, kind="person", mentions=("Ida Berg", "she")),
    SalientEntity(grade=4, kind="event", mentions=("the general strike",)),
    SalientEntity(grade=2, kind="place", mentions=("Saint Brannoc",)),
)
REPORT = AnnotatedArticle(
    case_id="ferries",
    title="Ferries stop at Ellery",
    text=TEXT,
    written_on=date(2025, 5, 14),
    sentences=("Ferries stop at Ellery", "Wednesday, 14 May 2025", *TEXT.split("\n\n")[1:]),
    summaries=("Ferries between Ellery and Saint Brannoc stopped because 140 deckhands walked out.",),
    entities=ENTITIES,
    iso_dates=("2025-05-14", "2025-05-13", "2025-05-20T10:00:00", "10:00:00", "--05"),
)


@pytest.fixture
def summed_up() -> tuple[Article, ArticleSummary]:
    article = Article(
        article_id="ferries",
        content_sha256=sha256_of(TEXT),
        title=REPORT.title,
        text=TEXT,
        published_at=datetime(2025, 5, 14, tzinfo=UTC),
        published_at_source=DateSource.GIVEN,
        source="ferries.txt",
    )
    desk = Desk(
        embedder=WordEmbedder(),
        model=None,
        model_info=ModelInfo(provider="extractive", name="extractive"),
        partials=MemoryPartials(),
        price=lambda prompt, written: 0.0,
        speed=LOCAL_SPEED,
        clock=lambda: datetime(2025, 6, 1, tzinfo=UTC),
        progress=no_progress,
    )
    return article, Summarizer(desk).summarize(article)


def test_a_report_is_measured_field_by_field(summed_up: tuple[Article, ArticleSummary]) -> None:
    task = summing_up.summaries([REPORT], lambda article_id: summed_up)
    measured = task.measure(REPORT)
    assert measured.scores.keys() == task.worst(REPORT).keys()
    assert measured.scores[summing_up.VALID] == measured.scores[summing_up.TRUE] == 1.0
    assert measured.scores["salient entities: right"] == 2
    assert measured.scores["salient entities: gold"] == 3
    assert "the general strike" in measured.detail.why
    assert measured.scores["dates: right"] == measured.scores["dates: gold"] == 3
    assert task.joint["recall of salient entities"]([measured.scores]) == pytest.approx(2 / 3)
    assert measured.scores[summing_up.SUMMARY] > 0.5


def test_a_quote_from_another_text_is_not_true(summed_up: tuple[Article, ArticleSummary]) -> None:
    article, summary = summed_up
    other = article.model_copy(update={"content_sha256": sha256_of("another text")})
    assert summing_up.all_true(summary, article)
    assert not summing_up.all_true(summary, other)


@pytest.mark.parametrize(
    ("name", "mention", "same"),
    [
        ("Ellery", "the port of Ellery", True),
        ("Port of Ellery", "Ellery", True),
        ("Ellery", "the Ellery strike", False),
        ("ferry strike", "the long ferry strike", True),
        ("Oster", "Ellery", False),
        ("the", "she", False),
    ],
)
def test_a_name_fits_a_mention_of_the_same_words(name: str, mention: str, same: bool) -> None:
    item = Mentioned.model_construct(name=name, salience=1.0)
    assert summing_up.fits(item, SalientEntity(grade=5, kind="x", mentions=(mention,))) is same


def test_names_of_nothing_cost_precision(summed_up: tuple[Article, ArticleSummary]) -> None:
    items = [Mentioned.model_construct(name=name, salience=1.0) for name in ("Ellery", "Oster")]
    assert summing_up.entity_counts(items, ENTITIES) == Counts(1, 2, 4)


def test_the_baseline_is_the_first_sentence_that_is_one() -> None:
    assert summing_up.first_sentence(REPORT).startswith("Wednesday, 14 May 2025 Ferries between")
