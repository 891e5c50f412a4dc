"""A person at a terminal is asked before gigabytes are fetched; nobody else is."""

from __future__ import annotations

import io
import sys

import pytest

from rag.interfaces.cli import downloads
from rag.interfaces.cli.downloads import model_that_may_be_used
from rag.settings import load_settings


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_someone_is_there", lambda: True)


def say(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(
    ("answer", "model"), [("n\n", "extractive"), ("y\n", None), ("\n", None), ("", "extractive")]
)
def test_the_size_is_named_and_no_means_extractive(
    answer: str, model: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    say(answer, monkeypatch)
    assert model_that_may_be_used(load_settings(), None, yes=False) == model
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "1.1 GB" in printed.err


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize("model", ["extractive", "openai:gpt-4.1-mini"])
def test_a_model_that_needs_no_download_is_not_asked_about(model: str) -> None:
    assert model_that_may_be_used(load_settings(), model, yes=False) == model


@pytest.mark.usefixtures("at_a_terminal")
@pytest.mark.parametrize(
    ("name", "value"), [("OPENAI_API_KEY", "test"), ("NEWSDESK_BASE_URL", "http://127.0.0.1:9/v1")]
)
def test_auto_with_a_key_or_a_server_downloads_nothing(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert model_that_may_be_used(load_settings(), None, yes=False) is None


@pytest.mark.usefixtures("at_a_terminal")
def test_yes_is_an_answer_given_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert model_that_may_be_used(load_settings(), "local", yes=True) == "local"


def test_a_program_is_not_asked() -> None:
    assert model_that_may_be_used(load_settings(), "local", yes=False) == "local"
