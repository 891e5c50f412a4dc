"""Docs that fail when they lie: commands, options, settings, exit codes, schemas, links, make targets."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^    .*\n?)+", re.MULTILINE)
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#[^)]*)?\)")


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code_of(page: Path) -> str:
    text = page.read_text("utf-8")
    return "\n".join(
        [
            *(match["code"] for match in FENCE.finditer(text)),
            *INDENTED.findall(FENCE.sub("", text)),
            *(span.group(1) for span in re.finditer(r"`([^`\n]+)`", FENCE.sub("", text))),
        ]
    )


def shown_commands() -> Iterator[tuple[str, str]]:
    """(page, command line) for every `newsdesk …` in code."""
    for page in PAGES:
        if page.name != "cli.md":
            for line in code_of(page).splitlines():
                command = line.strip().removeprefix("$ ").removeprefix("> ")
                if command.startswith("newsdesk "):
                    yield page.name, command


def refusal(command_line: str) -> str | None:
    """Why a command line would be refused; None if it would not, or only names a command. It is not run."""
    import typer
    from typer.main import get_command

    from rag.interfaces.cli.application import application
    from rag.interfaces.cli.invocation import Invocation

    words = shlex.split(re.split(r" [|>] | +# ", command_line)[0])[1:]
    command: Any = get_command(application())
    context = None
    try:
        while True:
            context = command.make_context(command.name, list(words), parent=context, obj=Invocation())
            words = [*context._protected_args, *context.args]
            if not words or not hasattr(command, "commands"):
                return None
            _, command, words = command.resolve_command(context, words)
    except typer.TyperException as error:
        is_mere_mention = not words
        return None if is_mere_mention else error.format_message()
    except typer.Exit:
        return None


@pytest.mark.parametrize(("page", "command"), sorted(set(shown_commands())))
def test_a_command_shown_in_the_docs_is_one(page: str, command: str) -> None:
    assert refusal(command) is None


def test_the_check_of_commands_sees_a_wrong_one() -> None:
    assert refusal("newsdesk ask 'why' --slowly") is not None
    assert refusal("newsdesk articles burn x") is not None
    assert refusal("newsdesk ask 'why' --fast > answer.json") is None


def test_generated_pages_are_up_to_date() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in generator().pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert stale == [], "run `make docs`"


def test_every_exit_code_is_in_the_tree_of_errors() -> None:
    """The page is made from the tree in the docstring; the tree has to be true."""
    from rag import errors

    written = {name: code for code, name, _ in generator().exit_codes()}
    declared = {
        name: kind.exit_code
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.NewsdeskError)
    }
    assert {name: declared[name] for name in written} == written
    groups = {name for name, kind in vars(errors).items() if isinstance(kind, type) and kind.__subclasses__()}
    assert set(declared) - set(written) <= groups


def test_published_schemas_are_valid_and_name_what_others_rely_on() -> None:
    import jsonschema

    for path in (ROOT / "docs" / "schemas").glob("*.json"):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))
    answer = json.loads((ROOT / "docs" / "schemas" / "answer.schema.json").read_text("utf-8"))
    promised = (
        "question status reason claims conflicts searched rejected model prompt usage created_at citations"
    )
    assert set(promised.split()) <= set(answer["properties"])
    citation = answer["$defs"]["Citation"]["properties"]
    assert {"article_id", "content_sha256", "start", "end", "quote", "title", "publisher", "url"} <= set(
        citation
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_to_files_lead_somewhere(page: Path) -> None:
    targets = [match["target"] for match in LINK.finditer(page.read_text("utf-8"))]
    local = [target for target in targets if "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (page.parent / target).exists()] == []


def test_environment_variables_in_the_docs_are_settings() -> None:
    from rag.settings import Settings

    known = {f"NEWSDESK_{name.upper()}" for name in Settings.model_fields}
    named = {name for page in PAGES for name in re.findall(r"NEWSDESK_[A-Z_]+", page.read_text("utf-8"))}
    assert named <= known


def test_make_targets_in_the_docs_exist() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {
        name
        for page in PAGES
        for name in re.findall(r"^ *(?:\$ )?make ([a-z0-9]+)", code_of(page), re.MULTILINE)
    }
    assert named
    assert named <= targets


def test_the_samples_page_describes_every_sample() -> None:
    described = (ROOT / "samples" / "ABOUT.rst").read_text("utf-8")
    samples = [path.name for path in (ROOT / "samples").iterdir() if path.name != "ABOUT.rst"]
    assert len(samples) >= 6
    assert [name for name in samples if name not in described] == []
