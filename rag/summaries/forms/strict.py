"""Forms that a strong model fills: one strict document for as much of the article as fits."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from rag.summaries.calls import Calls
from rag.summaries.drafting import STRONG_TOKENS, parts
from rag.summaries.forms.accepting import Accepted
from rag.summaries.forms.drafts import (
    ChoiceDraft,
    Draft,
    GroupDraft,
    LeafDraft,
    ListDraft,
    TableDraft,
    merge,
)
from rag.summaries.forms.form import Choice, Group, Leaf, Listing, Node, Table
from rag.summaries.forms.wire import DEEPEST, ROOT, depth_of, read_wire, wire_schema
from rag.summaries.reading import Line, Reading
from rag.summaries.strict import ask_strictly

MAX_TOKENS = 4000
_MOST_PROBLEMS = 3


def fill_strictly(form: Node, accepted: Accepted, reading: Reading, calls: Calls) -> Draft | None:
    """The model's draft; an article that does not fit is read in parts, and what they give is joined."""
    schema = wire_schema(form)
    lines = [line for line in reading.body if line.text.strip()]

    def problem(document: dict[str, Any]) -> str:
        draft = read_wire(form, document.get(ROOT))
        if draft is None:
            return "" if document.get(ROOT, "") is None else f'it has no "{ROOT}" of the form asked for'
        return "; ".join(_problems(form, draft, accepted)[:_MOST_PROBLEMS])

    drafts = [
        read_wire(form, (_document(piece, schema, calls, problem) or {}).get(ROOT))
        for piece in parts(lines, STRONG_TOKENS)
    ]
    return merge(drafts)


def _document(
    lines: Sequence[Line], schema: dict[str, Any], calls: Calls, check: Callable[[dict[str, Any]], str]
) -> dict[str, Any] | None:
    """The model's document, bound by the schema; where it cannot be, the schema is put to it in words."""
    if depth_of(schema) <= DEEPEST:
        document = ask_strictly("form-strict", lines, schema, calls, max_tokens=MAX_TOKENS, check=check)
        if document is not None or calls.stopped or calls.is_dry:
            return document
    told = {"schema": json.dumps(schema, ensure_ascii=False)}
    return ask_strictly("form-open", lines, None, calls, max_tokens=MAX_TOKENS, check=check, values=told)


def _problems(node: Node, draft: Draft, accepted: Accepted, place: str = "") -> list[str]:
    """What the schema does not allow in the drafted values, each with its place."""
    match node, draft:
        case Leaf(), LeafDraft():
            told = [
                accepted.problem(candidate.value, part)
                for candidate in draft.candidates
                for part in node.parts
            ]
            return [f"{place}: {problem}" for problem in told if problem]
        case Group(), GroupDraft():
            within = [
                (item.node, draft.fields.get(item.name), f"{place}/{item.name}") for item in node.fields
            ]
        case Listing(item=Node() as item), ListDraft():
            within = [(item, one, f"{place}/{at}") for at, one in enumerate(draft.items)]
        case Table(), TableDraft():
            within = [(node.value, one, f"{place}/{key.value}") for key, one in draft.entries]
        case Choice(), ChoiceDraft() if len(draft.options) == 1:
            within = [(node.options[n], one, place) for n, one in draft.options]
        case _:
            return []
    return [
        problem
        for inner, one, at in within
        if one is not None
        for problem in _problems(inner, one, accepted, at)
    ]
