"""``python -m eval.serving.contract``: whether the server keeps to its own OpenAPI document.

Schemathesis sends what the document allows and what it forbids: no error of the server's own, no answer that
the document does not describe. With keys and without.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from eval.serving.process import ServerProcess

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


def keeps_contract(
    address: str, *, examples: int, key: str | None = None, phases: str = "coverage,fuzzing,stateful"
) -> tuple[bool, str]:
    """Whether it does, and what Schemathesis has to say."""
    command = [
        sys.executable,
        "-m",
        "schemathesis.cli",
        f"--config-file={CONFIGURATION}",
        "run",
        f"{address}/openapi.json",
        f"--max-examples={examples}",
        f"--phases={phases}",
        "--seed=1",
        "--continue-on-failure",
        "--no-color",
        "--generation-database=none",
    ]
    if key is not None:
        command += ["--header", f"Authorization: Bearer {key}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def main() -> int:
    """1 if the contract is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100, help="random requests for each operation")
    given = parser.parse_args()
    broken = False
    for with_key in (False, True):
        with tempfile.TemporaryDirectory(prefix="newsdesk-contract-") as folder:
            server = ServerProcess(Path(folder), settings={"NEWSDESK_SERVE_RATE": "1000000"})
            key = server.make_key("admin") if with_key else None
            with server.running("--require-keys" if with_key else None) as address:
                server.take_in_samples(address, key)
                kept, said = keeps_contract(address, examples=given.examples, key=key)
        print(f"{'with' if with_key else 'without'} keys: {'kept' if kept else 'broken'}")
        print(said if not kept else said[said.rfind("SUMMARY") :])
        broken = broken or not kept
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
