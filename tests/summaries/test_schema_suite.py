"""The door for readers' schemas against the JSON Schema test suite, where that is at hand."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from json_schema_suite import examples, suite_beside

from rag.errors import SchemaRefused
from rag.summaries.forms.accepting import accept

REMOTE = {"refRemote.json": 31, "dynamicRef.json": 13, "vocabulary.json": 5}
"""Examples of the required part that rest on schemas somewhere else. They are refused."""
ASSERTED = "format.json"
"""Examples that take formats for remarks, where here they are held to."""


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Counter[str]]:
    """By file: how many examples are judged right, judged wrong, and refused, with the reason."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples(suite_beside(Path(os.environ["TESTS_USERS_ASSETS"]))):
        try:
            is_valid = accept(example.schema).problem(example.value) is None
        except SchemaRefused as refused:
            is_foreign = "Nothing is loaded" in str(refused) or "can be honoured" in str(refused)
            found[example.file]["refused" if is_foreign else str(refused)] += 1
        else:
            found[example.file]["right" if is_valid is example.is_valid else "wrong"] += 1
    if not found:
        pytest.skip("the suite is not there: python tests/json_schema_suite.py fetches it")
    return found


def test_every_required_example_is_judged_right_or_lies_elsewhere(outcomes: dict[str, Counter[str]]) -> None:
    required = {file: counts for file, counts in outcomes.items() if "/" not in file and file != ASSERTED}
    assert sum(counts["right"] for counts in required.values()) > 1000
    assert {file: set(counts) for file, counts in required.items() if file not in REMOTE} == {
        file: {"right"} for file in required if file not in REMOTE
    }
    assert {file: counts["refused"] for file, counts in required.items() if counts["refused"]} == REMOTE


@pytest.mark.parametrize(
    "name", ["date", "duration", "ipv4", "ipv6", "json-pointer", "uri", "uri-reference", "uuid"]
)
def test_formats_are_held_to(outcomes: dict[str, Counter[str]], name: str) -> None:
    counts = outcomes[f"optional/format/{name}.json"]
    assert counts["right"] > 10
    assert set(counts) == {"right"}
