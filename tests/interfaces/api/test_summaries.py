"""Summaries over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from api_server import WALLS, Served


def test_a_summary_stands_in_the_article(filled: Served) -> None:
    summary = filled.client.post("/v1/summaries", json={"article_id": "walls"}).json()
    assert summary["article"]["article_id"] == "walls"
    assert summary["key_points"]
    for point in summary["key_points"]:
        for citation in point["citations"]:
            assert WALLS[citation["start"] : citation["end"]] == citation["quote"]


def test_an_article_that_is_not_there_has_none(desk: Served) -> None:
    assert desk.client.post("/v1/summaries", json={"article_id": "nowhere"}).status_code == 404


def test_a_schema_in_the_body_says_what_is_wanted(filled: Served) -> None:
    schema = {
        "type": "object",
        "properties": {
            "metres": {"type": ["number", "null"]},
            "places": {"type": "array", "items": {"type": "string"}},
        },
    }
    reply = filled.client.post("/v1/summaries", json={"article_id": "walls", "schema": schema})
    assert reply.status_code == 200
    summary = reply.json()
    assert set(summary["data"]) == {"metres", "places"}
    for places in summary["evidence"].values():
        assert all(WALLS[place["start"] : place["end"]] == place["quote"] for place in places)


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"properties": {"a": {"$ref": "https://x.example/a"}}}, "SchemaRefused"),
        ({"properties": {"winner": {"type": "string"}}, "required": ["winner"]}, "SchemaUnmet"),
    ],
)
def test_a_schema_that_cannot_be_met_is_a_problem(filled: Served, schema: dict[str, Any], code: str) -> None:
    reply = filled.client.post("/v1/summaries", json={"article_id": "walls", "schema": schema})
    assert (reply.status_code, reply.json()["code"]) == (422, code)
