"""The command line: one file per group of verbs, over the same `Newsdesk` that Python programs use.

Nothing heavy is imported until a command needs it, so that ``newsdesk --help`` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rag.interfaces.cli.failures import report
from rag.interfaces.cli.invocation import Invocation


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (`docs/cli.md` lists them)."""
    invocation = Invocation()
    try:
        _bear_any_character()
        code = _run(arguments, invocation)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_the_pipe()
        return 1
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # the last line of defence: one line, no traceback
        return report(error, verbose=invocation.verbose)
    return code


def _run(arguments: Sequence[str] | None, invocation: Invocation) -> int:
    from typer.main import get_command

    from rag.interfaces.cli.application import application

    outcome = get_command(application()).main(
        args=arguments, prog_name="newsdesk", standalone_mode=False, obj=invocation
    )
    if outcome == 130:
        raise KeyboardInterrupt
    return outcome if isinstance(outcome, int) else 0


def _bear_any_character() -> None:
    """Print a question mark for a character the terminal cannot show, instead of failing."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _leave_the_pipe() -> None:
    """Give stdout somewhere to go: its reader has left, and Python flushes it once more at exit."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
