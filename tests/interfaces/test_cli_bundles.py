"""`ask --bundle` and `verify`: what is written holds anywhere, and any edit ends with exit code 60."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

QUESTION = "What concerns did US officials list?"


@pytest.fixture
def bundle(newsdesk: Command, samples: str, tmp_path: Path) -> Path:
    assert newsdesk("ingest", str(Path(samples) / "washington-talks.md")).code == 0
    done = newsdesk("ask", QUESTION, "--bundle", str(tmp_path / "out"), "--json")
    assert done.code == 0
    assert json.loads(done.out) == json.loads((tmp_path / "out" / "answer.json").read_text("utf-8"))
    assert f"Bundle written to {tmp_path / 'out'}, with the seal " in done.err
    return tmp_path / "out"


def test_a_bundle_is_checked_with_and_without_the_archive(
    newsdesk: Command, bundle: Path, tmp_path: Path
) -> None:
    for folder in (tmp_path / "data", tmp_path / "elsewhere"):
        done = newsdesk("verify", str(bundle), "--data", str(folder))
        assert done.code == 0
        assert "5 files checked: all as they were written." in done.out
        assert "The bundle holds. Its seal is " in done.out
    assert json.loads(newsdesk("verify", str(bundle), "--json").out)["ok"] is True
    assert not (tmp_path / "elsewhere").exists()


def test_an_edit_is_named_and_ends_with_60(newsdesk: Command, bundle: Path) -> None:
    page = bundle / "answer.html"
    page.write_bytes(page.read_bytes().replace(b"six concerns", b"two concerns"))
    (bundle / "note.txt").write_text("mine", "utf-8")
    done = newsdesk("verify", str(bundle))
    assert done.code == 60
    assert "answer.html: its SHA-256 is " in done.out
    assert "note.txt: it is not part of the bundle" in done.out
    assert "6 files checked: 2 not as written." in done.out


def test_no_secret_and_no_place_of_this_machine_is_told(bundle: Path, tmp_path: Path) -> None:
    settings = json.loads((bundle / "settings.json").read_text("utf-8"))
    assert "openai_api_key" not in settings
    assert "data" not in settings
    assert settings["model"] == "extractive"
    assert str(tmp_path / "data") not in (bundle / "answer.html").read_text("utf-8")


def test_a_folder_that_is_not_empty_is_refused_before_anything_is_asked(
    newsdesk: Command, samples: str
) -> None:
    done = newsdesk("ask", QUESTION, "--bundle", samples)
    assert done.code == 2
    assert "not empty" in done.err
    assert newsdesk("verify", samples).code == 60
