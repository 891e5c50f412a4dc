"""Runs a piece of this program in a new Python process, whose memory has seen nothing yet.

What it does there can neither crash this one nor use up its memory, and it can be ended at any time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

_COMMAND = (sys.executable, "-P", "-c")
"""With -P nothing is imported from the folder that happens to be the working one."""


def run_afresh(program: str, given: Mapping[str, object]) -> str | None:
    """Run a program that reads one JSON object from standard input.

    The last line it wrote on stderr if it failed, else None.
    """
    done = subprocess.run(
        [*_COMMAND, program], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    if not done.returncode:
        return None
    return (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]


class ProcessEnded(Exception):
    """The process is gone, with this exit code: it crashed, or was ended."""

    def __init__(self, code: int) -> None:
        super().__init__(f"it ended with code {code}")
        self.code = code


class FreshProcess:
    """A new Python process that answers each line on standard input with a line. One asks at a time."""

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen(
            [*_COMMAND, program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, line: bytes) -> bytes:
        """Raises `ProcessEnded`; the process is of no use then."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started without pipes")
        answer = b""
        with suppress(BrokenPipeError):
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer.endswith(b"\n"):
            self.close()
            raise ProcessEnded(self._process.returncode)
        return answer

    def kill(self) -> None:
        """End it, from any thread: whoever asks gets `ProcessEnded`."""
        self._process.kill()

    def close(self) -> None:
        """End it, and let go of what it held."""
        self._process.kill()
        self._process.communicate()
