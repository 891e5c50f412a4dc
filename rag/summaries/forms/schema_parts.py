"""What the schemas that apply to one place say together: types, choices, alternatives, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from rag.summaries.forms.accepting import Part

SCALARS = ("string", "number", "integer", "boolean", "null")


def keywords_of(part: Part) -> Mapping[str, Any]:
    return part.schema if isinstance(part.schema, Mapping) else {}


def joined_parts(parts: Sequence[Part]) -> list[Part]:
    """The parts with what they refer to and what they put together with `allOf`."""
    joined: dict[int, Part] = {}
    waiting = list(parts)
    while waiting:
        part = waiting.pop(0)
        if id(part.schema) not in joined:
            joined[id(part.schema)] = part
            waiting += [found for key in ("$ref", "$dynamicRef") if (found := part.referred(key))]
            waiting += [part.at(inner) for inner in keywords_of(part).get("allOf", ())]
    return list(joined.values())


def with_conditions(whole: Sequence[Part]) -> Iterator[tuple[Part, bool]]:
    """The parts, and those that hold under a condition only, with whether they hold in any case."""
    for part in whole:
        yield part, True
        conditional = [keywords_of(part)[key] for key in ("then", "else") if key in keywords_of(part)]
        conditional += list(keywords_of(part).get("dependentSchemas", {}).values())
        for schema in conditional:
            yield from ((inner, False) for inner in joined_parts([part.at(schema)]))


def described(whole: Sequence[Part]) -> str:
    """The first description; a title only if it says more than a name does."""
    for keyword, fewest in (("description", 1), ("title", 2)):
        for part in whole:
            said = keywords_of(part).get(keyword)
            if isinstance(said, str) and len(said.split()) >= fewest:
                return " ".join(said.split())
    return ""


def kinds_of(whole: Sequence[Part]) -> frozenset[str]:
    """The JSON types that all parts allow."""
    kinds = frozenset((*SCALARS, "object", "array"))
    for part in whole:
        keywords = keywords_of(part)
        if part.schema is False:
            return frozenset()
        if "type" in keywords:
            named = keywords["type"]
            allowed = {named} if isinstance(named, str) else set(named)
            kinds &= allowed | ({"integer"} if "number" in allowed else set())
        elif "const" in keywords or "enum" in keywords:
            values = [keywords["const"]] if "const" in keywords else keywords["enum"]
            kinds &= {kind for value in values for kind in _types_of(value)}
    if "number" in kinds:
        kinds -= {"integer"}
    return _hinted(whole, kinds)


def _hinted(whole: Sequence[Part], kinds: frozenset[str]) -> frozenset[str]:
    """Without a type, `properties` means an object, `items` a list, and nothing at all a single value."""
    if any({"type", "const", "enum"} & keywords_of(part).keys() for part in whole):
        return kinds
    hints = {"object": ("properties", "required", "patternProperties"), "array": ("items", "prefixItems")}
    named = {
        kind for kind, words in hints.items() if any(set(words) & keywords_of(part).keys() for part in whole)
    }
    return kinds & named if named else kinds - {"object", "array"}


def _types_of(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, int | float):
        return ("number", "integer")
    names = {str: "string", list: "array", dict: "object", type(None): "null"}
    return (names[type(value)],)


def choices_of(whole: Sequence[Part]) -> tuple[tuple[JsonValue, str], ...] | None:
    """The values of the first enum or constant, with the words of its own schema for a constant."""
    for part in whole:
        keywords = keywords_of(part)
        if "const" in keywords:
            return ((keywords["const"], described([part])),)
        if "enum" in keywords:
            return tuple((value, "") for value in keywords["enum"])
    return None


def has_options(whole: Sequence[Part]) -> bool:
    return any(keywords_of(part).get(key) for part in whole for key in ("oneOf", "anyOf"))


def null_fits(whole: Sequence[Part]) -> bool:
    """Whether an option of its own is null."""
    return any("null" in kinds_of([part.at(inner)]) for part in whole for inner in _alternatives(part))


def _alternatives(part: Part) -> Sequence[Any]:
    keywords = keywords_of(part)
    return keywords.get("oneOf") or keywords.get("anyOf") or ()


def options_of(whole: Sequence[Part]) -> list[tuple[Part, ...]]:
    """What a value may be by the first part with alternatives, each with all that holds in any case."""
    for at, part in enumerate(whole):
        alternatives = _alternatives(part)
        if alternatives:
            rest = {
                k: v for k, v in keywords_of(part).items() if k not in ("oneOf", "anyOf", "$ref", "allOf")
            }
            others = (*whole[:at], *([part.at(rest)] if rest else []), *whole[at + 1 :])
            return [(part.at(option), *others) for option in alternatives]
    return []
