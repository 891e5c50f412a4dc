"""Which schemas of readers are accepted, and why the others are not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from rag.errors import SchemaRefused
from rag.summaries.forms.accepting import accept
from rag.summaries.forms.form import Group, Leaf, Listing, leaves_of, read_form

REFUSED: list[tuple[Any, str]] = [
    ([], "an array"),
    ("{}", "a string"),
    ({"$schema": "http://json-schema.org/draft-07/schema#"}, "draft-07"),
    ({"properties": {"a": {"$schema": "https://json-schema.org/draft/2019-09/schema"}}}, "2019-09"),
    ({"type": "strin"}, "is no JSON Schema: /type"),
    ({"type": "string", "pattern": "("}, "is not a 'regex'"),
    ({"required": "a"}, "/required"),
    ({"properties": {"a": {"$ref": "https://example.org/a.json"}}}, "Nothing is loaded"),
    ({"properties": {"a": {"$ref": "file:///etc/passwd"}}}, "Nothing is loaded"),
    ({"properties": {"a": {"$ref": "#/$defs/nowhere"}}}, "does not stand in it"),
    ({"properties": {"a": {"$dynamicRef": "other.json#a"}}}, "does not stand in it"),
    ({"$ref": "#"}, "refers to itself without end"),
    ({"anyOf": [{"type": "string"}, {"$ref": "#"}]}, "refers to itself without end"),
    ({"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"not": {"$ref": "#/$defs/a"}}}}, "itself"),
    ({"type": "object", "properties": {"next": {"$ref": "#"}}, "required": ["next"]}, "without end"),
    ({"type": "array", "items": {"$ref": "#"}, "minItems": 1}, "without end"),
    ({"type": "string", "description": "x" * 300_000}, "characters"),
    ({"maximum": float("nan")}, "no JSON"),
    ({"type": "object"}, "asks for no value"),
    ({"type": "null"}, "asks for no value"),
    (False, "asks for no value"),
    ({"type": "object", "properties": {f"f{n}": {"type": "string"} for n in range(500)}}, "more than 400"),
]


@pytest.mark.parametrize(("schema", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_a_schema_that_cannot_be_honoured_is_refused_with_the_reason(schema: Any, reason: str) -> None:
    with pytest.raises(SchemaRefused, match=reason):
        read_form(accept(schema))


def test_a_schema_nested_without_measure_is_refused() -> None:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(3000):
        schema = {"not": schema}
    with pytest.raises(SchemaRefused, match="nested too deeply"):
        accept(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"next": {"$ref": "#"}, "name": {"type": "string"}}},
        {
            "$id": "urn:form",
            "properties": {"a": {"$ref": "urn:form#/$defs/a"}},
            "$defs": {"a": {"type": "string"}},
        },
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "string"},
        {"properties": {"list": {"oneOf": [{"type": "null"}, {"$ref": "#"}]}, "n": {"type": "number"}}},
    ],
    ids=["a tree", "an address of its own", "named dialect", "a chain that may end"],
)
def test_recursion_that_ends_and_references_within_are_accepted(schema: dict[str, Any]) -> None:
    assert list(leaves_of(read_form(accept(schema))))


def test_values_are_held_against_formats_too() -> None:
    accepted = accept(
        {
            "properties": {
                "day": {"format": "date"},
                "moment": {"format": "date-time"},
                "span": {"format": "duration"},
                "link": {"format": "uri"},
            }
        }
    )
    good = {
        "day": "2024-02-29",
        "moment": "2024-02-29T10:00:00Z",
        "span": "PT9H",
        "link": "https://a.example/",
    }
    assert accepted.problem(good) is None
    bad = {"day": "2023-02-29", "moment": "2024-02-29 10:00", "span": "9 hours", "link": "not a link"}
    for name, value in bad.items():
        assert f"/{name}: " in (accepted.problem({**good, name: value}) or "")


def test_a_pydantic_model_is_a_form() -> None:
    class Person(BaseModel):
        name: str
        role: str | None = None

    class Story(BaseModel):
        title: str
        people: list[Person] = []

    form = read_form(accept(Story.model_json_schema()))
    assert isinstance(form, Group)
    assert [(field.name, field.is_required) for field in form.fields] == [("title", True), ("people", False)]
    people = form.fields[1].node
    assert isinstance(people, Listing)
    assert isinstance(people.item, Group)
    role = people.item.fields[1].node
    assert isinstance(role, Leaf)
    assert role.is_nullable
