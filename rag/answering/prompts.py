"""Prompts: reviewed text files with strict variables and a version that every answer records."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from rag.domain import PromptInfo, Value, sha256_of
from rag.ports import Message

_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_NAME = re.compile(r"[a-z-]+")
_SECTIONS = re.compile(r"^# (system|user)\n", re.MULTILINE)


class PromptError(ValueError):
    """A prompt file or its use is wrong: a fault of the program, never of the user's input."""


class _Head(Value):
    name: str
    version: int
    variables: tuple[str, ...]


class Prompt(Value):
    """One prompt file: ``system`` is fixed, so that a model can reuse its cache of it; ``user`` is filled."""

    info: PromptInfo
    variables: tuple[str, ...]
    system: str
    user: str

    def fill(self, **values: str) -> list[Message]:
        """The messages with every variable replaced, once: what is filled in is never formatted again.

        Raises `PromptError` when a variable is missing or unknown.
        """
        if set(values) != set(self.variables):
            raise PromptError(f"{self.info.name} needs {sorted(self.variables)}, got {sorted(values)}")
        user = _VARIABLE.sub(lambda match: values[match[1]], self.user)
        return [Message(role="system", content=self.system), Message(role="user", content=user)]


def parse_prompt(text: str) -> Prompt:
    """A prompt from its file's text: front matter, then a `# system` and a `# user` section."""
    try:
        _, front, body = text.split("---\n", 2)
        head = _Head.model_validate(yaml.safe_load(front))
    except (ValueError, ValidationError, yaml.YAMLError) as error:
        raise PromptError(f"a prompt needs front matter with name, version and variables: {error}") from None
    parts = _SECTIONS.split(body)
    if parts[1::2] != ["system", "user"]:
        raise PromptError(f"{head.name} needs a `# system` and then a `# user` section")
    system, user = parts[2].strip(), parts[4].strip()
    if _VARIABLE.search(system) or set(_VARIABLE.findall(user)) != set(head.variables):
        raise PromptError(f"{head.name} must use exactly {sorted(head.variables)}, in its user section only")
    info = PromptInfo(name=head.name, version=head.version, sha256=sha256_of(text))
    return Prompt(info=info, variables=head.variables, system=system, user=user)


@cache
def load_prompt(name: str) -> Prompt:
    """The prompt of that name. Raises `PromptError` for one that is not there."""
    text = prompt_text(name)
    if text is None:
        raise PromptError(f"there is no prompt {name!r}")
    return parse_prompt(text)


def prompt_text(name: str) -> str | None:
    """The text of a prompt's file, from the wheel or, in a checkout, from the folder beside the package."""
    if not _NAME.fullmatch(name):
        return None
    for folder in (files("rag") / "prompts", Path(__file__).parents[2] / "prompts"):
        file = folder / f"{name}.md"
        if file.is_file():
            return file.read_text(encoding="utf-8")
    return None
