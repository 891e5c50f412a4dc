"""A form as it was drafted: unchecked values with sentence numbers, in the shape of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import JsonValue


@dataclass(frozen=True)
class Candidate:
    """What a field may hold, with the numbers of the sentences it is to rest on; they may not exist."""

    value: JsonValue
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True)
class LeafDraft:
    """Candidates for a single value, the likeliest first."""

    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class GroupDraft:
    fields: Mapping[str, Draft] = field(default_factory=dict)


@dataclass(frozen=True)
class ListDraft:
    firsts: tuple[Draft | None, ...] = ()
    items: tuple[Draft, ...] = ()


@dataclass(frozen=True)
class TableDraft:
    entries: tuple[tuple[Candidate, Draft], ...] = ()


@dataclass(frozen=True)
class ChoiceDraft:
    """Drafts by the number of the option that they are for."""

    options: tuple[tuple[int, Draft], ...] = ()


Draft: TypeAlias = LeafDraft | GroupDraft | ListDraft | TableDraft | ChoiceDraft


def merge(drafts: Sequence[Draft | None]) -> Draft | None:
    """Several drafts of one form as one: candidates after each other, lists end to end."""
    merged: Draft | None = None
    for draft in drafts:
        merged = draft if merged is None else _two(merged, draft)
    return merged


def _two(one: Draft, other: Draft | None) -> Draft:
    match one, other:
        case LeafDraft(), LeafDraft():
            return LeafDraft((*one.candidates, *other.candidates))
        case GroupDraft(), GroupDraft():
            names = dict.fromkeys((*one.fields, *other.fields))
            both = {name: merge((one.fields.get(name), other.fields.get(name))) for name in names}
            return GroupDraft({name: draft for name, draft in both.items() if draft is not None})
        case ListDraft(), ListDraft():
            return ListDraft(_firsts(one.firsts, other.firsts), (*one.items, *other.items))
        case TableDraft(), TableDraft():
            return TableDraft((*one.entries, *other.entries))
        case ChoiceDraft(), ChoiceDraft():
            return ChoiceDraft((*one.options, *other.options))
    return one


def _firsts(one: Sequence[Draft | None], other: Sequence[Draft | None]) -> tuple[Draft | None, ...]:
    longest = max(len(one), len(other))
    padded = [(*drafts, *[None] * (longest - len(drafts))) for drafts in (one, other)]
    return tuple(merge(pair) for pair in zip(*padded, strict=True))
