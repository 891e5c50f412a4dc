"""`newsdesk summarize`, from files on disk to what is printed."""

from __future__ import annotations

import json

import jsonschema
import pytest
from command_line import Command

from rag.interfaces.cli.schemas import Noun, json_schema

WALLS = "northern-ledger-flood-defences"


@pytest.fixture
def filled(newsdesk: Command, samples: str) -> Command:
    assert newsdesk("ingest", samples).code == 0
    return newsdesk


def test_the_summary_as_json_fits_its_schema(filled: Command) -> None:
    done = filled("summarize", WALLS, "--json")
    assert (done.code, done.err) == (0, "")
    summary = json.loads(done.out)
    jsonschema.validate(summary, json_schema(Noun.ARTICLE_SUMMARY))
    assert {figure["text"] for figure in summary["figures"]} >= {"6.4 kilometres", "60 percent"}
    again = json.loads(filled("summarize", WALLS, "--format", "json").out)
    assert {**again, "created_at": "", "usage": {}} == {**summary, "created_at": "", "usage": {}}


def test_the_summary_as_text_numbers_its_sources(filled: Command) -> None:
    printed = filled("summarize", WALLS).out
    assert "Key points" in printed
    assert "Sources\n  1. “" in printed
    assert "Without a language model" in printed


def test_markdown_has_a_footnote_for_each_place(filled: Command) -> None:
    printed = filled("summarize", WALLS, "--format", "md").out
    assert printed.startswith("# ")
    assert "[^1]: “" in printed
    assert "https://northern-ledger.example/2024/05/06/marrow-flood-walls" in printed


def test_html_is_one_page_that_opens_to_its_sources(filled: Command) -> None:
    printed = filled("summarize", WALLS, "--format", "html").out
    assert printed.startswith("<!doctype html>")
    assert "<blockquote>" in printed
    assert "<script" not in printed


def test_an_unknown_article_is_one_line_and_its_exit_code(filled: Command) -> None:
    done = filled("summarize", "no-such-article")
    assert done.code == 50
    assert done.err.startswith("newsdesk: There is no article 'no-such-article'.")


def test_fast_and_a_model_exclude_each_other(filled: Command) -> None:
    assert filled("summarize", WALLS, "--fast", "--model", "local").code == 2


def test_markup_in_an_article_is_shown_and_not_run(newsdesk: Command, tmp_path) -> None:
    record = {
        "id": "x",
        "text": "Ida Berg said 3 < 4 and *not* 5 > 6 on 3 May 2024 in the port of Oster.",
    }
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps(record), "utf-8")
    assert newsdesk("ingest", str(path)).code == 0
    assert "3 &lt; 4" in newsdesk("summarize", "x", "--format", "html").out
    assert "3 \\< 4 and \\*not\\*" in newsdesk("summarize", "x", "--format", "md").out
