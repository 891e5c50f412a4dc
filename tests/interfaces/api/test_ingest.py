"""Ingest jobs over HTTP."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from api_server import WALLS, Served, served

from rag.settings import Settings


def _files(*files: tuple[str, bytes]) -> list[tuple[str, tuple[str, bytes]]]:
    return [("files", file) for file in files]


def test_files_come_in_and_their_names_are_only_names(desk: Served) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner.txt", "A story in an archive.\n\nIt has two paragraphs.")
    sent = _files(
        ("../../etc/passwd.txt", b"The first story is about a river."),
        ("/etc/hosts.md", b"# The second\n\nIt is about a bridge."),
        ("all.zip", packed.getvalue()),
        ("picture.png", b"\x89PNG"),
        ("https://example.com/x.txt", b"The fourth is about a name."),
    )
    report = desk.finished(desk.client.post("/v1/ingest", files=sent))
    assert report["added"] == 4
    assert [failed["source"] for failed in report["failed"]] == ["picture.png"]
    listed = desk.client.get("/v1/articles").json()["articles"]
    assert {article["source"] for article in listed} == {
        "passwd.txt",
        "hosts.md",
        "all.zip/inner.txt",
        "x.txt",
    }


def test_two_files_of_one_name_are_two_articles(desk: Served) -> None:
    sent = _files(("article.txt", b"One story is this."), ("article.txt", b"Another story is that."))
    assert desk.finished(desk.client.post("/v1/ingest", files=sent))["added"] == 2


def test_the_samples_are_one_request_away(desk: Served) -> None:
    report = desk.finished(desk.client.post("/v1/ingest/samples"))
    assert report["added"] >= 6
    assert report["failed"] == []


def test_an_address_is_fetched_through_the_guarded_door(desk: Served, tmp_path: Path) -> None:
    """This machine's own addresses are refused, so nothing behind the server can be reached through it."""
    report = desk.finished(desk.client.post("/v1/ingest", json={"urls": ["http://127.0.0.1:9/secret"]}))
    assert report["added"] == 0
    assert "127.0.0.1" in report["failed"][0]["error"]


@pytest.mark.parametrize(
    "address", ["/etc/passwd", "file:///etc/passwd", "urls+/etc/passwd", "-", "../x.txt"]
)
def test_a_path_is_no_address(desk: Served, address: str) -> None:
    refused = desk.client.post("/v1/ingest", json={"urls": [address]})
    assert refused.status_code == 422


def test_a_job_tells_how_far_it_is_and_where_it_is(desk: Served) -> None:
    accepted = desk.client.post("/v1/ingest", json={"text": WALLS})
    assert accepted.headers["location"] == f"/v1/ingest/{accepted.json()['job']['id']}"
    job = desk.wait_for(accepted.json()["job"]["id"])
    assert job["report"]["added"] == 1
    assert desk.client.get("/v1/ingest").json()[0] == job
    assert desk.client.get("/v1/ingest/nowhere").status_code == 404


def test_the_same_idempotency_key_is_the_same_job(desk: Served) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = desk.client.post("/v1/ingest", json={"text": WALLS}, headers=headers).json()["job"]["id"]
    second = desk.client.post("/v1/ingest", json={"text": WALLS}, headers=headers).json()["job"]["id"]
    assert first == second
    other = desk.client.post("/v1/ingest", json={"text": "Something else."}, headers=headers)
    assert other.status_code == 409
    assert other.json()["code"] == "IdempotencyConflict"


def test_a_job_of_a_server_that_ended_is_done_by_the_next_one(settings: Settings) -> None:
    """What is queued when a server ends has been stored with everything it takes in."""
    with served(settings) as first:
        jobs = [
            first.client.post("/v1/ingest", json={"text": f"Story number {n}."}).json()["job"]["id"]
            for n in range(8)
        ]
    with served(settings) as second:
        assert [second.wait_for(job)["state"] for job in jobs] == ["done"] * 8
        assert second.client.get("/v1/articles").json()["total"] == 8


def test_a_job_that_is_over_keeps_nothing_of_what_it_took_in(desk: Served) -> None:
    desk.add("A text that is to be forgotten entirely.", id="gone")
    desk.client.delete("/v1/articles/gone")
    held = b"".join(path.read_bytes() for path in desk.newsdesk.settings.data.glob("catalogue.db*"))
    assert b"forgotten entirely" not in held


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"<x/>", "application/xml", 415),
        (b"{", "application/json", 422),
        (b"{}", "application/json", 422),
        (b'{"text": "a", "surprise": 1}', "application/json", 422),
        (b'{"text": ""}', "application/json", 422),
        (b"[1]", "application/json", 422),
        (b"--x--\r\n", "multipart/form-data; boundary=x", 422),
        (b"nonsense", "multipart/form-data", 400),
    ],
)
def test_what_cannot_be_taken_in_is_refused(desk: Served, body: bytes, kind: str, status: int) -> None:
    refused = desk.client.post("/v1/ingest", content=body, headers={"content-type": kind})
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
