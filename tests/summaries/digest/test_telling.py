"""One story from what several papers write: agreed, different, said, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from papers import NOON, PAPERS, reports
from stories import TABLE, article, desk

from rag.domain import Citation, Naming, Story
from rag.summaries.digest.reports import Chosen, report_of
from rag.summaries.digest.telling import tell_story
from rag.summaries.reading import read


def citations(value: Any) -> Iterator[Citation]:
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from citations(item)
    elif hasattr(value, "model_fields_set"):
        for name in type(value).model_fields:
            yield from citations(getattr(value, name))


@pytest.fixture(scope="module")
def story() -> Story:
    return tell_story(reports("post", "ledger", "courier"), NOON)


def test_every_place_is_cut_from_its_article(story: Story) -> None:
    found = list(citations(story))
    assert len(found) > 15
    assert all(PAPERS[place.article_id][0][place.start : place.end] == place.quote for place in found)


def test_articles_stand_by_date_and_sources_are_counted_once(story: Story) -> None:
    assert [item.article.article_id for item in story.articles] == ["courier", "ledger", "post"]
    assert story.sources == 3


def test_what_independent_sources_say_is_agreed_with_a_place_in_each(story: Story) -> None:
    stopped = next(item for item in story.agreed if "stopped" in item.text)
    assert set(stopped.origins) == {"Harbour Courier", "Northern Ledger", "Ellery Evening Post"}
    assert {place.article_id for place in stopped.citations} == {"courier", "ledger", "post"}
    assert " ".join(stopped.citations[0].quote.split()) == stopped.text


def test_articles_of_one_origin_agree_with_nobody() -> None:
    family = [replace(report, origin="One Press") for report in reports("courier", "post")]
    assert tell_story(family, NOON).agreed == ()
    assert tell_story(family, NOON).sources == 1


def test_figures_for_the_same_thing_are_set_against_each_other(story: Story) -> None:
    (conflict,) = story.differences
    sides = {side.citation.publisher: side.value for side in conflict.positions}
    assert sides == {"Harbour Courier": "140 deckhands", "Northern Ledger": "90 deckhands"}
    assert conflict.about == "… deckhands had joined the strike in Ellery"


def test_speakers_are_named_with_their_words(story: Story) -> None:
    said = {voice.speaker: voice for voice in story.voices}
    minister = said["Tomas Lindqvist"]
    assert minister.text == "We cannot leave the islanders without a doctor"
    assert (minister.direct, minister.naming) == (True, Naming.NAMED)
    assert said["Ida Berg"].text.startswith("Ida Berg, the director of the port, said that talks")
    assert "Saint Brannoc" not in said, "a grocer on the island speaks, not the island"


def test_the_timeline_runs_over_all_articles_by_date(story: Story) -> None:
    dates = [event.date for event in story.timeline]
    assert dates == sorted(dates)
    assert {"2024-04", "2025-05-13", "2025-05-16"} <= set(dates)
    tuesday = next(event for event in story.timeline if event.date == "2025-05-13")
    assert len({place.article_id for place in tuesday.citations}) > 1


def test_what_the_page_says_of_itself_is_not_told(story: Story) -> None:
    assert "newsletter" not in story.model_dump_json()


def test_a_story_of_one_article_is_short_and_agreed_with_nobody() -> None:
    story = tell_story(reports("comet"), NOON)
    assert story.headline is not None
    assert story.headline.text.startswith("The telescope on Saint Brannoc has found its first comet")
    assert (story.agreed, story.differences, story.sources) == ((), (), 1)
    assert len(story.what_happened) <= 3


def test_a_table_is_a_story_without_statements() -> None:
    table = article(TABLE, article_id="table")
    report = report_of(Chosen(table, "Harbour Courier"), read(table), desk(), None)
    story = tell_story([report], NOON)
    assert (story.what_happened, story.voices, story.timeline) == ((), (), ())


def test_the_order_of_the_articles_changes_nothing(story: Story) -> None:
    assert tell_story(reports("courier", "post", "ledger"), NOON) == story
