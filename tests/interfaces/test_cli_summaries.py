"""`newsdesk summarize`, from files on disk to what is printed."""

from __future__ import annotations

import json
from pathlib import Path

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


HEIGHTS = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "voted_on": {"type": "string", "format": "date", "description": "day of the vote of the council"},
        "kilometres": {"type": "number", "description": "length of the walls"},
        "dead": {"type": ["integer", "null"], "description": "people killed by a storm"},
    },
    "required": ["title", "dead"],
}


def test_a_schema_of_ones_own_is_filled(filled: Command, tmp_path: Path) -> None:
    path = tmp_path / "walls.schema.json"
    path.write_text(json.dumps(HEIGHTS), "utf-8")
    done = filled("summarize", WALLS, "--schema", str(path), "--json")
    assert (done.code, done.err) == (0, "")
    summary = json.loads(done.out)
    jsonschema.validate(summary, json_schema(Noun.SCHEMA_SUMMARY))
    assert summary["data"]["kilometres"] == 6.4
    assert summary["data"]["voted_on"] == "2024-05-04"
    assert summary["unsupported"] == ["/dead"]
    assert "6.4 kilometres" in summary["evidence"]["/kilometres"][0]["quote"]
    printed = filled("summarize", WALLS, "--schema", str(path)).out
    assert "/kilometres: 6.4 [" in printed
    assert "What the article does not carry" in printed
    assert filled("summarize", WALLS, "--schema", str(path), "--dry-run").out.startswith("No call to a model")


@pytest.mark.parametrize(
    ("schema", "code", "said"),
    [
        ('{"type": "object", "properties": {"a": {"$ref": "https://x.example/a"}}}', 61, "Nothing is loaded"),
        ("[1]", 61, "holds no JSON Schema"),
        ("{", 61, "cannot be read as a JSON Schema"),
        ('{"properties": {"winner": {"type": "string"}}, "required": ["winner"]}', 62, "/winner"),
    ],
    ids=["remote", "no object", "no JSON", "not in the article"],
)
def test_a_schema_that_cannot_be_met_is_one_line_and_its_exit_code(
    filled: Command, tmp_path: Path, schema: str, code: int, said: str
) -> None:
    path = tmp_path / "own.json"
    path.write_text(schema, "utf-8")
    done = filled("summarize", WALLS, "--schema", str(path))
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
