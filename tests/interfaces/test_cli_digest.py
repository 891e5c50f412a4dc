"""`newsdesk digest`, from files on disk to what is printed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

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
