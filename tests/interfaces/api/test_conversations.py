"""Conversations over HTTP: begun, gone on with, asked back, listed, renamed, exported and deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from api_server import WALLS, Served, events, served
from command_line import ModelServer
from pydantic import AnyHttpUrl, SecretStr

from rag.settings import Settings

COST = "How much do the flood walls cost?"
NEW = {"conversation_id": "new"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all of these, which keep to conversations of their own."""
    with ModelServer() as models:
        settings = Settings(
            data=tmp_path_factory.mktemp("conversations"),
            base_url=AnyHttpUrl(models.url),
            openai_api_key=SecretStr("test"),
            embeddings="openai:text-embedding-3-small",
            model="extractive",
        )
        with served(settings) as running:
            running.add(WALLS, id="walls", title="Higher walls", published_at="2024-05-06T07:30:00Z")
            yield running


def _ask(desk: Served, question: str, conversation: str = "new", **more: object) -> dict[str, Any]:
    answer = desk.client.post("/v1/ask", json={"question": question, "conversation_id": conversation, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_follow_up_is_made_whole_and_both_turns_are_kept(filled: Served) -> None:
    first = _ask(filled, COST)
    spoken_in = first["conversation_id"]
    assert (first["number"], first["answer"]["status"]) == (1, "answered")
    second = _ask(filled, "And in 2024?", spoken_in)
    assert second["question"]["text"] == "How much do the flood walls cost in 2024?"
    assert second["question"]["because"]

    read = filled.client.get(f"/v1/conversations/{spoken_in}").json()
    assert read["turns"] == [first, second]
    assert read["info"]["title"] == COST


def test_events_say_how_a_question_is_understood_and_end_with_the_turn(filled: Served) -> None:
    asked = {"question": COST, **NEW}
    with filled.client.stream("POST", "/v1/ask", json=asked, headers={"accept": "text/event-stream"}) as sent:
        told = list(events(sent))
    names = [name for name, _ in told]
    assert (names[0], names[-2], names[-1]) == ("understood", "answer", "turn")
    assert told[0][1]["text"] == COST
    assert told[-1][1]["answer"] == told[-2][1]


def test_what_is_unclear_is_asked_back_with_choices_of_the_archive(filled: Served) -> None:
    filled.add(
        "Minister Ilse Marrin met Tomas Odell at Port Ellery. Odell stayed for nine hours.", id="talks"
    )
    asked = {"question": "How long did he stay at Port Ellery?", **NEW}
    with filled.client.stream("POST", "/v1/ask", json=asked, headers={"accept": "text/event-stream"}) as sent:
        ((name, turn),) = events(sent)
    assert (name, turn["answer"]) == ("turn", None)
    choices = turn["asked_back"]["choices"]
    assert {choice["label"] for choice in choices} == {"Ilse Marrin", "Tomas Odell"}
    assert {choice["article_id"] for choice in choices} == {"talks"}

    filled.client.delete("/v1/articles/talks")
    kept = filled.client.get(f"/v1/conversations/{turn['conversation_id']}").json()["turns"]
    assert kept[0]["asked_back"] is None


def test_a_conversation_is_created_renamed_exported_and_deleted(filled: Served) -> None:
    made = filled.client.post("/v1/conversations", json={})
    assert made.status_code == 201
    spoken_in = made.json()["conversation_id"]
    _ask(filled, COST, spoken_in)
    assert filled.client.get(f"/v1/conversations/{spoken_in}").json()["info"]["title"] == COST

    renamed = filled.client.patch(f"/v1/conversations/{spoken_in}", json={"title": "Walls"}).json()
    assert (renamed["title"], renamed["turns"]) == ("Walls", 1)
    exported = filled.client.get(f"/v1/conversations/{spoken_in}/export")
    assert exported.headers["content-type"].startswith("text/markdown")
    assert exported.text.startswith(f"# Walls\n\n## {COST}\n")
    assert filled.client.delete(f"/v1/conversations/{spoken_in}").status_code == 204
    for method, path in (("GET", ""), ("GET", "/export"), ("DELETE", "")):
        missing = filled.client.request(method, f"/v1/conversations/{spoken_in}{path}")
        assert (missing.status_code, missing.json()["code"]) == (404, "ConversationNotFound")
    gone = filled.client.post("/v1/ask", json={"question": COST, "conversation_id": spoken_in})
    assert gone.status_code == 404


def test_the_list_goes_on_where_a_page_ended(filled: Served) -> None:
    made = [
        filled.client.post("/v1/conversations", json={"title": f"Talk {n}"}).json()["conversation_id"]
        for n in range(5)
    ]
    pages = [filled.client.get("/v1/conversations", params={"limit": 3}).json()]
    while pages[-1]["next"]:
        after = {"limit": 3, "cursor": pages[-1]["next"]}
        pages.append(filled.client.get("/v1/conversations", params=after).json())
    listed = [info["conversation_id"] for page in pages for info in page["conversations"]]
    assert listed[:5] == made[::-1]
    assert len(set(listed)) == len(listed) == pages[0]["total"]
    assert filled.client.get("/v1/conversations", params={"cursor": "nowhere"}).status_code == 422
