"""What the user sees when a command fails: one line on stderr, and the exit code of its kind."""

from __future__ import annotations

import sys

from rag.errors import NewsdeskError
from rag.interfaces.cli.safe_text import one_line

INTERRUPTED = 130
WRONG_COMMAND_LINE = 2


def report(error: BaseException, *, verbose: bool) -> int:
    """Print the line for an error and return its exit code. The traceback only with ``verbose``."""
    line, code = _explain(error)
    if verbose:
        import traceback

        traceback.print_exception(error)
    sys.stderr.write(f"newsdesk: {one_line(line)}\n")
    return code


def _explain(error: BaseException) -> tuple[str, int]:
    import typer

    if isinstance(error, NewsdeskError):
        return str(error), error.exit_code
    if isinstance(error, KeyboardInterrupt):
        return "stopped; what was done until now is kept.", INTERRUPTED
    if isinstance(error, typer.Abort):
        return "stopped; nothing was changed.", INTERRUPTED
    if isinstance(error, typer.TyperException):
        return _point_to_help(error), error.exit_code
    return _own_up(error), 1


def _point_to_help(error: Exception) -> str:
    message = error.format_message() if hasattr(error, "format_message") else str(error)
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "newsdesk"
    end = "" if message.endswith((".", "?")) else "."
    return f"{message}{end} See `{command} --help`."


def _own_up(error: BaseException) -> str:
    said = f"{type(error).__name__}: {error}".rstrip(": ")
    return f"this is a bug in newsdesk: {said}. Run the same command with -v to see where it happened."
