"""A strong model that knows its answers: it puts them into whatever strict schema the request carries."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from openai_server import Behaviour, Exchange, answers

_LINE = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class By:
    """A value with words of the sentence that the model names for it."""

    value: Any
    words: str


def fills(said: Any) -> Behaviour:
    """Answer every request with the same values."""

    def behave(exchange: Exchange) -> None:
        body = exchange.request.body
        schema = body["response_format"]["json_schema"]["schema"]
        sentences = {int(n): text for n, text in _LINE.findall(body["messages"][1]["content"])}
        answers(json.dumps({"form": wrapped(schema["properties"]["form"], said, sentences)}))(exchange)

    return behave


def wrapped(schema: dict[str, Any], said: Any, sentences: dict[int, str]) -> Any:
    """The values in the form of a strict schema, each with the numbers of sentences that share its words."""
    if "anyOf" in schema:
        if said is None:
            return None
        options = [option for option in schema["anyOf"] if _fits(option, said)]
        return wrapped(options[0], said, sentences)
    if schema["type"] == "array":
        if isinstance(said, dict):
            said = [{"key": key, "value": value} for key, value in said.items()]
        return [wrapped(schema["items"], item, sentences) for item in said or []]
    fields = schema["properties"]
    assert schema["additionalProperties"] is False
    assert schema["required"] == list(fields)
    if set(fields) == {"value", "sentences"}:
        value, words = (said.value, said.words) if isinstance(said, By) else (said, str(said))
        return {"value": value, "sentences": [] if value is None else _cited(words, sentences)}
    if isinstance(said, list):
        said = {f"item_{at + 1}": item for at, item in enumerate(said)}
    return {name: wrapped(inner, (said or {}).get(name), sentences) for name, inner in fields.items()}


def _fits(option: dict[str, Any], said: Any) -> bool:
    if option["type"] == "null":
        return said is None
    if option["type"] == "array":
        return isinstance(said, list | dict)
    fields = set(option["properties"])
    if fields == {"value", "sentences"}:
        return not isinstance(said, list | dict)
    if isinstance(said, list):
        return "item_1" in fields
    return isinstance(said, dict) and set(said) <= fields and _constants_fit(option, said)


def _constants_fit(option: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether what may only have one value here has it."""
    for name, value in said.items():
        leaf = option["properties"][name]
        leaf = leaf["anyOf"][0] if "anyOf" in leaf else leaf
        allowed = leaf.get("properties", {}).get("value", {}).get("enum")
        bare = value.value if isinstance(value, By) else value
        if allowed is not None and bare not in allowed:
            return False
    return True


def _cited(words: str, sentences: dict[int, str]) -> list[int]:
    wanted = set(re.findall(r"\w+", words.lower()))
    shared = {n: len(wanted & set(re.findall(r"\w+", text.lower()))) for n, text in sentences.items()}
    best = max(shared, key=lambda n: (shared[n], -n), default=1)
    return [best]
