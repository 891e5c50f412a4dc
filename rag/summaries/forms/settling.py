"""From the draft of a form to data that the article carries and the schema allows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from rag.domain import Citation
from rag.summaries.checking import Checker
from rag.summaries.forms.accepting import Accepted
from rag.summaries.forms.carrying import Carrying, is_verbatim
from rag.summaries.forms.drafts import (
    Candidate,
    ChoiceDraft,
    Draft,
    GroupDraft,
    LeafDraft,
    ListDraft,
    TableDraft,
)
from rag.summaries.forms.form import Choice, Group, Label, Leaf, Listing, Node, Table
from rag.summaries.forms.speaking import Speaking

Evidence = Mapping[str, tuple[Citation, ...]]


@dataclass(frozen=True)
class Filled:
    """A value that may be shown, with what its parts rest on and what they lack."""

    value: JsonValue
    evidence: Evidence = field(default_factory=dict)
    unsupported: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """Nothing that may be shown: the pointers of what the article would have had to carry, or why not."""

    pointers: tuple[str, ...]
    problem: str = ""


Settled = Filled | Missing


class Settling:
    """Settles the draft of one form, from the single values up.

    What the article does not carry becomes null where that is allowed, is left out where it may be, and takes
    what it stands in with it otherwise.
    """

    def __init__(self, accepted: Accepted, checker: Checker) -> None:
        """Refused values are told to the checker."""
        self._accepted = accepted
        self._carrying = Carrying(checker)
        self._speaking = Speaking(checker, self._carrying)

    def settle(self, node: Node, draft: Draft | None, pointer: str = "") -> Settled:
        settled = self._settled(node, draft, pointer)
        if isinstance(settled, Filled) and (problem := self._problem(node, settled.value)):
            return Missing((pointer,), problem)
        return settled

    def _settled(self, node: Node, draft: Draft | None, pointer: str) -> Settled:
        match node:
            case Leaf():
                return self._leaf(node, draft, pointer)
            case Group():
                return self._group(node, draft, pointer)
            case Listing():
                return self._listing(node, draft, pointer)
            case Table():
                return self._table(node, draft, pointer)
            case Choice():
                return self._choice(node, draft, pointer)
        return Missing((pointer,))

    def _leaf(self, leaf: Leaf, draft: Draft | None, pointer: str) -> Settled:
        if leaf.constant is not None:
            return Filled(leaf.constant[0])
        candidates = draft.candidates if isinstance(draft, LeafDraft) else ()
        for candidate in candidates:
            fitted = self._fitted(leaf, candidate)
            places = self._carrying.places(leaf, fitted, pointer)
            problem = self._problem(leaf, fitted.value) if places else None
            if problem:
                self._carrying.refuse(pointer, fitted.value, f"it does not fit the schema: {problem}", places)
            elif places:
                value = (
                    places[0].quote if is_verbatim(leaf) and isinstance(fitted.value, str) else fitted.value
                )
                return Filled(value, {pointer: places})
        return Missing((pointer,))

    def _fitted(self, leaf: Leaf, candidate: Candidate) -> Candidate:
        """The value in the type that the schema wants: 140.0 as the integer 140."""
        value = candidate.value
        if isinstance(value, float) and value.is_integer():
            return replace(candidate, value=int(value))
        return candidate

    def _group(self, group: Group, draft: Draft | None, pointer: str) -> Settled:
        drafted = draft.fields if isinstance(draft, GroupDraft) else {}
        drafts = self._speaking.held_together(group, drafted, pointer)
        made = _Made()
        for item in group.fields:
            at = f"{pointer}/{_escaped(item.name)}"
            settled = self.settle(item.node, drafts.get(item.name), at)
            if isinstance(settled, Filled) and not (_is_bare(settled, item.node) and not item.is_required):
                made.put(item.name, settled)
            elif self._allows_null(item.node):
                made.put(item.name, Filled(None, unsupported=(at,)))
            elif not item.is_required:
                made.lacks(at)
            else:
                return settled if isinstance(settled, Missing) else Missing((at,))
        return made.filled()

    def _listing(self, listing: Listing, draft: Draft | None, pointer: str) -> Settled:
        drafted = draft if isinstance(draft, ListDraft) else ListDraft()
        if listing.firsts:
            return self._tuple(listing, drafted, pointer)
        made: list[Filled] = []
        seen: set[str] = set()
        for item in drafted.items:
            if listing.item is None or (listing.most is not None and len(made) == listing.most):
                break
            settled = self.settle(listing.item, item, f"{pointer}/{len(made)}")
            if isinstance(settled, Missing) or _is_bare(settled, listing.item):
                continue
            written = json.dumps(settled.value, sort_keys=True)
            if written not in seen:
                seen.add(written)
                made.append(settled)
        if len(made) < listing.least:
            return Missing((pointer,))
        return _as_list(made, () if made else (pointer,))

    def _tuple(self, listing: Listing, drafted: ListDraft, pointer: str) -> Settled:
        made: list[Filled] = []
        for at, node in enumerate(listing.firsts):
            draft = drafted.firsts[at] if at < len(drafted.firsts) else None
            place = f"{pointer}/{at}"
            settled = self.settle(node, draft, place)
            if isinstance(settled, Missing):
                if not self._allows_null(node):
                    return Missing((place,)) if len(made) < listing.least or not made else _as_list(made)
                settled = Filled(None, unsupported=(place,))
            made.append(settled)
        return _as_list(made)

    def _table(self, table: Table, draft: Draft | None, pointer: str) -> Settled:
        made = _Made()
        key_leaf = Leaf(Label(table.label.name, above=table.label.above), (), kinds=frozenset({"string"}))
        for key, drafted in draft.entries if isinstance(draft, TableDraft) else ():
            name = str(key.value)
            at = f"{pointer}/{_escaped(name)}"
            settled = self.settle(table.value, drafted, at)
            places = self._carrying.places(key_leaf, key, at) if isinstance(settled, Filled) else ()
            if isinstance(settled, Filled) and places and name not in made.value:
                made.put(name, settled)
        if not made.value:
            made.lacks(pointer)
        return made.filled()

    def _choice(self, choice: Choice, draft: Draft | None, pointer: str) -> Settled:
        """The option of which most is carried, of those that the schema allows here."""
        options = draft.options if isinstance(draft, ChoiceDraft) else ()
        settled = [self.settle(choice.options[n], drafted, pointer) for n, drafted in options]
        fit = [one for one in settled if isinstance(one, Filled) and not self._problem(choice, one.value)]
        if not fit:
            return next(iter(settled), Missing((pointer,))) if _all_missing(settled) else Missing((pointer,))
        return max(fit, key=lambda one: len(one.evidence))

    def _allows_null(self, node: Node) -> bool:
        return self._problem(node, None) is None

    def _problem(self, node: Node, value: JsonValue) -> str | None:
        problems = (self._accepted.problem(value, part) for part in node.parts)
        return next((problem for problem in problems if problem), None)


class _Made:
    """An object in the making."""

    def __init__(self) -> None:
        self.value: dict[str, JsonValue] = {}
        self._evidence: dict[str, tuple[Citation, ...]] = {}
        self._unsupported: list[str] = []

    def put(self, name: str, settled: Filled) -> None:
        self.value[name] = settled.value
        self._evidence |= settled.evidence
        self._unsupported += settled.unsupported

    def lacks(self, pointer: str) -> None:
        self._unsupported.append(pointer)

    def filled(self) -> Filled:
        return Filled(self.value, self._evidence, tuple(self._unsupported))


def _as_list(made: Sequence[Filled], unsupported: tuple[str, ...] = ()) -> Filled:
    return Filled(
        [one.value for one in made],
        {pointer: places for one in made for pointer, places in one.evidence.items()},
        (*unsupported, *(pointer for one in made for pointer in one.unsupported)),
    )


def _is_bare(settled: Filled, node: Node) -> bool:
    """Whether nothing in it comes from the article, although something could."""
    return not settled.evidence and isinstance(node, Group | Table | Choice)


def _all_missing(settled: Iterable[Settled]) -> bool:
    return all(isinstance(one, Missing) for one in settled)


def _escaped(name: str) -> str:
    """A name as a step of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
