"""The local model's server: what is said when it cannot start, and the real model behind the chat port."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.adapters import local_model
from rag.adapters.assets import CHAT_MODEL, AssetStore
from rag.adapters.local_model import LocalModelServer, free_memory
from rag.adapters.model_choice import LOCAL_MODEL
from rag.adapters.openai_chat import local_chat
from rag.domain import ModelInfo
from rag.errors import ModelFailed
from rag.ports import Finish, Message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"", "not a GGUF model"),
        (b"<html>", "not a GGUF model"),
        (b"GGUF" + b"\0" * 100, "could not be loaded"),
    ],
)
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes | None, words: str, capfd):
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelFailed, match=words) as caught:
        LocalModelServer(lambda: path).start()
    assert str(path) in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_too_little_memory_is_said_beforehand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF")
    monkeypatch.setattr(local_model, "free_memory", lambda: 100_000_000)
    with pytest.raises(ModelFailed, match=r"0\.4 GB of memory and 0\.1 GB is free"):
        LocalModelServer(lambda: path).start()


def test_free_memory_is_plausible():
    free = free_memory()
    assert free is None or 10_000_000 < free < 1 << 46


def test_nothing_happens_before_the_start():
    def never() -> Path:
        raise AssertionError("the file was asked for")

    LocalModelServer(never).stop()


@pytest.fixture(scope="module")
def model_file(users_assets: Path) -> Path:
    store = AssetStore(users_assets)
    if not store.is_present(CHAT_MODEL):
        pytest.skip(f"the local model is not in {users_assets}")
    return store.file(CHAT_MODEL)


@pytest.fixture(scope="module")
def server(model_file: Path) -> Iterator[LocalModelServer]:
    server = LocalModelServer(lambda: model_file, name=LOCAL_MODEL)
    yield server
    server.stop()


FACTS = "Article: The ferry Aurora left Tallinn at nine with 212 passengers. Nobody was hurt in the storm."


@pytest.mark.e2e
def test_the_real_model_answers_quietly_and_reads_a_prefix_once(server: LocalModelServer, capfd):
    chat = local_chat(ModelInfo(provider="local", name=LOCAL_MODEL), server.start)
    rules = "Answer from the article alone, in one short sentence. " + FACTS * 4

    def ask(question: str) -> tuple[str, float]:
        started = time.monotonic()
        reply = chat.complete(
            [Message(role="system", content=rules), Message(role="user", content=question)],
            max_tokens=24,
            timeout=120,
        )
        assert reply.cost_usd == 0.0
        assert reply.prompt_tokens > 100
        return reply.text, time.monotonic() - started

    chat.complete([Message(role="user", content="Say yes.")], max_tokens=1, timeout=120)
    answer, first = ask("How many passengers were aboard?")
    again, second = ask("How many passengers did the ferry carry?")
    assert "212" in answer
    assert "212" in again
    assert second < first, "the fixed part of the prompt is read once"
    assert capfd.readouterr() == ("", "")


@pytest.mark.e2e
def test_the_real_model_is_cut_off_at_the_limit(server: LocalModelServer):
    chat = local_chat(ModelInfo(provider="local", name=LOCAL_MODEL), server.start)
    question = [Message(role="user", content="Count from one to fifty in words.")]
    reply = chat.complete(question, max_tokens=8, timeout=120)
    assert reply.finish is Finish.CUT_OFF
    assert reply.completion_tokens == 8
    with pytest.raises(ModelFailed, match="did not answer within"):
        chat.complete(question, max_tokens=2000, timeout=1.5)


@pytest.mark.e2e
def test_the_real_model_fills_a_schema(server: LocalModelServer):
    chat = local_chat(ModelInfo(provider="local", name=LOCAL_MODEL), server.start)
    schema = {"type": "object", "properties": {"ferry": {"type": "string"}}, "required": ["ferry"]}
    schema["additionalProperties"] = False
    question = [Message(role="user", content=f"{FACTS} Which ferry? Answer in JSON.")]
    reply = chat.complete(question, max_tokens=40, timeout=120, schema=schema)
    assert '"ferry"' in reply.text
    assert "Aurora" in reply.text


LEAVE = """
import sys, threading, time
from pathlib import Path
from rag.adapters.assets import CHAT_MODEL, AssetStore
from rag.adapters.local_model import LocalModelServer
from rag.adapters.openai_chat import local_chat
from rag.domain import ModelInfo
from rag.ports import Message
server = LocalModelServer(lambda: Path(sys.argv[1]))
chat = local_chat(ModelInfo(provider="local", name="m"), server.start, stop=server.stop)
question = [Message(role="user", content="Count from one to five hundred in words.")]
chat.complete(question, max_tokens=1, timeout=120)
ask = lambda: chat.complete(question, max_tokens=2000, timeout=300)
threading.Thread(target=ask, daemon=True).start()
time.sleep(1)
print("leaving", flush=True)
"""


@pytest.mark.e2e
def test_a_process_that_leaves_in_the_middle_of_an_answer_ends(model_file: Path, checkout: Path):
    done = subprocess.run(
        [sys.executable, "-c", LEAVE, str(model_file)],
        cwd=checkout,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "leaving\n"


@pytest.mark.e2e
def test_the_server_is_for_this_process_alone(server: LocalModelServer):
    endpoint = server.start()
    assert endpoint.url.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{endpoint.url}/chat/completions", data=b"{}", timeout=10)
