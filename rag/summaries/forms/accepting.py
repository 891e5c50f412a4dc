"""The door for schemas of readers: JSON Schema 2020-12 that stands by itself, or the reason why not.

Nothing is loaded from anywhere: what a schema refers to is in the schema, or is the meta-schema itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, SchemaError, ValidationError
from jsonschema_specifications import REGISTRY
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012, Schema

from rag.domain import sha256_of
from rag.errors import SchemaRefused

if TYPE_CHECKING:
    from referencing._core import Resolver

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LARGEST = 200_000
"""Characters of a schema as JSON."""
_REFERENCES = ("$ref", "$dynamicRef")
_SAME_PLACE = ("allOf", "anyOf", "oneOf")
_SAME_PLACE_ALONE = ("not", "if", "then", "else")
CHECKED_FORMATS = frozenset(Draft202012Validator.FORMAT_CHECKER.checkers)


@dataclass(frozen=True)
class Part:
    """A schema within a schema, with what its references resolve against."""

    schema: Schema
    resolver: Resolver[Schema]

    def at(self, schema: Schema) -> Part:
        """A schema that stands within this one."""
        return Part(schema, self.resolver.in_subresource(DRAFT202012.create_resource(schema)))

    def referred(self, keyword: str) -> Part | None:
        """What a reference of this schema points at; None if it has none. Raises `SchemaRefused`."""
        if not isinstance(self.schema, Mapping) or keyword not in self.schema:
            return None
        reference = str(self.schema[keyword])
        try:
            found = self.resolver.lookup(reference)
        except Unresolvable:
            raise SchemaRefused(
                f"The schema refers to {reference!r}, which does not stand in it. Nothing is loaded from "
                "elsewhere: put it under `$defs`."
            ) from None
        return Part(found.contents, found.resolver)


@dataclass(frozen=True)
class Accepted:
    """A schema that can be honoured: values can be checked against it and against its parts."""

    schema: Schema

    @property
    def sha256(self) -> str:
        return sha256_of(json.dumps(self.schema, sort_keys=True, ensure_ascii=False))

    @cached_property
    def root(self) -> Part:
        resource = DRAFT202012.create_resource(self.schema)
        return Part(self.schema, REGISTRY.resolver_with_root(resource))

    @cached_property
    def _validator(self) -> Draft202012Validator:
        # the schema stands under its own address, so that no reference to itself leaves it
        return Draft202012Validator(
            self.schema, registry=REGISTRY, format_checker=Draft202012Validator.FORMAT_CHECKER
        )

    def problem(self, value: object, part: Part | None = None) -> str | None:
        """What is wrong with a value by the schema or a part of it, formats included; None if nothing is."""
        if part is None:
            found = self._validator.iter_errors(value)
        else:
            found = self._validator.descend(value, part.schema, resolver=part.resolver)
        first: ValidationError | None = next(iter(found), None)
        return None if first is None else _told(first)


def accept(schema: object) -> Accepted:
    """The schema, if it can be honoured. Raises `SchemaRefused` with the reason."""
    if not isinstance(schema, Mapping | bool):
        raise SchemaRefused(f"A JSON Schema is an object; this is {_kind(schema)}.")
    try:
        _require_small(schema)
        _require_dialect(schema)
        _require_sound(schema)
        accepted = Accepted(schema)
        _require_local(accepted.root)
        _require_an_end(accepted.root)
    except RecursionError:
        raise SchemaRefused("The schema is nested too deeply.") from None
    return accepted


def _require_small(schema: Schema) -> None:
    try:
        written = json.dumps(schema, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SchemaRefused(f"The schema is no JSON: {error}.") from None
    if len(written) > _LARGEST:
        raise SchemaRefused(f"The schema has {len(written):,} characters; {_LARGEST:,} can be read.")


def _require_dialect(schema: Schema) -> None:
    dialect = schema.get("$schema", DIALECT) if isinstance(schema, Mapping) else DIALECT
    if str(dialect).rstrip("#") != DIALECT:
        raise SchemaRefused(f"The schema says it is {dialect!r}. Schemas of {DIALECT!r} can be honoured.")


def _require_sound(schema: Schema) -> None:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise SchemaRefused(f"This is no JSON Schema: {_told(error)}.") from None


def _require_local(root: Part) -> None:
    for part in _all_parts(root):
        if isinstance(part.schema, Mapping):
            inner = part.schema.get("$schema")
            if inner is not None:
                _require_dialect(part.schema)
        for keyword in _REFERENCES:
            part.referred(keyword)


def _all_parts(part: Part) -> Iterator[Part]:
    yield part
    for inner in _inner(part):
        yield from _all_parts(inner)


# --- recursion ----------------------------------------------------------------------------------------------


def _require_an_end(root: Part) -> None:
    """Every value has an end, and so has every check of one."""
    reached = list(_reached(root))
    checked: set[int] = set()
    for part in reached:
        _require_no_cycle(part, (), checked)
    ending: set[int] = set()
    grown = True
    while grown:
        ends = {id(part.schema) for part in reversed(reached) if _can_end(part, ending)}
        grown = len(ends) > len(ending)
        ending = ends
    if isinstance(root.schema, Mapping) and id(root.schema) not in ending:
        raise SchemaRefused("Every value of this schema would have to hold another one of it, without end.")


def _reached(root: Part) -> Iterator[Part]:
    """Every schema that a check may come to, each once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if id(part.schema) in seen or not isinstance(part.schema, Mapping):
            continue
        seen.add(id(part.schema))
        yield part
        waiting += _inner(part)
        waiting += _referred(part)


