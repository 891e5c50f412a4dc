"""A whole article summed up without a model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import FERRY, TABLE, article, desk

from rag.domain import ArticleSummary, Citation, Naming, Stance
from rag.summaries.summarizing import Summarizer


def citations(value: Any) -> Iterator[Citation]:
    """Every citation in a value, however deep."""
    if isinstance(value, Citation):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from citations(item)
    elif hasattr(value, "model_fields_set"):
        for name in type(value).model_fields:
            yield from citations(getattr(value, name))


@pytest.fixture
def summary(summarizer: Summarizer) -> ArticleSummary:
    return summarizer.summarize(article())


def test_every_citation_is_cut_from_the_article(summary: ArticleSummary) -> None:
    found = list(citations(summary))
    assert len(found) > 30
    assert all(FERRY[place.start : place.end] == place.quote for place in found)


def test_it_says_who_and_what_they_are(summary: ArticleSummary) -> None:
    people = {person.name: person.role for person in summary.people}
    assert people["Ida Berg"] == "director"
    assert people["Tomas Lindqvist"] == "Transport Minister"
    assert "Ellery Port Authority" in {item.name for item in summary.organisations}
    assert "Ellery" in {item.name for item in summary.places}


def test_mentions_are_the_places_of_the_name(summary: ArticleSummary) -> None:
    berg = next(person for person in summary.people if person.name == "Ida Berg")
    assert [span.cut(FERRY) for span in berg.mentions] == ["Ida Berg", "Berg"]


def test_quotes_have_their_speakers(summary: ArticleSummary) -> None:
    told = {quote.text: (quote.speaker, quote.naming) for quote in summary.quotes}
    assert told["The night crossings are a lottery"] == ("Petra Novak", Naming.NAMED)
    islanders = told["We cannot leave 2,300 islanders without a doctor"]
    assert islanders == ("Tomas Lindqvist", Naming.NAMED)


def test_the_items_of_a_list_of_demands_are_positions_of_their_party(summary: ArticleSummary) -> None:
    rejected = [position for position in summary.positions if position.stance is Stance.REFUSAL]
    assert [position.party for position in rejected] == ["The Harbour Workers' Union"]
    offered = [position for position in summary.positions if position.stance is Stance.OFFER]
    assert [(position.party, position.text) for position in offered] == [
        ("Berg", "offered to meet the union on 20 May")
    ]


def test_figures_keep_unit_and_meaning(summary: ArticleSummary) -> None:
    figures = {figure.text: figure for figure in summary.figures}
    assert (figures["140"].value, figures["140"].unit) == (140, "deckhands")
    assert (figures["6%"].value, figures["6%"].unit) == (6, "%")
    assert (figures["nine days"].value, figures["nine days"].unit) == (9, "days")
    assert "stoppage costs" in figures["90,000 crowns"].measures


def test_dates_are_placed_by_the_day_of_the_article(summary: ArticleSummary) -> None:
    dates = {found.text: found.date for found in summary.dates}
    assert dates["Tuesday"] == "2025-05-13"
    assert dates["Friday"] == "2025-05-16"
    assert dates["20 May"] == "2025-05-20"
    assert dates["April 2024"] == "2024-04"


def test_the_timeline_is_in_order_and_tells_what_has_not_happened(summary: ArticleSummary) -> None:
    events = [(event.date, event.certainty.value) for event in summary.timeline]
    assert events == sorted(events)
    certain = dict(events)
    assert certain["2024-04"] == "reported"
    assert certain["2025-05-16"] == "possible"
    assert certain["2025-05-20"] == "possible"


def test_it_asks_who_an_anonymous_source_is(summary: ArticleSummary) -> None:
    assert any("senior official" in question.text for question in summary.open_questions)


def test_what_is_no_text_of_the_article_is_not_summed_up(summary: ArticleSummary) -> None:
    assert "beaches" not in summary.model_dump_json(exclude={"article"})


def test_a_table_without_sentences_gives_an_empty_summary_that_says_so(summarizer: Summarizer) -> None:
    summary = summarizer.summarize(article(TABLE))
    assert summary.summary is None
    assert summary.key_points == ()
    assert summary.notes == ("The article has no sentences to sum up.",)


def test_a_weekday_without_a_year_is_placed_if_one_year_fits(summarizer: Summarizer) -> None:
    text = "The envoy arrived on Friday (Oct 27) for talks. No envoy had come since 2018, officials said."
    dates = {found.text: found.date for found in summarizer.summarize(article(text, published_at=None)).dates}
    assert dates["Friday (Oct 27)"] == "2023-10-27"
    earlier = text.replace("2018", "2016")
    dates = {
        found.text: found.date for found in summarizer.summarize(article(earlier, published_at=None)).dates
    }
    assert "Friday (Oct 27)" not in dates


_TOKENS = 'Lind said "no" on 3 May . , : 12% Ellery Mrs. the of and (2019) “we will” Union Lind’s 90,000 _'
_WORDS = st.sampled_from([word.replace("_", "\n") for word in _TOKENS.split()])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(min_size=1), st.lists(_WORDS, min_size=1, max_size=60).map(" ".join)))
def test_any_text_gives_a_summary_whose_citations_hold(text: str) -> None:
    if not text.strip() or (not text.isprintable() and any("\ud800" <= c <= "\udfff" for c in text)):
        return
    made = article(text)
    summary = Summarizer(desk()).summarize(made)
    assert all(text[place.start : place.end] == place.quote for place in citations(summary))
    assert ArticleSummary.model_validate_json(summary.model_dump_json()) == summary


def said_of(text: str, summarizer: Summarizer, title: str = "") -> ArticleSummary:
    return summarizer.summarize(article(text, title=title))


def test_scores_ratios_labels_and_shares_are_no_figures(summarizer: Summarizer) -> None:
    text = (
        "Oster beat Ellery 2 – 1 on Tuesday. One in three visitors came from Ellery. "
        "Shells fell near posts 250 and 251. The plate has the size of a square metre. "
        "The council bought 14 boats."
    )
    assert [figure.text for figure in said_of(text, summarizer).figures] == ["14"]


def test_a_year_that_only_names_something_is_no_event(summarizer: Summarizer) -> None:
    text = (
        "The council of Oster met before the 2014 World Games opened in Ellery. "
        "It was the first meeting since 1958. "
        "The mayor paid for the walls from 2004 to 2009. In 2012 the walls were raised by the council. "
        "Crews meet on a Monday in the port of Ellery."
    )
    assert [event.when for event in said_of(text, summarizer).timeline] == ["2012"]


def test_neither_the_title_nor_a_caption_is_a_key_point(summarizer: Summarizer) -> None:
    title = "Oster raises its walls."
    text = f"{title}\n\nThe old walls of Oster.\n\nThe council of Oster voted to raise the walls by a metre."
    points = [point.text for point in said_of(text, summarizer, title).key_points]
    assert points == ["The council of Oster voted to raise the walls by a metre."]


def test_a_body_and_who_speaks_for_it_are_two(summarizer: Summarizer) -> None:
    text = (
        "The director of the Harbour Council Enver Solberg said the walls were HUGE and that ships came. "
        "Minister of Education Stefania Bergen said no."
    )
    summary = said_of(text, summarizer)
    assert "Harbour Council" in {body.name for body in summary.organisations}
    assert not {"HUGE", "Harbour Council Enver Solberg"} & {body.name for body in summary.organisations}
    assert "Education Stefania Bergen" not in {person.name for person in (*summary.people, *summary.subjects)}


def test_the_one_sentence_is_near_the_title(summarizer: Summarizer) -> None:
    text = (
        "A long winter lies behind the people of the valley and the town. "
        "The council voted on Tuesday to raise the flood walls of Oster. "
        "A long winter lies behind the farms of the valley as well."
    )
    summary = said_of(text, summarizer, "Council votes to raise the flood walls of Oster").summary
    assert summary is not None
    assert summary.text.startswith("The council voted")
