"""Runs a piece of this program in a new Python process, whose memory has seen nothing yet."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping


def run_afresh(program: str, given: Mapping[str, object]) -> str | None:
    """Run a program that reads one JSON object from standard input.

    The last line it wrote on stderr if it failed, else None.
    """
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    if not done.returncode:
        return None
    return (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
