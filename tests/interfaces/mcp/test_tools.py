"""The tools through the official client: over HTTP with a real server, over stdio with a real process."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from api_server import WALLS, Served, served
from child_processes import child_environment
from command_line import Command
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from rag.app import now, open_newsdesk
from rag.domain import Scope
from rag.settings import Settings

TOOLS = {"search", "ask", "chat", "get_article", "summarize", "digest"}


def _over_http(desk: Served, do: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(f"{desk.address}/mcp") as client:
            return await do(client)

    return anyio.run(run)


def test_every_tool_returns_what_its_schema_says(filled: Served) -> None:
    calls = {
        "search": {"query": "flood walls", "limit": 2},
        "ask": {"question": "How much do the flood walls cost?"},
        "chat": {"message": "How much do the flood walls cost?"},
        "get_article": {"article_id": "walls"},
        "summarize": {"article_id": "walls"},
        "digest": {"article_ids": ["walls", "strike"]},
    }

    async def do(client: Client) -> dict[str, Any]:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == TOOLS
        results = {}
        for name, arguments in calls.items():
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            jsonschema.validate(result.structured_content, tools[name].output_schema)
            results[name] = result.structured_content
        return results

    results = _over_http(filled, do)
    assert results["get_article"]["text"] == WALLS
    assert results["search"]["hits"][0]["article_id"] == "walls"
    assert results["ask"]["status"] == "answered"
    assert results["digest"]["articles"] == 2
    for claim in results["ask"]["claims"]:
        for citation in claim["citations"]:
            article = filled.client.get(f"/v1/articles/{citation['article_id']}").json()
            assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_a_follow_up_is_understood_by_what_was_said_before(filled: Served) -> None:
    async def do(client: Client) -> list[Any]:
        first = await client.call_tool("chat", {"message": "How much do the flood walls cost?"})
        spoken_in = first.structured_content["conversation_id"]
        on = {"message": "And in 2024?", "conversation_id": spoken_in}
        return [first.structured_content, (await client.call_tool("chat", on)).structured_content]

    first, second = _over_http(filled, do)
    assert (first["number"], second["number"]) == (1, 2)
    assert second["question"]["text"] == "How much do the flood walls cost in 2024?"


def test_what_goes_wrong_is_said_to_the_model(filled: Served) -> None:
    async def do(client: Client) -> list[Any]:
        return [
            await client.call_tool("get_article", {"article_id": "nowhere"}),
            await client.call_tool("ask", {"question": ""}),
        ]

    missing, empty = _over_http(filled, do)
    assert missing.is_error
    assert "'nowhere'" in missing.content[0].text
    assert empty.is_error


def test_an_answer_in_the_making_tells_how_far_it_is(filled: Served) -> None:
    told: list[str] = []

    async def hear(done: float, total: float | None, message: str | None) -> None:
        told.append(message or "")

    async def do(client: Client) -> None:
        question = {"question": "How much do the flood walls cost?"}
        await client.call_tool("ask", question, progress_callback=hear)

    _over_http(filled, do)
    assert told[0].startswith("searching")


def test_a_server_that_wants_keys_wants_them_here_too(settings: Settings) -> None:
    with open_newsdesk(settings) as newsdesk:
        key = newsdesk.keys.add("reader", Scope.READ, at=now()).secret
    with served(settings, keys_required=True) as desk:
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        accept = {"accept": "application/json, text/event-stream"}
        assert desk.client.post("/mcp", json=body, headers=accept).status_code == 401
        allowed = desk.client.post("/mcp", json=body, headers={**accept, "authorization": f"Bearer {key}"})
        assert allowed.status_code == 200, allowed.text


def test_a_client_starts_it_and_speaks_over_stdio(
    newsdesk: Command, samples: str, settings_in_the_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    newsdesk("ingest", samples)
    program = [sys.executable, "-m", "rag", "mcp"]
    parameters = StdioServerParameters(
        command=program[0], args=program[1:], env=child_environment(), cwd=Path(__file__).parents[3]
    )

    async def run() -> Any:
        async with Client(stdio_client(parameters)) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            return await client.call_tool("search", {"query": "flood walls"})

    found = anyio.run(run)
    assert found.structured_content["hits"]
