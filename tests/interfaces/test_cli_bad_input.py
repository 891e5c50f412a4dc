"""Bad input: each kind has its exit code and one line that says what failed and what to do."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Command, ModelServer, Printed, embeds_words
from openai_server import Behaviour, fails, html, refuses_key, stalls


def assert_one_line(done: Printed, code: int, *said: str) -> None:
    assert done.code == code, done.err
    assert done.err.startswith("newsdesk: ")
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    for part in said:
        assert part in done.err


FILES = [
    ("empty.txt", b"", 11),
    ("blank.md", b" \n\n", 11),
    ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), 12),
    ("broken.json", b'{"text": ', 14),
    ("no-text.json", b'{"title": "Only a title"}', 14),
    ("scan.tiff", b"II*\x00", 15),
]


@pytest.mark.parametrize(("name", "content", "code"), FILES, ids=[name for name, _, _ in FILES])
def test_a_file_that_cannot_be_read(
    name: str, content: bytes, code: int, newsdesk: Command, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert_one_line(newsdesk("ingest", str(tmp_path / name)), code, name)


def test_a_file_that_is_not_there(newsdesk: Command) -> None:
    assert_one_line(newsdesk("ingest", "absent.txt"), 10, "absent.txt")


def test_a_file_that_is_too_large(newsdesk: Command, tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(200_000_000)
    assert_one_line(newsdesk("ingest", str(huge)), 13, "huge.txt")


def test_a_data_folder_that_is_a_file(newsdesk: Command, tmp_path: Path, samples: str) -> None:
    (tmp_path / "file").write_text("not a folder", "utf-8")
    done = newsdesk("ingest", samples, "--data", str(tmp_path / "file"))
    assert 20 <= done.code <= 25
    assert_one_line(done, done.code, "file")


def test_an_article_that_is_not_there(newsdesk: Command, samples: str) -> None:
    newsdesk("ingest", samples)
    assert_one_line(newsdesk("articles", "show", "nobody"), 50, "nobody")
    assert_one_line(newsdesk("articles", "delete", "nobody"), 50, "nobody")


@pytest.mark.parametrize("content", ["", "{}", "[1, 2]", "not json", '{"question": "x"}'])
def test_a_file_that_is_not_an_answer(content: str, newsdesk: Command, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(content, "utf-8")
    assert_one_line(newsdesk("verify", str(tmp_path / "answer.json")), 60, "answer.json")


def test_an_answer_file_that_is_not_there(newsdesk: Command) -> None:
    assert_one_line(newsdesk("verify", "absent.json"), 60, "absent.json")


def test_a_setting_that_cannot_be_used(newsdesk: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_BASE_URL", "not a url")
    assert_one_line(newsdesk("articles"), 3, "base_url")


def test_a_settings_file_that_is_not_toml(newsdesk: Command) -> None:
    Path("newsdesk.toml").write_text("data = = 1", "utf-8")
    assert_one_line(newsdesk("articles"), 3, "newsdesk.toml")


MODELS = [("gibberish", 30), ("nosuchprovider:model", 30), (":", 30)]


@pytest.mark.parametrize(("model", "code"), MODELS)
def test_a_model_that_is_not_one(
    model: str, code: int, newsdesk: Command, samples: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsdesk("ingest", samples)
    monkeypatch.delenv("NEWSDESK_BASE_URL")
    monkeypatch.setenv("NEWSDESK_EMBEDDINGS", "local")
    assert_one_line(newsdesk("ask", "Who is on strike?", "--model", model), code, model)


SERVERS = [
    (refuses_key(), 35, "key"),
    (html(), 33, "127.0.0.1"),
    (fails(400, "I will not"), 36, ""),
]


@pytest.mark.parametrize(
    ("behaviour", "code", "said"), SERVERS, ids=["key refused", "not the protocol", "error"]
)
def test_a_model_server_that_does_not_serve(
    behaviour: Behaviour, code: int, said: str, newsdesk: Command, samples: str, model_server: ModelServer
) -> None:
    newsdesk("ingest", samples)

    model_server.chat = behaviour
    done = newsdesk("ask", "How many workers are on strike at Port Ellery?", "--model", "openai:test-model")
    assert done.code == code, done.err + done.out
    assert "Traceback" not in done.err
    assert said in done.err


def test_two_writers_at_once(
    newsdesk: Command, samples: str, model_server: ModelServer, checkout: Path
) -> None:
    """The other process is a real one, held in the middle of its work by a server that does not answer."""
    model_server.embeddings = stalls()
    other = subprocess.Popen(
        [sys.executable, "-m", "rag", "ingest", samples], stderr=subprocess.PIPE, text=True, cwd=checkout
    )
    try:
        wait_for(lambda: model_server.requests)
        assert_one_line(newsdesk("ingest", samples), 23, str(other.pid))
        other.send_signal(signal.SIGINT)
        _, said = other.communicate(timeout=20)
        assert other.returncode == 130
        assert said == "newsdesk: stopped; what was done until now is kept.\n"
    finally:
        other.kill()
        other.wait()
    model_server.embeddings = embeds_words
    assert newsdesk("ingest", samples).code == 0
    assert newsdesk("articles").out.count("Strike shuts Port Ellery") == 1


def wait_for(happened: Callable[[], object], *, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)
