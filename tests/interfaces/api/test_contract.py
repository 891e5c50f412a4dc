"""The server keeps to its own OpenAPI document; `python -m eval.serving.contract` asks for longer."""

from __future__ import annotations

import pytest
from api_server import STRIKE, WALLS, served

from eval.serving.contract import keeps_contract
from rag.app import now, open_newsdesk
from rag.domain import Scope
from rag.settings import Settings


@pytest.mark.parametrize(
    "with_key", [pytest.param(False, id="open", marks=pytest.mark.soak), pytest.param(True, id="with a key")]
)
def test_whatever_is_sent_the_contract_holds(settings: Settings, with_key: bool) -> None:
    chosen = settings.model_copy(update={"serve_rate": 1_000_000})
    key = None
    if with_key:
        with open_newsdesk(chosen) as newsdesk:
            key = newsdesk.keys.add("all", Scope.ADMIN, at=now()).secret
    with served(chosen, keys_required=with_key) as desk:
        desk.client.headers["authorization"] = f"Bearer {key}"
        desk.add(WALLS, id="walls", title="Higher walls")
        desk.add(STRIKE, id="strike", title="Strike")
        kept, said = keeps_contract(desk.address, examples=3, key=key, phases="fuzzing,stateful")
        bugs = [line for line in desk.logged() if line["event"] == "bug"]
    assert bugs == []
    assert kept, said


def test_every_problem_a_route_may_answer_with_is_documented(settings: Settings) -> None:
    with served(settings) as desk:
        document = desk.client.get("/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if path in ("/healthz", "/readyz"):
                continue
            assert {"401", "403", "422", "429"} <= set(operation["responses"]), (method, path)
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (method, path, status)