def _require_no_cycle(part: Part, above: tuple[int, ...], checked: set[int]) -> None:
    """Nowhere is one value checked by a schema for which it has to be checked by the same schema."""
    if id(part.schema) in above:
        raise SchemaRefused(f"The schema refers to itself without end, at {_shortly(part.schema)}.")
    if id(part.schema) not in checked:
        for inner in _same_place(part):
            _require_no_cycle(inner, (*above, id(part.schema)), checked)
        checked.add(id(part.schema))


def _same_place(part: Part) -> Iterator[Part]:
    """The schemas that are applied to the very value that this one is applied to."""
    schema = part.schema
    if not isinstance(schema, Mapping):
        return
    yield from _referred(part)
    for keyword in _SAME_PLACE:
        yield from _each(part, keyword)
    yield from (part.at(schema[keyword]) for keyword in _SAME_PLACE_ALONE if keyword in schema)
    yield from (part.at(inner) for inner in schema.get("dependentSchemas", {}).values())


def _can_end(part: Part, ending: set[int]) -> bool:
    """Whether some value of this schema has an end, given those schemas of which it is known."""
    schema = part.schema
    if not isinstance(schema, Mapping):
        return True

    def ends(inner: Part) -> bool:
        return isinstance(inner.schema, bool) or id(inner.schema) in ending

    return (
        all(ends(inner) for inner in (*_referred(part), *_each(part, "allOf")))
        and all(
            any(ends(inner) for inner in _each(part, keyword))
            for keyword in ("anyOf", "oneOf")
            if keyword in schema
        )
        and (_may_be_no_container(schema) or all(ends(inner) for inner in _required(part)))
    )


def _each(part: Part, keyword: str) -> list[Part]:
    found = part.schema.get(keyword, ()) if isinstance(part.schema, Mapping) else ()
    return [part.at(inner) for inner in found]


def _referred(part: Part) -> list[Part]:
    return [found for keyword in _REFERENCES if (found := part.referred(keyword)) is not None]


def _inner(part: Part) -> list[Part]:
    resource = DRAFT202012.create_resource(part.schema)
    return [part.at(inner.contents) for inner in resource.subresources()]


def _may_be_no_container(schema: Mapping[str, Any]) -> bool:
    types = schema.get("type")
    if types is None:
        return not ({"required", "minItems"} & schema.keys())
    return bool(set([types] if isinstance(types, str) else types) - {"object", "array"})


def _required(part: Part) -> Iterator[Part]:
    """What an object or a list of this schema has to hold."""
    schema = part.schema
    if not isinstance(schema, Mapping):
        return
    properties = schema.get("properties", {})
    yield from (part.at(properties[name]) for name in schema.get("required", ()) if name in properties)
    least = int(schema.get("minItems", 0))
    firsts = schema.get("prefixItems", [])
    yield from (part.at(inner) for inner in firsts[:least])
    if least > len(firsts) and "items" in schema:
        yield part.at(schema["items"])


# --- words --------------------------------------------------------------------------------------------------


def _told(error: ValidationError | SchemaError) -> str:
    """Where and what, in one short line."""
    where = "".join(f"/{step}" for step in error.absolute_path)
    message = error.message if len(error.message) < 200 else f"{error.message[:200]}…"
    return f"{where}: {message}" if where else message


def _kind(value: object) -> str:
    names = {type(None): "null", str: "a string", list: "an array", int: "a number", float: "a number"}
    return names.get(type(value), type(value).__name__)


def _shortly(schema: Schema) -> str:
    written = json.dumps(schema)
    return written if len(written) <= 80 else f"{written[:80]}…"
