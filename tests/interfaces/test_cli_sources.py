"""What `ingest` takes besides plain files, through the whole program."""

from __future__ import annotations

import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from command_line import Command
from small_documents import make_mail, make_pdf, make_word, set_lines

LEAD = "The ferry sails at nine from the old pier, and at ten from the new one."


def shown(newsdesk: Command) -> list[dict[str, str]]:
    articles: list[dict[str, str]] = json.loads(newsdesk("articles", "--json").out)["articles"]
    return articles


def test_every_kind_of_file_goes_in(newsdesk: Command, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(make_pdf([set_lines([LEAD])], "/Title (Ferry times change)"))
    (folder / "b.docx").write_bytes(make_word([("Title", "Ferry times"), ("Normal", LEAD)]))
    (folder / "c.eml").write_bytes(make_mail(LEAD, From="Ada Roe <a@example.org>", Subject="Ferry"))
    (folder / "d.csv").write_text(f'title,text\nFerry,"{LEAD}"\n', "utf-8")
    (folder / "e.txt.gz").write_bytes(gzip.compress(LEAD.encode()))
    done = newsdesk("ingest", str(folder))
    assert done.code == 0, done.err
    assert done.out.startswith("5 articles added, 4 copies of others")
    assert {article["source"].removeprefix(f"{folder}/") for article in shown(newsdesk)} == {
        *("a.pdf", "b.docx", "c.eml", "d.csv#2", "e.txt.gz"),
    }


def test_fields_are_named_by_option_and_by_file(newsdesk: Command, tmp_path: Path) -> None:
    export = tmp_path / "export.json"
    export.write_text(
        json.dumps([{"id": 7, "head": "Ferry", "content": {"rendered": f"<p>{LEAD}</p>"}}]), "utf-8"
    )
    mapping = tmp_path / "export.yaml"
    mapping.write_text("title: head\n", "utf-8")
    done = newsdesk("ingest", str(export), "--field", "text=content.rendered", "--mapping", str(mapping))
    assert done.code == 0, done.err
    article = json.loads(newsdesk("articles", "show", "7", "--json").out)
    assert (article["title"], article["text"]) == ("Ferry", LEAD)


@pytest.mark.parametrize(
    "options", [("--field", "body"), ("--field", "txt=body"), ("--mapping", "absent.yaml"), ("--kind", "exe")]
)
def test_a_mapping_that_cannot_be_used(options: tuple[str, str], newsdesk: Command, samples: str) -> None:
    done = newsdesk("ingest", samples, *options)
    assert done.code == 3
    assert done.err.startswith("newsdesk: ")
    assert options[1] in done.err
    assert done.err.count("\n") == 1


def test_standard_input_goes_in(newsdesk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LEAD.encode())))
    assert newsdesk("ingest", "-").out.startswith("1 article added")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"<p>{LEAD} Twice.</p>".encode())))
    assert newsdesk("ingest", "-", "--kind", "md").out.startswith("1 article added")
    assert len(shown(newsdesk)) == 2
