"""Bundles at the command line: written beside an answer, and checked by `verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from rag.interfaces.cli.invocation import this_invocation

if TYPE_CHECKING:
    from rag.app import Newsdesk
    from rag.domain import Answer, BundleCheck
    from rag.interfaces.cli.screen import Screen


def require_new_folder(folder: Path | None) -> None:
    """A folder that cannot take a bundle is told of before a question costs anything."""
    if folder is not None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise typer.BadParameter(f"{folder} is not empty; name a new folder", param_hint="--bundle")


def keep_bundle(newsdesk: Newsdesk, answer: Answer, folder: Path) -> None:
    """Write it, and say on stderr where it is and which seal it bears."""
    seal = newsdesk.write_bundle(answer, folder)
    sys.stderr.write(f"Bundle written to {folder}, with the seal {seal}.\n")


def is_bundle(name: str) -> bool:
    return name != "-" and (Path(name).is_dir() or name.endswith(".zip"))


def verify_bundle(ctx: typer.Context, path: Path, *, as_json: bool) -> None:
    """Say what holds of a bundle; end with the exit code of `VerificationFailed` if anything does not."""
    from rag.errors import VerificationFailed
    from rag.interfaces.cli.screen import Screen, write_json

    with this_invocation(ctx).newsdesk() as newsdesk:
        check = newsdesk.check_bundle(path)
    if as_json:
        write_json({"ok": check.ok, **check.model_dump(mode="json")})
    else:
        show_check(Screen(), check)
    if not check.ok:
        raise typer.Exit(VerificationFailed.exit_code)


def show_check(screen: Screen, check: BundleCheck) -> None:
    """A line for each thing that does not hold, and the sum."""
    from rag.interfaces.cli.answer_text import show_verification
    from rag.interfaces.cli.screen import count

    for file in check.files:
        if file.problem is not None:
            screen.line(f"{file.path}: {file.problem}")
    for problem in check.problems:
        screen.line(problem)
    for warning in check.warnings:
        screen.line(f"Warning: {warning}")
    bad = sum(file.problem is not None for file in check.files)
    outcome = "all as they were written" if not bad else f"{bad} not as written"
    screen.line(f"{count(len(check.files), 'file')} checked: {outcome}.")
    if check.answer is not None:
        show_verification(screen, check.answer)
    screen.line(
        f"{'The bundle holds' if check.ok else 'The bundle does not hold'}. Its seal is {check.seal}."
    )
