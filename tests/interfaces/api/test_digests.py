"""Digests over HTTP."""

from __future__ import annotations

import pytest
from api_server import STRIKE, WALLS, Served

TEXTS = {"walls": WALLS, "strike": STRIKE}


def test_a_digest_stands_in_its_articles(filled: Served) -> None:
    digest = filled.client.post("/v1/digests", json={}).json()
    told = [item["article"]["article_id"] for story in digest["stories"] for item in story["articles"]]
    assert sorted(told) == ["strike", "walls"]
    points = [point for story in digest["stories"] for point in story["what_happened"]]
    assert points
    for point in points:
        for place in point["citations"]:
            assert TEXTS[place["article_id"]][place["start"] : place["end"]] == place["quote"]


def test_topic_range_and_filters_choose(filled: Served) -> None:
    def chosen(body: dict[str, object]) -> set[str]:
        digest = filled.client.post("/v1/digests", json=body).json()
        return {item["article"]["article_id"] for story in digest["stories"] for item in story["articles"]}

    assert chosen({"time_range": {"start": "2024-05-01T00:00:00Z"}}) == {"walls"}
    assert chosen({"filters": {"publishers": ["Harbour Courier"]}}) == {"strike"}
    assert chosen({"filters": {"articles": ["walls"]}}) == {"walls"}
    assert "walls" in chosen({"topic": "higher flood walls along the river"})


def test_no_article_is_a_digest_that_says_why(desk: Served) -> None:
    digest = desk.client.post("/v1/digests", json={}).json()
    assert (digest["stories"], digest["reason"]) == ([], "no_articles")


def test_a_series_says_what_is_new(filled: Served) -> None:
    body = {"series": {"name": "daily", "new_since": "last"}}
    first = filled.client.post("/v1/digests", json=body).json()
    assert (first["news"], first["name"]) == (None, "daily")
    filled.add("The lighthouse of Oster was lit again on Monday after two years of work.", id="lamp")
    second = filled.client.post("/v1/digests", json=body).json()
    assert second["news"]["articles"] == ["lamp"]
    assert second["news"]["unchanged"]
    body["series"]["new_since"] = "2020-01-01T00:00:00Z"
    assert filled.client.post("/v1/digests", json=body).json()["news"] is None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"filters": {"articles": ["nowhere"]}}, 404),
        ({"topic": " "}, 422),
        ({"series": {"new_since": "last"}}, 422),
        ({"series": {"name": "daily", "new_since": "soon"}}, 422),
        ({"series": {"name": "daily", "new_since": 7}}, 422),
        ({"colour": "red"}, 422),
    ],
)
def test_what_cannot_be_done_is_a_problem(desk: Served, body: dict[str, object], status: int) -> None:
    reply = desk.client.post("/v1/digests", json=body)
    assert reply.status_code == status
    assert reply.headers["content-type"] == "application/problem+json"
