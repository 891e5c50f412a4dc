"""What is read from the words of a question is printed, is in the JSON, and can be turned off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

QUESTION = "What was said about export controls in February 2024?"
TIME = "“February 2024” was read as from 2024-02-01 to 2024-02-29"


@pytest.fixture
def filled(newsdesk: Command, samples: str) -> Command:
    assert newsdesk("ingest", samples).code == 0
    return newsdesk


@pytest.mark.parametrize("verb", ["search", "ask"])
def test_what_was_understood_is_shown(filled: Command, verb: str) -> None:
    assert TIME in " ".join(filled(verb, QUESTION).out.split())
    [understood] = json.loads(filled(verb, QUESTION, "--json").out)["searched"]["understood"]
    assert (understood["text"], understood["used_as"]) == ("February 2024", "preference")
    assert understood["time_range"] == {"start": "2024-02-01T00:00:00Z", "end": "2024-03-01T00:00:00Z"}


@pytest.mark.parametrize("verb", ["search", "ask"])
@pytest.mark.parametrize("option", [["--no-plan"], ["--since", "2020-01-01"]])
def test_it_can_be_turned_off_and_overridden(filled: Command, verb: str, option: list[str]) -> None:
    assert TIME not in " ".join(filled(verb, QUESTION, *option).out.split())
    assert json.loads(filled(verb, QUESTION, *option, "--json").out)["searched"]["understood"] == []


def test_a_time_of_publication_without_articles_is_given_up(filled: Command) -> None:
    found = json.loads(filled("search", "articles about export controls from March 1999", "--json").out)
    assert found["hits"]
    assert found["searched"]["time_range"] is None
    assert "searched all times" in found["searched"]["notes"][0]


def test_as_of_places_the_times(filled: Command) -> None:
    printed = filled("search", "export controls last month", "--as-of", "2024-03-15", "--json").out
    [understood] = json.loads(printed)["searched"]["understood"]
    assert understood["time_range"]["start"] == "2024-02-01T00:00:00Z"


def test_sections_and_languages_are_options(newsdesk: Command, tmp_path: Path) -> None:
    records = [
        {"id": "trade", "text": "Rice became dearer.", "section": "Trade", "language": "en"},
        {"id": "sport", "text": "Rice was thrown at the match.", "section": "Sport", "language": "en"},
        {"id": "reis", "text": "Rice nennt man hier Reis.", "section": "Trade", "language": "de"},
    ]
    source = tmp_path / "records.jsonl"
    source.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    assert newsdesk("ingest", str(source)).code == 0

    def found(*options: str) -> set[str]:
        hits = json.loads(newsdesk("search", "rice", *options, "--json").out)["hits"]
        return {hit["article_id"] for hit in hits}

    assert found("--section", "Trade") == {"trade", "reis"}
    assert found("--section", "Trade", "--language", "en") == {"trade"}
    assert found("--language", "de", "--language", "en") == {"trade", "sport", "reis"}
