"""`newsdesk digest`, from files on disk to what is printed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from command_line import Command, ModelServer

from rag.interfaces.cli import main
from rag.interfaces.cli.schemas import Noun, json_schema


@pytest.fixture(scope="module")
def archive(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The samples, taken in once; the settings that lead to them."""
    folder = tmp_path_factory.mktemp("digests")
    shutil.copytree(checkout / "samples", folder / "samples")
    with ModelServer() as server, pytest.MonkeyPatch.context() as patch:
        settings = {
            "NEWSDESK_DATA": str(folder / "data"),
            "NEWSDESK_BASE_URL": server.url,
            "OPENAI_API_KEY": "test",
            "NEWSDESK_EMBEDDINGS": "openai:text-embedding-3-small",
            "NEWSDESK_MODEL": "extractive",
        }
        for name, value in settings.items():
            patch.setenv(name, value)
        assert main(["ingest", str(folder / "samples")]) == 0
        yield settings


@pytest.fixture
def digest(archive: dict[str, str], newsdesk: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    for name, value in archive.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: newsdesk("digest", *arguments)


def test_the_digest_as_json_fits_its_schema_and_every_place_is_in_its_article(
    digest: Command, newsdesk: Command
) -> None:
    done = digest("--json")
    assert (done.code, done.err) == (0, "")
    made = json.loads(done.out)
    jsonschema.validate(made, json_schema(Noun.DIGEST))
    assert made["articles"] == 7
    told = [item["article"]["article_id"] for story in made["stories"] for item in story["articles"]]
    assert len(set(told)) == len(told) == 7
    walls = next(story for story in made["stories"] if story["differences"])
    (conflict,) = walls["differences"]
    assert {side["value"] for side in conflict["positions"]} == {"38 million crowns", "83 million crowns"}
    assert conflict["corrected_by"]["published_at"].startswith("2024-05-08")


def test_the_digest_as_text_has_stories_and_numbers_its_sources(digest: Command) -> None:
    printed = digest().out
    assert "1. " in printed
    assert "What happened" in printed
    assert "Who says what" in printed
    assert "83 million crowns — Northern Ledger, 8 May 2024 (corrects the others)" in printed
    assert "Sources\n  1. “" in printed


def test_the_digest_as_markdown_and_html(digest: Command) -> None:
    markdown = digest("--format", "md").out
    assert "\n## 1. " in markdown
    assert "\n### What happened\n" in markdown
    assert "[^1]: “" in markdown
    page = digest("--format", "html").out
    assert "<h3>Timeline</h3>" in page
    assert "<script" not in page


def test_a_topic_a_range_a_publisher_and_ids_choose_the_articles(digest: Command) -> None:
    def read(*arguments: str) -> set[str]:
        made = json.loads(digest(*arguments, "--json").out)
        return {item["article"]["title"] for story in made["stories"] for item in story["articles"]}

    assert "Island telescope sees its first comet" in read("--topic", "comet telescope astronomers")
    assert "Strike shuts Port Ellery" not in read("--topic", "comet telescope astronomers")
    assert read("--since", "2025-01-01") == {"Island telescope sees its first comet"}
    assert len(read("--publisher", "Northern Ledger")) == 2
    assert read("--articles", "saint-brannoc-telescope") == {"Island telescope sees its first comet"}


def test_no_articles_are_told_and_are_no_error(digest: Command) -> None:
    done = digest("--since", "2031-01-01")
    assert done.code == 0
    assert "No article is within these restrictions." in done.out
    assert json.loads(digest("--since", "2031-01-01", "--json").out)["reason"] == "none_in_range"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--articles", "no-such-article"), 50),
        (("--fast", "--model", "local"), 2),
        (("--topic", " "), 2),
        (("--since", "2024-05-06", "--until", "2024-05-01"), 2),
        (("--budget", "much"), 2),
    ],
)
def test_what_cannot_be_done_has_an_exit_code(digest: Command, arguments: tuple[str, ...], code: int) -> None:
    done = digest(*arguments)
    assert (done.code, done.out) == (code, "")
    assert "Traceback" not in done.err


def test_an_empty_archive_says_so(newsdesk: Command) -> None:
    done = newsdesk("digest")
    assert done.code == 0
    assert "The archive holds no articles yet." in done.out


def test_a_dry_run_costs_nothing_without_a_model(digest: Command) -> None:
    assert digest("--dry-run").out == "No call to a model is needed.\n"


def test_a_second_digest_pays_for_the_new_articles_alone(
    newsdesk: Command, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Thirty articles and then five more, with the calls counted where they arrive."""
    monkeypatch.setenv("NEWSDESK_MODEL", "openai:gpt-4o-mini")

    def take_in(numbers: range) -> None:
        records = [{"id": f"town-{n}", "text": f"The mayor of town {n} opened bridge {n}."} for n in numbers]
        path = tmp_path / f"{numbers.start}.jsonl"
        path.write_text("\n".join(map(json.dumps, records)), "utf-8")
        assert newsdesk("ingest", str(path)).code == 0

    def calls_of(*arguments: str) -> tuple[int, dict[str, Any]]:
        before = len(model_server.requests)
        done = newsdesk("digest", "--name", "bridges", "--json", *arguments)
        assert done.code == 0
        asked = [request.path for request in model_server.requests[before:]]
        return asked.count("/v1/chat/completions"), json.loads(done.out)

    take_in(range(30))
    first, made = calls_of()
    assert (first, made["articles"], made["usage"]["model_calls"]) == (30, 30, 30)
    take_in(range(30, 35))
    second, made = calls_of("--new-since", "last")
    assert made["articles"] == 35
    assert second == 5 <= 0.2 * first
    assert made["news"]["articles"] == [f"town-{n}" for n in range(30, 35)]
    third, made = calls_of("--new-since", "last")
    assert (third, made["news"]["articles"]) == (0, [])


def test_what_is_new_is_told_first(newsdesk: Command, tmp_path: Path) -> None:
    path = tmp_path / "toll.jsonl"
    record = {"id": "toll", "text": "The storm killed 12 people in Oster.", "published_at": "2025-05-14"}
    path.write_text(json.dumps(record), "utf-8")
    newsdesk("ingest", str(path))
    alone = newsdesk("digest", "--name", "storm", "--new-since", "last")
    assert "There is no earlier digest named 'storm'" in alone.out
    path.write_text(json.dumps({**record, "text": "The storm killed 15 people in Oster."}), "utf-8")
    newsdesk("ingest", str(path))
    printed = newsdesk("digest", "--name", "storm", "--new-since", "last").out
    assert "1 new article, 0 statements unchanged" in printed
    assert (
        "The storm killed 15 people in Oster. "
        "(source says 15, claim says 12; before: The storm killed 12 people in Oster.) [1] [2]" in printed
    )
    assert "1. “The storm killed 15 people in Oster.”\n  2. “The storm killed 12 people in Oster.”" in printed
    assert newsdesk("digest", "--name", "storm", "--new-since", "2024-01-01").code == 0


@pytest.mark.parametrize(
    "arguments", [("--new-since", "last"), ("--name", "x", "--new-since", "soon"), ("--name", " ")]
)
def test_a_comparison_needs_a_name_and_a_date(newsdesk: Command, arguments: tuple[str, ...]) -> None:
    assert newsdesk("digest", *arguments).code == 2
