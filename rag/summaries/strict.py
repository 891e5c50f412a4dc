"""Drafts of strong models: one strict JSON document whose values point at sentence numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from rag.answering.prompts import load_prompt
from rag.domain import Certainty, Stance, SummaryDraft
from rag.ports import Message
from rag.summaries.calls import Asked, Calls
from rag.summaries.reading import Line

MAX_TOKENS = 4000
PART_TOKENS = 300
_POINT_LISTS = ("key_points", "who", "what", "when", "where", "why", "how", "next_steps", "open_questions")

T = TypeVar("T", bound=BaseModel)


def numbered(lines: Sequence[Line]) -> str:
    """The sentences as a strong model sees them, one a line under its number in the article."""
    return "\n".join(f"[{line.number}] {line.given}" for line in lines)


def draft_strictly(lines: Sequence[Line], calls: Calls) -> SummaryDraft:
    """The model's document about these sentences; an empty draft if none can be had."""
    schema = summary_schema([line.number for line in lines])
    document = ask_strictly("summary-strict", lines, schema, calls, max_tokens=MAX_TOKENS)
    return SummaryDraft() if document is None else _as_draft(document, calls)


def numbers_of(lines: Sequence[Line], calls: Calls) -> list[int]:
    """The sentences of a part of a long article that a summary cannot do without."""
    schema = _object(sentences=_numbers([line.number for line in lines]))
    document = ask_strictly("summary-part", lines, schema, calls, max_tokens=PART_TOKENS)
    found = (document or {}).get("sentences", [])
    return [number for number in found if isinstance(number, int)]


def ask_strictly(
    name: str,
    lines: Sequence[Line],
    schema: Mapping[str, Any] | None,
    calls: Calls,
    *,
    max_tokens: int,
    check: Callable[[dict[str, Any]], str] = lambda document: "",
    values: Mapping[str, str] | None = None,
) -> dict[str, Any] | None:
    """One JSON object, asked for once more with the fault said back if it is none; None if that fails too.

    ``check`` may find fault with an object, in words; one that has faults the second time is given all the
    same. ``values`` are the prompt's other variables. Without a ``schema`` the prompt alone asks for JSON.
    """
    prompt = load_prompt(name)
    messages = prompt.fill(sentences=numbered(lines), **(values or {}))
    document = None
    for _ in range(2):
        label = f"reading {len(lines)} sentences"
        bound = None if schema is None else {**schema, "title": name}
        reply = calls.reply(Asked(label, prompt.info, messages, max_tokens, bound))
        if reply is None:
            return document
        document, problem = _read_object(reply)
        problem = problem or check(document or {})
        if not problem:
            return document
        messages = [*messages, *_feedback(reply, problem)]
    if document is None:
        calls.notes.append("The model's reply was no JSON document and could not be used.")
    return document


def _read_object(reply: str) -> tuple[dict[str, Any] | None, str]:
    """The object in a reply, or what is wrong with it."""
    try:
        document = json.loads(reply)
    except (ValueError, RecursionError) as error:
        return None, str(error)
    return (document, "") if isinstance(document, dict) else (None, "it is no object")


def _feedback(reply: str, problem: str) -> list[Message]:
    return [
        Message(role="assistant", content=reply[:2000]),
        Message(
            role="user", content=f"That is not valid: {problem[:300]}. Reply again with valid JSON only."
        ),
    ]


def _as_draft(document: dict[str, Any], calls: Calls) -> SummaryDraft:
    """The document as far as its fields are what they should be; one bad field does not cost the others."""
    fields = {}
    for name in SummaryDraft.model_fields:
        try:
            fields[name] = getattr(SummaryDraft.model_validate({name: document.get(name)}), name)
        except ValidationError:
            if document.get(name) is not None:
                calls.notes.append(f"The model's {name} could not be read.")
    return SummaryDraft(**fields)


# --- the wire schema --------------------------------------------------------------------------------------


def summary_schema(numbers: Sequence[int]) -> dict[str, Any]:
    """The JSON Schema handed to the model: every field required, only the sentence numbers that are given."""
    cited = {"sentences": _numbers(numbers)}
    point = _object(text=_TEXT, **cited)
    stances, certainties = [item.value for item in Stance], [item.value for item in Certainty]
    return _object(
        headline=point,
        summary=point,
        **{name: _list(point) for name in _POINT_LISTS},
        mentions=_list(
            _object(name=_TEXT, kind=_enum(["person", "organisation", "place"]), role=_TEXT_OR_NULL, **cited)
        ),
        quotes=_list(_object(words=_TEXT, speaker=_TEXT, role=_TEXT_OR_NULL, **cited)),
        positions=_list(
            _object(party=_TEXT, stance=_enum(stances), text=_TEXT, target=_TEXT_OR_NULL, **cited)
        ),
        figures=_list(_object(text=_TEXT, measures=_TEXT, **cited)),
        events=_list(_object(text=_TEXT, when=_TEXT, certainty=_enum(certainties), **cited)),
    )


_TEXT: dict[str, Any] = {"type": "string"}
_TEXT_OR_NULL: dict[str, Any] = {"type": ["string", "null"]}


def _enum(values: Sequence[str]) -> dict[str, Any]:
    return {"type": "string", "enum": list(values)}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _numbers(numbers: Sequence[int]) -> dict[str, Any]:
    return _list({"type": "integer", "enum": list(numbers)})


def _object(**fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
