"""Hostile text in every field of the API: it is stored and told as text, or refused as a problem."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from api_server import Served, served
from command_line import ModelServer
from naughty_strings import ADDRESSES, naughty_strings
from pydantic import AnyHttpUrl, SecretStr

from rag.settings import Settings

STRINGS = naughty_strings()
SOME = STRINGS[::25]
"""Where each one takes a request of its own."""
FIELDS = 5
NUMBER = -(-len(STRINGS) // FIELDS)


def article(number: int) -> dict[str, object]:
    """One of the articles in which each string stands in the text, and in one other field at least."""
    own = [STRINGS[(FIELDS * number + at) % len(STRINGS)] for at in range(FIELDS)]
    return {
        "id": f"a{number}",
        "text": "\n\n".join([*own, f"So said {number} people."]),
        "title": own[0],
        "publisher": own[1],
        "authors": own[2:4],
        "section": own[4],
        "url": ADDRESSES[number % len(ADDRESSES)],
    }


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server whose every article is hostile in every field; nothing of it may be a bug."""
    with ModelServer() as models:
        settings = Settings(
            data=tmp_path_factory.mktemp("hostile"),
            base_url=AnyHttpUrl(models.url),
            openai_api_key=SecretStr("test"),
            embeddings="openai:text-embedding-3-small",
            model="extractive",
            serve_rate=1_000_000,
        )
        with served(settings) as running:
            articles = list(map(article, range(NUMBER)))
            sent = running.client.post("/v1/ingest", json={"articles": articles})
            report = running.finished(sent)
            assert (report["added"], report["failed"]) == (NUMBER, [])
            yield running
            assert [line for line in running.logged() if line["event"] == "bug"] == []


def test_every_article_is_listed_and_its_sentences_are_its_own_text(hostile: Served) -> None:
    listed: list[str] = []
    after: str | None = None
    while len(listed) == 0 or after:
        page = hostile.client.get(
            "/v1/articles", params={"limit": 200, **({"cursor": after} if after else {})}
        )
        listed += [article["article_id"] for article in page.json()["articles"]]
        after = page.json()["next"]
    assert sorted(listed) == sorted(f"a{number}" for number in range(NUMBER))
    for number in range(0, NUMBER, 5):
        read = hostile.client.get(f"/v1/articles/a{number}").json()
        assert all(span["end"] <= len(read["text"]) for span in read["sentences"])
        assert read["text"].endswith(f"So said {number} people.")


@pytest.mark.parametrize("path", ["/v1/search", "/v1/ask", "/v1/chat/completions"])
def test_every_question_is_answered_or_refused_as_a_problem(hostile: Served, path: str) -> None:
    for text in SOME if path == "/v1/search" else SOME[::2]:
        body = {
            "/v1/search": {"query": text, "k": 2, "filters": {"publishers": [text], "authors": [text]}},
            "/v1/ask": {"question": text, "conversation_id": "new"},
            "/v1/chat/completions": {
                "messages": [
                    {"role": "user", "content": text},
                    {"role": "assistant", "content": text},
                    {"role": "user", "content": f"And {text}?"},
                ]
            },
        }[path]
        told = hostile.client.post(path, json=body)
        assert told.status_code in (200, 422), (text, told.text)
        assert told.headers["content-type"].startswith(("application/json", "application/problem+json"))


def test_names_of_files_conversations_and_places_in_the_address_are_only_names(hostile: Served) -> None:
    files = [("files", (text, f"File {number} says so.".encode())) for number, text in enumerate(SOME)]
    assert hostile.client.post("/v1/ingest", files=files).status_code in (202, 400, 415, 422)
    for text in SOME:
        made = hostile.client.post("/v1/conversations", json={"title": text})
        assert made.status_code in (201, 422)
        for place in (f"/v1/articles/{quote(text, safe='')}", f"/v1/conversations/{quote(text, safe='')}"):
            assert hostile.client.get(place).status_code in (200, 404, 422)
        assert hostile.client.get("/v1/articles", params={"q": text, "cursor": text}).status_code in (
            200,
            422,
        )
