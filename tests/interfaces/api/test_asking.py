"""Search, answers and their verification over HTTP."""

from __future__ import annotations

from pathlib import Path

from api_server import WALLS, Served, events


def test_search_finds_by_words_and_by_meaning(filled: Served) -> None:
    found = filled.client.post("/v1/search", json={"query": "cost of the flood walls", "k": 1}).json()
    hit = found["hits"][0]
    assert hit["article_id"] == "walls"
    assert hit["ranks"]["dense"] is not None
    assert WALLS[hit["start"] : hit["end"]] == hit["text"]
    assert found["searched"]["notes"] == []


def test_search_keeps_to_filters_and_times(filled: Served) -> None:
    only = {"query": "the", "filters": {"publishers": ["Harbour Courier"]}}
    assert {hit["article_id"] for hit in filled.client.post("/v1/search", json=only).json()["hits"]} == {
        "strike"
    }
    then = {"query": "the", "time_range": {"start": "2024-05-01T00:00:00Z"}}
    assert {hit["article_id"] for hit in filled.client.post("/v1/search", json=then).json()["hits"]} == {
        "walls"
    }


def test_an_answer_quotes_the_article_and_can_be_verified(filled: Served) -> None:
    answer = filled.client.post("/v1/ask", json={"question": "How much do the flood walls cost?"}).json()
    assert answer["status"] == "answered"
    for claim in answer["claims"]:
        for citation in claim["citations"]:
            article = filled.client.get(f"/v1/articles/{citation['article_id']}").json()
            assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    verified = filled.client.post("/v1/verify", json=answer).json()
    assert verified["ok"] is True
    filled.client.delete("/v1/articles/walls")
    assert filled.client.post("/v1/verify", json=answer).json()["ok"] is False


def test_an_answer_goes_out_as_a_bundle_that_can_be_checked(filled: Served, tmp_path: Path) -> None:
    answer = filled.client.post("/v1/ask", json={"question": "How much do the flood walls cost?"}).json()
    sent = filled.client.post("/v1/bundle", json=answer)
    assert (sent.status_code, sent.headers["content-type"]) == (200, "application/zip")
    kept = tmp_path / "walls.zip"
    kept.write_bytes(sent.content)
    assert filled.newsdesk.check_bundle(kept).ok

    citation = answer["claims"][0]["citations"][0]
    citation["quote"] = citation["quote"].replace("38", "83")
    refused = filled.client.post("/v1/bundle", json=answer)
    assert (refused.status_code, refused.json()["code"]) == (422, "VerificationFailed")


def test_events_tell_each_claim_and_end_with_the_whole_answer(filled: Served) -> None:
    asked = {"question": "How much do the flood walls cost?"}
    headers = {"accept": "text/event-stream"}
    with filled.client.stream("POST", "/v1/ask", json=asked, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        told = list(events(response))
    claims = [value["claim"] for name, value in told if name == "claim"]
    name, answer = told[-1]
    assert name == "answer"
    assert claims
    assert answer["claims"] == claims
    assert answer["searched"] in [value for name, value in told if name == "searched"]


def test_a_failure_in_a_stream_is_its_last_event(filled: Served) -> None:
    asked = {"question": "Who pays?", "model": "nobody:knows"}
    headers = {"accept": "text/event-stream"}
    with filled.client.stream("POST", "/v1/ask", json=asked, headers=headers) as response:
        told = list(events(response))
    assert told[-1][0] == "problem"
    assert told[-1][1]["status"] == 422
    assert filled.newsdesk  # and the next question is answered all the same
    assert filled.client.post("/v1/ask", json={"question": "Who pays?"}).status_code == 200


def test_status_says_what_there_is(filled: Served) -> None:
    status = filled.client.get("/v1/status").json()
    assert status["articles"] == 2
    assert status["model"]["provider"] == "extractive"
    assert status["model_queue"] == {"running": 0, "waiting": 0}
    assert filled.client.get("/healthz").json() == {"ok": True}
    assert filled.client.get("/readyz").json() == {"ok": True}


def test_metrics_count_requests_and_answers(filled: Served) -> None:
    filled.client.post("/v1/ask", json={"question": "How much do the flood walls cost?"})
    figures = filled.client.get("/metrics").text
    assert 'newsdesk_answers_total{provider="extractive",reason="",status="answered"} 1.0' in figures
    assert 'newsdesk_requests_total{method="POST",route="/v1/ask",status="200"} 1.0' in figures
    assert "newsdesk_model_waiting 0.0" in figures


def test_schemas_are_served(desk: Served) -> None:
    names = desk.client.get("/v1/schemas").json()["schemas"]
    assert "answer" in names
    for name in names:
        assert desk.client.get(f"/v1/schemas/{name}").json()["type"] == "object"
    assert desk.client.get("/v1/schemas/nothing").status_code == 404


def test_suggestions_are_questions_that_the_archive_answers(filled: Served) -> None:
    said = "The mayor said the bridge over the Marrow was shut for a week."
    filled.add(said, id="bridge", title="Bridge shut", published_at="2025-01-01T08:00:00Z")
    questions = filled.client.get("/v1/suggestions").json()["questions"]
    assert questions == ["What did the mayor say?"]
    answer = filled.client.post("/v1/ask", json={"question": questions[0]}).json()
    assert said in [citation["quote"] for citation in answer["citations"]]
