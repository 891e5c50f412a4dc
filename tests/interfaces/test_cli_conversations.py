"""A conversation at the command line, over real stores: ask, ask on, be asked back, list, export, delete."""

from __future__ import annotations

import io
import json
import sys

import pytest
from command_line import Command

QUESTION = "What concerns did US officials list?"


@pytest.fixture
def filled(newsdesk: Command, samples: str) -> Command:
    assert newsdesk("ingest", samples).code == 0
    return newsdesk


def test_a_follow_up_is_understood_and_shown(filled: Command) -> None:
    first = json.loads(filled("chat", "Who spent nine hours in talks with Antony Blinken?", "--json").out)
    assert first["number"] == 1
    assert "Wang Yi" in json.dumps(first["answer"]["claims"])
    spoken_in = first["conversation_id"]

    shown = filled("chat", "When did he come to Washington?", "-c", spoken_in).out
    assert shown.startswith("Understood as: When did ")
    assert "“he” is taken for" in shown

    (listed,) = json.loads(filled("conversations", "list", "--json").out)["conversations"]
    assert (listed["conversation_id"], listed["turns"]) == (spoken_in, 2)
    assert "2 turns" in filled("conversations", "list").out


def test_what_cannot_be_understood_is_asked_back_and_a_number_picks(
    filled: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("How long did he talk with Blinken?\n\n1\n"))
    printed = filled("chat")
    assert printed.code == 0
    assert "Whom do you mean by “he”?" in printed.out
    assert " 1. " in printed.out
    (listed,) = json.loads(filled("conversations", "list", "--json").out)["conversations"]
    turns = json.loads(filled("conversations", "show", listed["conversation_id"], "--json").out)["turns"]
    assert turns[0]["answer"] is None
    assert turns[1]["question"]["text"] == turns[0]["asked_back"]["choices"][0]["question"]


def test_rename_export_and_delete(filled: Command) -> None:
    spoken_in = json.loads(filled("chat", QUESTION, "--json").out)["conversation_id"]
    assert "called “Talks”" in filled("conversations", "rename", spoken_in, "Talks").out
    exported = filled("conversations", "export", spoken_in).out
    assert exported.startswith(f"# Talks\n\n## {QUESTION}\n")
    assert "  > US officials listed six concerns" in exported
    assert filled("conversations", "delete", spoken_in).code == 0
    assert filled("conversations", "show", spoken_in).code == 55
    assert "No conversations" in filled("conversations", "list").out


def test_an_answer_goes_with_its_article_and_leaves_no_trace(filled: Command) -> None:
    turn = json.loads(filled("chat", QUESTION, "--json").out)
    article = turn["answer"]["citations"][0]["article_id"]
    deleted = filled("articles", "delete", article, "--prove")
    assert deleted.code == 0, deleted.err + deleted.out
    kept = json.loads(filled("conversations", "show", turn["conversation_id"], "--json").out)
    assert kept["turns"][0]["answer"] is None
    assert "was deleted" in filled("conversations", "export", turn["conversation_id"]).out


def test_a_conversation_that_is_not_there(filled: Command) -> None:
    printed = filled("chat", QUESTION, "-c", "nowhere")
    assert printed.code == 55
    assert "no conversation 'nowhere'" in printed.err
