"""The Python example of the README runs and prints what the README says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def example(checkout: Path) -> str:
    blocks = re.findall(r"^```python\n(.*?)^```", (checkout / "README.md").read_text("utf-8"), re.M | re.S)
    assert len(blocks) == 1
    return str(blocks[0])


@pytest.mark.usefixtures("settings_in_the_environment")
def test_the_example_of_the_readme(
    checkout: Path, samples: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(Path(samples).parent)
    exec(compile(example(checkout), "README.md", "exec"), {})  # noqa: S102  # this is the test
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "7 articles added"
    assert lines[-1] == "True"
    assert any("80 centimetres" in line for line in lines[1:-1])
