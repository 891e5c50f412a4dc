"""An article that changes between two runs: its history, what changed, and what became of an old answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Command

OLD = "The harbour wall will cost $14 million. Work begins in May. Nobody objected to the plan."
NEW = "The harbour wall will cost $16 million. Work begins in May. Two members objected to the plan."


@pytest.fixture
def changed(newsdesk: Command, tmp_path: Path) -> Command:
    """One article that was ingested, asked about and then changed."""
    file = tmp_path / "wall.json"
    for text in (OLD, NEW):
        file.write_text(json.dumps({"id": "wall", "title": "Harbour wall", "text": text}), "utf-8")
        assert newsdesk("ingest", str(file)).code == 0
        if text == OLD:
            answer = newsdesk("ask", "How much will the harbour wall cost?", "--fast", "--json").out
            (tmp_path / "answer.json").write_text(answer, "utf-8")
    return newsdesk


def history(newsdesk: Command) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = json.loads(newsdesk("articles", "history", "wall", "--json").out)[
        "revisions"
    ]
    return listed


def test_history_lists_every_revision(changed: Command) -> None:
    old, new = history(changed)
    assert (old["length"], new["length"]) == (len(OLD), len(NEW))
    assert (old["is_current"], new["is_current"]) == (False, True)
    assert str(old["taken_in"]) <= str(new["taken_in"])
    lines = changed("articles", "history", "wall").out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(str(old["content_sha256"])[:12])
    assert lines[1].endswith("Harbour wall  (current)")


def test_diff_marks_the_words_that_changed(changed: Command) -> None:
    printed = changed("articles", "diff", "wall").out
    assert "~ The harbour wall will cost $[-14-]{+16+} million." in printed
    assert "~ [-Nobody-]{+Two members+} objected to the plan." in printed
    assert printed.endswith("1 sentence unchanged.\n")


def test_diff_compares_any_two_revisions(changed: Command) -> None:
    old, new = (str(revision["content_sha256"]) for revision in history(changed))
    backwards = json.loads(changed("articles", "diff", "wall", new[:8], old[:8], "--json").out)
    assert (backwards["before"]["content_sha256"], backwards["after"]["content_sha256"]) == (new, old)
    assert backwards["changes"][0]["after"] == "The harbour wall will cost $14 million."
    assert json.loads(changed("articles", "diff", "wall", old, "--json").out)["unchanged"] == 1
    assert json.loads(changed("articles", "diff", "wall", new, "--json").out)["changes"] == []


@pytest.mark.parametrize("hashes", [("nothing",), ("",)])
def test_a_revision_that_is_not_there(hashes: tuple[str, ...], changed: Command, samples: str) -> None:
    if hashes == ("",):
        changed("ingest", samples)
        done = changed("articles", "diff", "saint-brannoc-telescope")
        assert "nothing to compare" in done.err
    else:
        done = changed("articles", "diff", "wall", *hashes)
        assert "begins with 'nothing'" in done.err
    assert done.code == 50
    assert changed("articles", "history", "nobody").code == 50


def test_verify_warns_that_the_passage_is_no_longer_there(changed: Command, tmp_path: Path) -> None:
    done = changed("verify", str(tmp_path / "answer.json"))
    assert done.code == 0, done.err
    assert "no longer says" in done.out
    assert "$14 million" in done.out
    verified = json.loads(changed("verify", str(tmp_path / "answer.json"), "--json").out)
    assert verified["ok"] is True
    assert any("no longer says" in warning for warning in verified["warnings"])


def test_old_revisions_are_not_searched(changed: Command) -> None:
    hits = json.loads(changed("search", "harbour wall cost", "--json").out)["hits"]
    assert hits
    assert not any("$14 million" in hit["text"] for hit in hits)


def test_a_text_that_comes_back_is_the_revision_it_was(changed: Command, tmp_path: Path) -> None:
    first = history(changed)
    (tmp_path / "wall.json").write_text(
        json.dumps({"id": "wall", "title": "Harbour wall", "text": OLD}), "utf-8"
    )
    assert changed("ingest", str(tmp_path / "wall.json")).code == 0
    old, new = history(changed)
    assert (old["is_current"], new["is_current"]) == (True, False)
    assert old["taken_in"] == first[0]["taken_in"]
    assert "$[-16-]{+14+} million" in changed("articles", "diff", "wall").out
    assert "no longer says" not in changed("verify", str(tmp_path / "answer.json")).out
