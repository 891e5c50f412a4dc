"""What foreign pages, foreign names and strangers get from the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest
from api_server import Served, served, settings_at
from command_line import ModelServer

from rag.app import now, open_newsdesk
from rag.domain import Scope
from rag.errors import SettingsError
from rag.interfaces.api.logs import ServerLog
from rag.interfaces.api.serving import Place, serving
from rag.settings import Settings


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all who are refused: they change nothing."""
    with ModelServer() as models, served(settings_at(models, tmp_path_factory.mktemp("guarded"))) as running:
        yield running


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[", "10.0.0.1"]
)
def test_a_foreign_name_for_this_machine_is_refused(guarded: Served, host: str) -> None:
    """DNS rebinding: the browser believes that it talks to evil.example."""
    refused = guarded.client.get("/v1/articles", headers={"host": host})
    assert refused.status_code in (400, 403)
    assert "articles" not in refused.json()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]:8484", "LOCALHOST:8484"])
def test_loopback_goes_by_all_its_names(guarded: Served, host: str) -> None:
    assert guarded.client.get("/v1/articles", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "http://["},
    ],
)
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_page_of_another_site_changes_nothing(
    guarded: Served, method: str, headers: dict[str, str]
) -> None:
    guarded.add("A text that stays where it is.", id="stays")
    before = guarded.client.get("/v1/ingest").json()
    path = "/v1/ingest/samples" if method == "POST" else "/v1/articles/stays"
    refused = guarded.client.request(method, path, headers=headers)
    assert refused.status_code == 403
    assert refused.json()["code"] == "ForeignRequest"
    assert guarded.client.get("/v1/articles/stays").status_code == 200
    assert guarded.client.get("/v1/ingest").json() == before


def test_our_own_page_may_change_things(desk: Served) -> None:
    own = {"origin": desk.address, "sec-fetch-site": "same-origin"}
    assert desk.client.post("/v1/ingest", json={"text": "A text."}, headers=own).status_code == 202


def test_no_other_origin_is_let_in(guarded: Served) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    preflight = guarded.client.options("/v1/ask", headers=asked)
    read = guarded.client.get("/v1/articles", headers={"origin": "https://evil.example"})
    for response in (preflight, read):
        assert not [name for name in response.headers if name.startswith("access-control-")]


def test_a_form_of_another_site_is_no_json(guarded: Served) -> None:
    """What a form can send without asking first is not read as JSON."""
    body = '{"question": "Who?"}'
    sent = guarded.client.post("/v1/ask", content=body, headers={"content-type": "text/plain"})
    assert sent.status_code == 422


@pytest.mark.parametrize("path", ["/v1/status", "/healthz", "/nowhere", "/metrics", "/openapi.json"])
def test_every_answer_is_kept_from_being_framed_sniffed_and_cached(guarded: Served, path: str) -> None:
    headers = guarded.client.get(path).headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "set-cookie" not in headers
    assert "server" not in headers


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/./x"]
)
def test_no_path_of_a_request_reaches_the_disk(guarded: Served, path: str) -> None:
    place = urlsplit(guarded.address)
    with socket.create_connection((place.hostname, place.port), timeout=5) as connection:
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"root:" not in answer


@pytest.fixture
def locked(settings: Settings) -> Iterator[tuple[Served, dict[str, str]]]:
    """A server that wants keys, and one key of each scope."""
    with open_newsdesk(settings) as newsdesk:
        keys = {scope.value: newsdesk.keys.add(scope.value, scope, at=now()).secret for scope in Scope}
    with served(settings, keys_required=True) as running:
        yield running, keys


