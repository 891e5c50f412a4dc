"""A schema read as a form: fields to be filled, however deep, with the words that say what belongs there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from rag.errors import SchemaRefused
from rag.summaries.forms.accepting import CHECKED_FORMATS, Accepted, Part
from rag.summaries.forms.schema_parts import (
    SCALARS,
    choices_of,
    described,
    has_options,
    joined_parts,
    keywords_of,
    kinds_of,
    null_fits,
    options_of,
    with_conditions,
)

_MOST_LEAVES = 400
_MOST_TURNS = 2
"""How often a schema may come up within itself; what is deeper is left empty."""
_DEEPEST = 24
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.\s]+")


@dataclass(frozen=True)
class Label:
    """What a field is called and what its schema says about it."""

    name: str = ""
    description: str = ""
    above: tuple[str, ...] = ()
    """The same of the fields it stands in, the outermost first."""

    @property
    def spoken(self) -> str:
        """The name as words: "publishedAt" and "published_at" are "published at"."""
        return " ".join(_HUMP.sub(" ", self.name).lower().split())

    @property
    def words(self) -> str:
        """What says best what belongs in the field."""
        return self.description or self.spoken

    @property
    def all_words(self) -> str:
        return " ".join(filter(None, [*self.above, self.spoken, self.description]))


@dataclass(frozen=True)
class Node:
    """A place in the form; ``parts`` are the schemas that a value there has to satisfy."""

    label: Label
    parts: tuple[Part, ...]
    is_nullable: bool = False


@dataclass(frozen=True)
class Leaf(Node):
    """A single value. ``choices`` are the values of an enum, each with words that explain it."""

    kinds: frozenset[str] = frozenset()
    choices: tuple[tuple[JsonValue, str], ...] | None = None
    formats: frozenset[str] = frozenset()
    is_telling: bool = False
    """A constant that alone tells options with the same fields apart, so that to give it is to claim it."""

    @property
    def constant(self) -> tuple[JsonValue] | None:
        """The one value that the schema leaves, other than null."""
        if self.choices is None or self.is_telling:
            return None
        values = [value for value, _ in self.choices if value is not None]
        return (values[0],) if len(values) == 1 and not self.is_nullable else None


@dataclass(frozen=True)
class Field:
    name: str
    node: Node
    is_required: bool


@dataclass(frozen=True)
class Group(Node):
    """An object with named fields."""

    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Listing(Node):
    """An array: ``firsts`` by place, then any number of ``item``."""

    firsts: tuple[Node, ...] = ()
    item: Node | None = None
    least: int = 0
    most: int | None = None


@dataclass(frozen=True)
class Table(Node):
    """An object whose keys the schema leaves open."""

    value: Node = field(default_factory=lambda: Leaf(Label(), ()))


@dataclass(frozen=True)
class Choice(Node):
    """A value that takes one of several forms."""

    options: tuple[Node, ...] = ()


def read_form(accepted: Accepted) -> Node:
    """The form of a schema. Raises `SchemaRefused` if it asks for nothing, or for too much."""
    reader = _Reader()
    node = reader.node((accepted.root,), Label())
    if node is None or not any(leaf.kinds for leaf in leaves_of(node)):
        raise SchemaRefused("The schema asks for no value that an article could give.")
    return node


def unchecked_formats(node: Node) -> list[str]:
    """Formats that the form names and that nothing here can check."""
    return sorted({name for leaf in leaves_of(node) for name in leaf.formats} - CHECKED_FORMATS)


def leaves_of(node: Node) -> Iterator[Leaf]:
    """Every single value of the form, in its order."""
    if isinstance(node, Leaf):
        yield node
    for inner in children_of(node):
        yield from leaves_of(inner)


def children_of(node: Node) -> Sequence[Node]:
    """The places right within a place."""
    if isinstance(node, Group):
        return [item.node for item in node.fields]
    if isinstance(node, Listing):
        return [*node.firsts, *([node.item] if node.item else [])]
    if isinstance(node, Table):
        return [node.value]
    return node.options if isinstance(node, Choice) else ()


class _Reader:
    """Reads one schema; counts what it asks for."""

    def __init__(self) -> None:
        self._leaves = 0

    def node(
        self, parts: Sequence[Part], label: Label, turns: Mapping[int, int] | None = None
    ) -> Node | None:
        """The form of a value that satisfies all the parts; None if it can only be null, or not at all."""
        seen = dict(turns or {})
        for part in parts:
            seen[id(part.schema)] = seen.get(id(part.schema), 0) + 1
        if max(seen.values(), default=0) > _MOST_TURNS or len(label.above) > _DEEPEST:
            return Leaf(label, tuple(parts))
        whole = joined_parts(parts)
        label = replace(label, description=label.description or described(whole))
        kinds = kinds_of(whole)
        options = [found for option in options_of(whole) if (found := self.node(option, label, seen))]
        if has_options(whole):
            return self._chosen(parts, label, options, "null" in kinds and null_fits(whole))
        made = [
            self._group(parts, whole, label, seen) if "object" in kinds else None,
            self._listing(parts, whole, label, seen) if "array" in kinds else None,
            self._leaf(parts, whole, label, kinds),
        ]
        return self._chosen(parts, label, [node for node in made if node], "null" in kinds)

    def _chosen(
        self, parts: Sequence[Part], label: Label, options: Sequence[Node], is_nullable: bool
    ) -> Node | None:
        """The one option there is; the options as one value if each is a single value; else a choice."""
        if not options:
            return None
        nullable = is_nullable or any(option.is_nullable for option in options)
        if len(options) == 1:
            merged = tuple({id(part.schema): part for part in (*parts, *options[0].parts)}.values())
            return replace(options[0], parts=merged, is_nullable=nullable)
        leaves = [option for option in options if isinstance(option, Leaf)]
        if len(leaves) < len(options):
            return Choice(label, tuple(parts), nullable, options=tuple(_told_apart(options)))
        choices: tuple[tuple[JsonValue, str], ...] | None = ()
        for leaf in leaves:
            choices = None if choices is None or leaf.choices is None else (*choices, *leaf.choices)
        return Leaf(
            label,
            tuple(parts),
            nullable,
            kinds=frozenset(kind for leaf in leaves for kind in leaf.kinds),
            choices=choices,
            formats=frozenset(name for leaf in leaves for name in leaf.formats),
        )

    def _leaf(
        self, parts: Sequence[Part], whole: Sequence[Part], label: Label, kinds: frozenset[str]
    ) -> Leaf | None:
        scalars = kinds & set(SCALARS) - {"null"}
        if not scalars:
            return None
        self._leaves += 1
        if self._leaves > _MOST_LEAVES:
            raise SchemaRefused(f"The schema asks for more than {_MOST_LEAVES} values.")
        formats = frozenset(str(k["format"]) for part in whole if "format" in (k := keywords_of(part)))
        return Leaf(
            label, tuple(parts), "null" in kinds, kinds=scalars, choices=choices_of(whole), formats=formats
        )

    def _group(
        self, parts: Sequence[Part], whole: Sequence[Part], label: Label, turns: Mapping[int, int]
    ) -> Node | None:
        properties: dict[str, list[Part]] = {}
        required: dict[str, None] = {}
        for part, is_sure in with_conditions(whole):
            for name, schema in keywords_of(part).get("properties", {}).items():
                properties.setdefault(name, []).append(part.at(schema))
            if is_sure:
                required |= dict.fromkeys(keywords_of(part).get("required", ()))
        for name in required:
            properties.setdefault(name, [])
        if not properties:
            return self._table(parts, whole, label, turns)
        within = (*label.above, *filter(None, [label.words]))
        fields = []
        for name, schemas in properties.items():
            node = self.node(schemas, Label(name, above=within), turns)
            if node is not None:
                fields.append(Field(name, node, name in required))
        return Group(label, tuple(parts), fields=tuple(fields))

    def _table(
        self, parts: Sequence[Part], whole: Sequence[Part], label: Label, turns: Mapping[int, int]
    ) -> Node | None:
        for part in whole:
            keywords = keywords_of(part)
            schemas = [*keywords.get("patternProperties", {}).values()]
            schemas += [keywords[name] for name in ("additionalProperties",) if name in keywords]
            for schema in schemas:
                if schema is not False:
                    within = (*label.above, *filter(None, [label.words]))
                    value = self.node((part.at(schema),), Label(above=within), turns)
                    return Table(label, tuple(parts), value=value) if value else None
        return None

    def _listing(
        self, parts: Sequence[Part], whole: Sequence[Part], label: Label, turns: Mapping[int, int]
    ) -> Listing | None:
        within = (*label.above, *filter(None, [label.words]))
        inner = Label(label.name, above=within)
        firsts = [part.at(schema) for part in whole for schema in keywords_of(part).get("prefixItems", ())]
        items = [part.at(keywords_of(part)["items"]) for part in whole if "items" in keywords_of(part)]
        item = self.node(items, inner, turns) if items or not firsts else None
        first_nodes = [self.node((part,), inner, turns) for part in firsts]
        if not (item or any(first_nodes)):
            return None
        return Listing(
            label,
            tuple(parts),
            firsts=tuple(node or Leaf(inner, ()) for node in first_nodes),
            item=item,
            least=max((int(keywords_of(part).get("minItems", 0)) for part in whole), default=0),
            most=min(
                (int(keywords_of(part)["maxItems"]) for part in whole if "maxItems" in keywords_of(part)),
                default=None,
            ),
        )


def _told_apart(options: Sequence[Node]) -> Iterator[Node]:
    """The options, with constants marked that alone tell one from another."""
    names = [frozenset(item.name for item in o.fields) if isinstance(o, Group) else None for o in options]
    for option, own in zip(options, names, strict=True):
        if not isinstance(option, Group) or names.count(own) < 2:
            yield option
            continue
        fields = [
            replace(item, node=replace(item.node, is_telling=True))
            if isinstance(item.node, Leaf) and item.node.constant
            else item
            for item in option.fields
        ]
        yield replace(option, fields=tuple(fields))
