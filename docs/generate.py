"""Writes the pages of docs/ that are made from the code: of commands, settings, the HTTP API, and schemas.

``python docs/generate.py`` writes them; with ``--check`` it only says which ones are out of date.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer._click.core import Command, Context

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent), str(DOCS)]

_MADE = "<!-- Made by docs/generate.py from the code. Change the code, then run `make docs`. -->\n"
_TREE_ROW = re.compile(r"^ *[ │├└─]*(?P<name>\w+) \((?P<code>\d+)\) *(?P<meaning>.*)$", re.MULTILINE)


def pages() -> dict[Path, str]:
    """Every generated page, by its path."""
    from http_pages import http_page

    from rag.interfaces.cli.schemas import Noun, json_schema

    made = {DOCS / "cli.md": cli_page(), DOCS / "settings.md": settings_page()}
    made[DOCS / "http-api.md"] = f"{_MADE}\n{http_page()}"
    for noun in Noun:
        schema = json.dumps(json_schema(noun), ensure_ascii=False, indent=2)
        made[DOCS / "schemas" / f"{noun.value}.schema.json"] = schema + "\n"
    return made


def cli_page() -> str:
    """Every command with its help, then the exit codes."""
    from typer.main import get_command

    from rag.interfaces.cli.application import application

    sections = [
        f"## {name}\n\n```text\n{text}\n```\n"
        for name, text in _helps(get_command(application()), "newsdesk")
    ]
    return "\n".join([_MADE, "# The command line\n", *sections, exit_codes_section()])


def _helps(command: Command, name: str, parent: Context | None = None) -> Iterator[tuple[str, str]]:
    context = command.context_class(command, info_name=name.split()[-1], parent=parent, terminal_width=90)
    yield name, command.get_help(context)
    for below, subcommand in getattr(command, "commands", {}).items():
        yield from _helps(subcommand, f"{name} {below}", context)


def exit_codes() -> list[tuple[int, str, str]]:
    """(code, error, meaning) of every error that ends the command line with a code of its own."""
    from rag import errors

    return [
        (int(row["code"]), row["name"], row["meaning"]) for row in _TREE_ROW.finditer(errors.__doc__ or "")
    ]


def exit_codes_section() -> str:
    rows = [
        (0, "", "done; for `ask` also when the archive does not hold the answer"),
        (1, "", "a bug in Newsdesk; for `doctor`, something to mend"),
        (2, "", "a wrong command line"),
        *[row for row in exit_codes() if row[0] != 1],
        (130, "", "interrupted; what was done until then is kept"),
    ]
    lines = [f"| {code} | {f'`{name}`' if name else ''} | {meaning} |" for code, name, meaning in rows]
    return "\n".join(
        [
            "## Exit codes\n",
            "An error is one line on stderr that begins with `newsdesk:`. When some sources of an ingest",
            "fail, the others go in and the code is that of the first failure.\n",
            "| code | error | meaning |",
            "| ---: | --- | --- |",
            *lines,
            "",
        ]
    )


def settings_page() -> str:
    """Every setting with its environment variable and default."""
    from rag.settings import CONFIG_FILE, Settings

    rows = []
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"NEWSDESK_{name.upper()}"
        rows.append(f"| `{name}` | `{variable}` | {_default(name, field.default)} | {field.description} |")
    return "\n".join(
        [
            _MADE,
            "# Settings\n",
            "Options of a command win over environment variables, and those over a configuration file:",
            f"`{CONFIG_FILE}` in the working folder, or in the user's configuration folder. A file holds the",
            'names of the first column, for example `model = "local"`.\n',
            "| name | environment | default | meaning |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
        ]
    )


def _default(name: str, value: object) -> str:
    """Folders depend on the machine: their defaults are given in words."""
    if name == "data":
        return "the user's data folder"
    if name == "assets":
        return "`assets` in the user's cache folder"
    return f"`{value}`" if value is not None else "none"


def main(arguments: list[str]) -> int:
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    names = ", ".join(str(path.relative_to(DOCS.parent)) for path in stale)
    if "--check" in arguments:
        if stale:
            sys.stderr.write(f"Out of date: {names}. Run `make docs`.\n")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(pages()[path], "utf-8")
    sys.stdout.write(f"Written: {names or 'nothing, all is up to date'}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