def _as(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def test_without_a_key_only_health_and_the_description_are_open(
    locked: tuple[Served, dict[str, str]],
) -> None:
    desk, _ = locked
    for path in ("/healthz", "/readyz", "/openapi.json"):
        assert desk.client.get(path).status_code == 200
    document = desk.client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        if path in ("/healthz", "/readyz"):
            continue
        for method in operations:
            refused = desk.client.request(method, path.replace("{", "").replace("}", ""))
            assert refused.status_code == 401, (method, path)
            assert refused.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("key", ["-", "nd_wrong", "x" * 10_000, "ü"])
def test_a_wrong_key_opens_nothing(locked: tuple[Served, dict[str, str]], key: str) -> None:
    desk, _ = locked
    headers = [("authorization", f"Bearer {key}".encode())]
    assert desk.client.get("/v1/articles", headers=headers).status_code == 401


def test_a_key_opens_what_its_scope_says(locked: tuple[Served, dict[str, str]]) -> None:
    desk, keys = locked
    tries = {
        "read": lambda key: desk.client.get("/v1/articles", headers=_as(key)),
        "write": lambda key: desk.client.post("/v1/ingest", json={"text": "A text."}, headers=_as(key)),
        "admin": lambda key: desk.client.post(
            "/v1/ingest/read", json={"articles": [{"text": "A text.", "source": "a.txt"}]}, headers=_as(key)
        ),
    }
    order = list(tries)
    for held, key in keys.items():
        for wanted, attempt in tries.items():
            opens = order.index(held) >= order.index(wanted)
            assert attempt(key).is_success is opens, (held, wanted)


def test_who_reads_may_ask_on_and_who_writes_may_rename_and_delete(
    locked: tuple[Served, dict[str, str]],
) -> None:
    desk, keys = locked
    made = desk.client.post("/v1/conversations", json={"title": "Talk"}, headers=_as(keys["read"]))
    place = f"/v1/conversations/{made.json()['conversation_id']}"
    assert desk.client.get(place).status_code == 401
    assert desk.client.get(place, headers=_as(keys["read"])).status_code == 200
    for key, opens in (("read", False), ("write", True)):
        renamed = desk.client.patch(place, json={"title": "Mine"}, headers=_as(keys[key]))
        deleted = desk.client.delete(place, headers=_as(keys[key]))
        assert (renamed.is_success, deleted.is_success) == (opens, opens)


def test_only_an_administrator_names_a_model(locked: tuple[Served, dict[str, str]]) -> None:
    desk, keys = locked
    asked = {"question": "Who?", "model": "openai:expensive"}
    refused = desk.client.post("/v1/ask", json=asked, headers=_as(keys["read"]))
    assert refused.status_code == 403
    extractive = {"question": "Who?", "model": "extractive"}
    assert desk.client.post("/v1/ask", json=extractive, headers=_as(keys["read"])).status_code == 200


def test_a_revoked_key_is_refused_at_once(locked: tuple[Served, dict[str, str]], settings: Settings) -> None:
    desk, keys = locked
    assert desk.client.get("/v1/articles", headers=_as(keys["read"])).status_code == 200
    with open_newsdesk(settings) as newsdesk:
        newsdesk.keys.revoke("read", at=now())
    assert desk.client.get("/v1/articles", headers=_as(keys["read"])).status_code == 401


def test_a_key_is_kept_as_a_hash_only_and_never_logged(locked: tuple[Served, dict[str, str]]) -> None:
    desk, keys = locked
    desk.client.get("/v1/articles", headers=_as(keys["read"]))
    stored = b"".join(path.read_bytes() for path in desk.newsdesk.settings.data.rglob("*") if path.is_file())
    for key in keys.values():
        assert key.encode() not in stored
        assert key not in desk.log.getvalue()
    assert (desk.newsdesk.settings.data / "keys.json").stat().st_mode & 0o077 == 0
    assert (desk.newsdesk.settings.data / "server.json").stat().st_mode & 0o077 == 0


def test_it_does_not_listen_beyond_this_machine_without_a_key(settings: Settings) -> None:
    log = ServerLog(with_text=False)
    with (
        open_newsdesk(settings) as newsdesk,
        pytest.raises(SettingsError, match="newsdesk keys add"),
        serving(newsdesk, Place("0.0.0.0", 0), keys_required=False, log=log),  # noqa: S104
    ):
        pass


def test_a_port_that_is_taken_is_named(desk: Served, settings: Settings) -> None:
    taken = urlsplit(desk.address).port or 0
    other = settings.model_copy(update={"data": settings.data / "other"})
    log = ServerLog(with_text=False)
    with (
        open_newsdesk(other) as newsdesk,
        pytest.raises(SettingsError, match=str(taken)),
        serving(newsdesk, Place(port=taken), keys_required=False, log=log),
    ):
        pass


def test_what_was_asked_is_logged_only_if_asked_for(settings: Settings) -> None:
    for wanted in (False, True):
        chosen = settings.model_copy(update={"log_text": wanted})
        with served(chosen) as desk:
            desk.client.post("/v1/search", json={"query": "a very private matter"})
            desk.client.get("/v1/articles", params={"q": "another private matter"})
            log = desk.log.getvalue()
        assert ("a very private matter" in log) is wanted
        assert "another private matter" not in log


def test_every_request_has_an_id_in_answer_and_log(desk: Served) -> None:
    given = desk.client.get("/healthz", headers={"x-request-id": "mine-1"})
    assert given.headers["x-request-id"] == "mine-1"
    forged = desk.client.get("/healthz", headers={"x-request-id": 'x" } {'})
    made = forged.headers["x-request-id"]
    assert made.isalnum()
    assert desk.until(lambda: [line["request_id"] for line in desk.logged()] == ["mine-1", made])


def test_a_bug_of_ours_shows_nothing_but_its_id(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(desk.newsdesk, "article_page", trip)
    failed = desk.client.get("/v1/articles")
    assert failed.status_code == 500
    assert failed.headers["content-type"] == "application/problem+json"
    assert "secret" not in failed.text
    bug = next(line for line in desk.logged() if line["event"] == "bug")
    assert bug["request_id"] == failed.headers["x-request-id"]
    assert "secret detail" in bug["exception"]


def test_a_request_that_carries_too_much_is_refused(settings: Settings) -> None:
    with served(settings.model_copy(update={"serve_upload": 1})) as desk:
        big = b"x" * 1_100_000
        announced = desk.client.post("/v1/ingest", files={"files": ("big.txt", big)})
        assert announced.status_code == 413
        assert announced.headers["content-type"] == "application/problem+json"

        def pieces() -> Iterator[bytes]:
            yield b'{"text": "'
            for _ in range(11):
                yield b"x" * 100_000
            yield b'"}'

        kind = {"content-type": "application/json"}
        unannounced = httpx2.post(f"{desk.address}/v1/ingest", content=pieces(), headers=kind)
        assert unannounced.status_code == 413
        assert desk.client.get("/v1/ingest").json() == []


def test_a_key_has_so_many_requests_a_minute(settings: Settings) -> None:
    with open_newsdesk(settings) as newsdesk:
        key = newsdesk.keys.add("busy", Scope.READ, at=now()).secret
    with served(settings.model_copy(update={"serve_rate": 5})) as desk:
        codes = [desk.client.get("/v1/status", headers=_as(key)).status_code for _ in range(8)]
        refused = desk.client.get("/v1/status", headers=_as(key))
        assert codes[:5] == [200] * 5
        assert codes[-1] == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["code"] == "TooManyRequests"
        assert desk.client.get("/v1/status").status_code == 200
