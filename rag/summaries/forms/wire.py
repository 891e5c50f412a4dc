"""A form as the strict JSON Schema that a strong model fills, and back: each value with sentence numbers.

Strict schemas have no free keys, no optional fields, no `oneOf` and no `allOf`. So every field is asked for
and may be null, open keys are pairs, and the fields of a tuple have numbers. What such a schema cannot say
(patterns, bounds, conditions) is checked afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import JsonValue

from rag.summaries.forms.drafts import (
    Candidate,
    ChoiceDraft,
    Draft,
    GroupDraft,
    LeafDraft,
    ListDraft,
    TableDraft,
)
from rag.summaries.forms.form import Choice, Field, Group, Leaf, Listing, Node, Table

ROOT = "form"
"""The field of the document that holds the form: the outermost schema has to be an object."""
DEEPEST = 10
"""Levels of nesting that strict schemas may have with OpenAI."""
_SENTENCES = {"type": "array", "items": {"type": "integer"}}
_HINTS = {
    "date": "as YYYY-MM-DD",
    "date-time": "as YYYY-MM-DDTHH:MM:SS with its zone",
    "time": "as HH:MM:SS with its zone",
    "duration": "as an ISO 8601 duration",
    "email": "an e-mail address",
    "uri": "a web address",
}


def wire_schema(form: Node) -> dict[str, Any]:
    """The schema handed to the model."""
    return _object({ROOT: _may_be_null(_wire(form))})


def depth_of(schema: object) -> int:
    """Levels of objects within objects, the outermost counted."""
    if isinstance(schema, dict):
        inner = max((depth_of(value) for value in schema.values()), default=0)
        return inner + (schema.get("type") == "object")
    return max((depth_of(item) for item in schema), default=0) if isinstance(schema, list) else 0


def _wire(node: Node) -> dict[str, Any]:
    said = {"description": node.label.description} if node.label.description else {}
    match node:
        case Leaf():
            return {**_leaf(node), **said}
        case Group():
            return {**_object({item.name: _may_be_null(_wire(item.node)) for item in _asked(node)}), **said}
        case Listing(firsts=firsts) if firsts:
            fields = {_place(at): _may_be_null(_wire(first)) for at, first in enumerate(firsts)}
            return {**_object(fields), **said}
        case Listing(item=Node() as item):
            return {"type": "array", "items": _wire(item), **said}
        case Table(value=value):
            return {"type": "array", "items": _object({"key": _KEY, "value": _wire(value)}), **said}
        case Choice(options=options):
            return {"anyOf": [_wire(option) for option in options], **said}
    return _object({"value": {"type": "null"}, "sentences": _SENTENCES})


def _leaf(leaf: Leaf) -> dict[str, Any]:
    if leaf.choices is not None:
        values = list(dict.fromkeys([*(value for value, _ in leaf.choices if _is_scalar(value)), None]))
        value: dict[str, Any] = {"enum": values}
        told = "; ".join(f"{value}: {words}" for value, words in leaf.choices if words)
    else:
        value = {"type": [*sorted(leaf.kinds), "null"]}
        told = ", ".join(_HINTS.get(name, name) for name in sorted(leaf.formats))
    if told:
        value["description"] = told
    return _object({"value": value, "sentences": _SENTENCES})


def _is_scalar(value: JsonValue) -> bool:
    return not isinstance(value, list | dict)


def _asked(group: Group) -> list[Field]:
    """The fields that a model is asked for: not those that the schema fills by itself."""
    return [item for item in group.fields if not (isinstance(item.node, Leaf) and item.node.constant)]


def _place(at: int) -> str:
    return f"item_{at + 1}"


def _may_be_null(wire: dict[str, Any]) -> dict[str, Any]:
    options = wire.get("anyOf", [wire])
    said = {"description": wire["description"]} if "anyOf" in wire and "description" in wire else {}
    return {"anyOf": [*options, {"type": "null"}], **said}


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


_KEY = _object({"value": {"type": "string"}, "sentences": _SENTENCES})


# --- and back -----------------------------------------------------------------------------------------------


def read_wire(node: Node, said: object) -> Draft | None:
    """The draft in what a model wrote; what has not the form that was asked for is left out."""
    match node, said:
        case Leaf(), _:
            candidate = _candidate(said)
            return LeafDraft((candidate,)) if candidate else None
        case Group(), dict():
            read = {item.name: read_wire(item.node, said.get(item.name)) for item in _asked(node)}
            return GroupDraft({name: draft for name, draft in read.items() if draft is not None})
        case Listing(firsts=firsts), dict() if firsts:
            return ListDraft(tuple(read_wire(first, said.get(_place(at))) for at, first in enumerate(firsts)))
        case Listing(item=Node() as item), list():
            return ListDraft(items=_all_read(item, said))
        case Table(value=value), list():
            pairs = [
                (_candidate(e.get("key")), read_wire(value, e.get("value")))
                for e in said
                if isinstance(e, dict)
            ]
            return TableDraft(tuple((key, draft) for key, draft in pairs if key and draft))
        case Choice(options=options), _:
            fit = ((n, read_wire(option, said)) for n, option in enumerate(options) if _may_be(option, said))
            read_options = tuple((n, draft) for n, draft in fit if draft is not None)
            return ChoiceDraft(read_options) if read_options else None
    return None


def _all_read(node: Node, said: Sequence[object]) -> tuple[Draft, ...]:
    return tuple(draft for item in said if (draft := read_wire(node, item)) is not None)


def _candidate(said: object) -> Candidate | None:
    if not isinstance(said, dict) or said.get("value") is None or isinstance(said["value"], dict | list):
        return None
    numbers = said.get("sentences")
    cited = [n for n in numbers if type(n) is int] if isinstance(numbers, list) else []
    value = said["value"]
    return Candidate(value.strip() if isinstance(value, str) else value, tuple(cited))


def _may_be(option: Node, said: object) -> bool:
    """Whether what was said has the outer form of this option."""
    if isinstance(option, Group):
        return (
            isinstance(said, dict)
            and set(said) == {item.name for item in _asked(option)}
            and all(_is_told(item.node, said[item.name]) for item in _asked(option))
        )
    if isinstance(option, Leaf):
        return isinstance(said, dict) and set(said) == {"value", "sentences"}
    return isinstance(said, dict if isinstance(option, Listing) and option.firsts else list | dict)


def _is_told(node: Node, said: object) -> bool:
    """Whether a constant that tells this option from others is given; anything goes for other fields."""
    if not (isinstance(node, Leaf) and node.is_telling and node.choices):
        return True
    return isinstance(said, dict) and said.get("value") in [value for value, _ in node.choices]
