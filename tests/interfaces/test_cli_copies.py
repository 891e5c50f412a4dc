"""One story in three papers: what ingest, search and `articles copies` say of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command
from wire_stories import BREAD, HARBOUR, edited, trimmed

PAPERS = (
    ("courier", "Harbour Courier", "2026-02-03T09:00:00Z", HARBOUR),
    ("ledger", "Northern Ledger", "2026-02-03T12:00:00Z", trimmed(HARBOUR, 0.5)),
    ("tide", "The Tide", "2026-02-04T07:00:00Z", edited(HARBOUR, 0.05)),
    ("bread", "The Tide", "2026-02-05T07:00:00Z", BREAD),
)


@pytest.fixture
def archive(newsdesk: Command, tmp_path: Path) -> Command:
    for article_id, publisher, date, text in PAPERS:
        record = {"id": article_id, "publisher": publisher, "date": date, "title": "News", "text": text}
        (tmp_path / f"{article_id}.json").write_text(json.dumps(record), "utf-8")
    done = newsdesk("ingest", *(str(tmp_path / f"{paper[0]}.json") for paper in PAPERS), "--json")
    assert done.code == 0, done.err
    assert (json.loads(done.out)["added"], json.loads(done.out)["copies"]) == (4, 2)
    return newsdesk


def test_search_shows_a_story_once_with_its_copies_and_its_origin(archive: Command) -> None:
    found = json.loads(archive("search", "sea wall of Brannock harbour", "--json").out)["hits"]
    story = [hit for hit in found if hit["article_id"] != "bread"]
    assert len({hit["article_id"] for hit in story}) == 1
    assert {story[0]["article_id"], *story[0]["copies"]} == {"courier", "ledger", "tide"}
    assert {hit["origin"] for hit in found} == {"Reuters", "The Tide"}
    assert ", with 2 copies" in archive("search", "sea wall of Brannock").out


def test_copies_are_listed_with_the_original_and_the_reason(archive: Command) -> None:
    (group,) = json.loads(archive("articles", "copies", "--json").out)["groups"]
    assert (group["original"]["article_id"], group["reason"], group["origin"]) == (
        "courier",
        "earliest",
        "Reuters",
    )
    assert [copy["article_id"] for copy in group["copies"]] == ["ledger", "tide"]
    assert group["publishers"] == 3
    lines = archive("articles", "copies", "tide").out.splitlines()
    assert lines[0].startswith("courier  Harbour Courier  3 Feb 2026")
    assert lines[1] == "  the original: published first (“BRANNOCK (Reuters) -”); origin: Reuters"
    assert lines[-1] == "  3 articles of 3 publishers, 1 origin."


def test_an_article_without_copies_says_so(archive: Command) -> None:
    lines = archive("articles", "copies", "bread").out.splitlines()
    assert lines[1:] == ["  no copies; origin: The Tide", "  1 article of 1 publisher, 1 origin."]
    assert archive("articles", "copies", "nobody").code == 50


def test_families_are_set_in_the_file(
    archive: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "newsdesk.toml").write_text(
        '[families]\n"North Sea Press" = ["Tide", "Harbour Courier", "Northern Ledger"]\n', "utf-8"
    )
    (group,) = json.loads(archive("articles", "copies", "--json").out)["groups"]
    assert group["publishers"] == 1
    (bread,) = json.loads(archive("articles", "copies", "bread", "--json").out)["groups"]
    assert bread["origin"] == "North Sea Press"


def test_an_archive_without_copies_says_so(newsdesk: Command) -> None:
    assert newsdesk("articles", "copies").out == "No article is a copy of another.\n"
