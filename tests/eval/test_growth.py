"""Articles put together anew are the same everywhere, and what was measured is told as it was."""

from __future__ import annotations

import time
from xml.etree import ElementTree

import pytest

from eval.cases import NewsArticle
from eval.growth_chart import growth_chart
from eval.ingest_growth import PARTS, Step, Stopwatch, as_chart, as_table
from eval.recombining import Recombiner
from rag.adapters import catalog_articles
from rag.adapters.catalog_articles import SqliteArticles

SOURCE = NewsArticle(
    article_id="a",
    title="Ferries",
    text="\n".join(f"Ferry {number} left the harbour of Brannock on time." for number in range(40)),
    published_on=None,
)


def step(articles: int, processor: float) -> Step:
    parts = {**dict.fromkeys(PARTS, 1.0), "copies": processor / 4}
    return Step(
        articles=articles, wall=30.0, processor=processor, parts=parts, peak_megabytes=articles / 10, chunks=1
    )


STEPS = [step(500, 8.0), step(1000, 12.0), step(4500, 11.0), step(5000, 13.0)]


def test_an_article_depends_on_its_number_alone() -> None:
    one = list(Recombiner([SOURCE]).articles(0, 5))
    assert one == [Recombiner([SOURCE]).article(number) for number in range(5)]
    assert len({article.text for article in one}) == 5
    assert all(line in SOURCE.text for line in one[0].text.splitlines())


def test_a_size_is_told_by_the_last_thousand_before_it() -> None:
    rows = as_table(STEPS).splitlines()
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| 1,000", "| 5,000"]
    assert rows[2].startswith("| 1,000 | 10.0 ms | 1.0 ms | 2.5 ms |")
    assert rows[3].startswith("| 5,000 | 12.0 ms | 1.0 ms | 3.0 ms |")
    assert rows[3].endswith("| 1.20 | 30.0 ms | 500 MB |")


def test_the_chart_stacks_all_parts_up_to_the_whole() -> None:
    chart = ElementTree.fromstring(as_chart(STEPS))  # noqa: S314  # made by us
    areas = chart.findall("{http://www.w3.org/2000/svg}polygon")
    assert len(areas) == len(PARTS) + 1
    top = [float(point.split(",")[1]) for point in areas[-1].attrib["points"].split()[: len(STEPS)]]
    assert top.index(min(top)) == 3
    assert growth_chart([], "nothing yet").startswith("<svg")


def test_what_one_part_does_for_another_counts_once() -> None:
    watch = Stopwatch()
    with watch.on("catalogue"):
        burn(0.02)
        with watch.on("copies"):
            burn(0.04)
    assert watch.seconds["catalogue"] == pytest.approx(0.02, abs=0.015)
    assert watch.seconds["copies"] == pytest.approx(0.04, abs=0.015)


def burn(seconds: float) -> None:
    ends = time.process_time() + seconds
    while time.process_time() < ends:
        pass


def test_watching_leaves_everything_as_it_was() -> None:
    from eval.ingest_growth import watched

    before = SqliteArticles.put, catalog_articles.join_copies
    with watched(Stopwatch()):
        assert SqliteArticles.put is not before[0]
    assert (SqliteArticles.put, catalog_articles.join_copies) == before
