"""The command line while a server holds the data folder: it asks the server, or says who holds the folder."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import Served, served
from command_line import Command

from rag.settings import load_settings


@pytest.fixture
def desk(settings_in_the_environment: None) -> Iterator[Served]:
    with served(load_settings()) as running:
        yield running


def _was_asked(desk: Served, *paths: str) -> bool:
    return desk.until(lambda: set(paths) <= {line["path"] for line in desk.logged()})


def test_ingest_reads_here_and_the_server_stores(desk: Served, newsdesk: Command, samples: str) -> None:
    bad = Path(samples) / "empty.txt"
    bad.write_text("")
    done = newsdesk("ingest", samples, "--json")
    report = json.loads(done.out)
    assert report["added"] == 7
    assert [failed["source"].endswith("empty.txt") for failed in report["failed"]] == [True]
    assert done.code == 11
    assert _was_asked(desk, "/v1/ingest/read")
    again = json.loads(newsdesk("ingest", samples, "--json").out)
    assert (again["added"], again["unchanged"]) == (0, 7)
    foreseen = json.loads(newsdesk("ingest", samples, "--dry-run", "--json").out)
    assert (foreseen["added"], foreseen["unchanged"], foreseen["to_embed"]) == (0, 7, 0)
    refused = newsdesk("ingest", samples, "--budget", "100")
    assert refused.code == 3
    assert "leave out --budget" in refused.err


def test_an_article_is_the_same_with_and_without_a_server(
    desk: Served, newsdesk: Command, samples: str, tmp_path: Path
) -> None:
    """Ids, sources, dates and where they came from do not depend on the way."""
    newsdesk("ingest", samples)
    beside = json.loads(newsdesk("articles", "--json").out)
    alone = tmp_path / "alone"
    newsdesk("ingest", samples, "--data", str(alone))
    assert json.loads(newsdesk("articles", "--json", "--data", str(alone)).out) == beside


def test_search_and_ask_are_asked_of_the_server(desk: Served, newsdesk: Command, samples: str) -> None:
    newsdesk("ingest", samples)
    found = json.loads(newsdesk("search", "flood walls", "-k", "2", "--json").out)
    assert found["hits"][0]["ranks"]["dense"] is not None
    assert found["searched"]["notes"] == []
    answer = newsdesk("ask", "How much do the flood walls cost?", "--publisher", "Northern Ledger", "--json")
    assert json.loads(answer.out)["status"] == "answered"
    assert _was_asked(desk, "/v1/search", "/v1/ask")


def test_delete_goes_through_the_server(desk: Served, newsdesk: Command, samples: str) -> None:
    newsdesk("ingest", samples)
    assert newsdesk("articles", "delete", "saint-brannoc-telescope").code == 0
    assert desk.client.get("/v1/articles/saint-brannoc-telescope").status_code == 404
    missing = newsdesk("articles", "delete", "saint-brannoc-telescope")
    assert missing.code == 50


def test_a_conversation_is_held_with_the_server(desk: Served, newsdesk: Command, samples: str) -> None:
    newsdesk("ingest", samples)
    question = "How much do the flood walls cost?"
    first = json.loads(newsdesk("chat", question, "--json").out)
    spoken_in = first["conversation_id"]
    shown = newsdesk("chat", "And in 2024?", "-c", spoken_in)
    assert shown.code == 0, shown.err
    assert shown.out.startswith("Understood as: How much do the flood walls cost in 2024?")
    assert newsdesk("conversations", "rename", spoken_in, "Walls").code == 0
    (listed,) = json.loads(newsdesk("conversations", "list", "--json").out)["conversations"]
    assert (listed["conversation_id"], listed["title"], listed["turns"]) == (spoken_in, "Walls", 2)
    assert newsdesk("conversations", "delete", spoken_in).code == 0
    missing = newsdesk("chat", question, "-c", spoken_in)
    assert missing.code == 55
    assert spoken_in in missing.err


def test_a_digest_with_a_name_is_remembered_by_the_server(
    desk: Served, newsdesk: Command, samples: str
) -> None:
    newsdesk("ingest", samples)
    assert newsdesk("digest", "--name", "daily").code == 0
    again = json.loads(newsdesk("digest", "--name", "daily", "--new-since", "last", "--json").out)
    assert again["news"]["articles"] == []
    assert again["news"]["unchanged"]
    assert _was_asked(desk, "/v1/digests")
    assert json.loads(newsdesk("digest", "--topic", "comet", "--json").out)["stories"]


def test_errors_keep_their_codes(desk: Served, newsdesk: Command) -> None:
    wrong = newsdesk("ask", "Who?", "--model", "nobody:knows")
    assert wrong.code == 30
    assert "nobody" in wrong.err
    assert wrong.err.count("\n") == 1


@pytest.mark.parametrize(
    "command", [["reindex"], ["articles", "delete", "saint-brannoc-telescope", "--prove"]]
)
def test_what_the_server_cannot_do_says_who_holds_the_folder(
    desk: Served, newsdesk: Command, samples: str, command: list[str]
) -> None:
    newsdesk("ingest", samples)
    refused = newsdesk(*command)
    assert refused.code == 23
    assert "newsdesk serve" in refused.err


def test_a_second_server_is_refused(desk: Served, newsdesk: Command) -> None:
    refused = newsdesk("serve", "--port", "0")
    assert refused.code == 23
    assert "newsdesk serve" in refused.err


def test_the_note_of_a_server_that_was_killed_is_ignored(
    settings_in_the_environment: None, newsdesk: Command, samples: str
) -> None:
    settings = load_settings()
    with served(settings):
        kept = shutil.copy(settings.data / "server.json", settings.data / "kept.json")
    Path(kept).rename(settings.data / "server.json")
    assert newsdesk("ingest", samples).code == 0


def test_keys_are_made_listed_and_revoked(newsdesk: Command) -> None:
    made = json.loads(newsdesk("keys", "add", "desk", "--scope", "write", "--json").out)
    assert made["key"].startswith("nd_")
    assert newsdesk("keys", "add", "desk").code == 3
    assert newsdesk("keys", "add", "x", "--scope", "everything").code == 2
    listed = json.loads(newsdesk("keys", "list", "--json").out)["keys"]
    assert [(key["name"], key["scope"], key["revoked_at"]) for key in listed] == [("desk", "write", None)]
    assert made["key"] not in newsdesk("keys", "list").out
    assert newsdesk("keys", "revoke", "desk").code == 0
    assert newsdesk("keys", "revoke", "desk").code == 3
