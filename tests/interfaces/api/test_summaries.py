"""Summaries over HTTP."""

from __future__ import annotations

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
