"""The Python examples of the README run and print what the README says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rag import SchemaSummary, Settings, open_newsdesk


def examples(checkout: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", (checkout / "README.md").read_text("utf-8"), re.M | re.S)


@pytest.mark.usefixtures("settings_in_the_environment")
def test_the_examples_of_the_readme(
    checkout: Path, samples: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(Path(samples).parent)
    asked, summed_up = examples(checkout)
    exec(compile(asked, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102  # this is the test
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "7 articles added"
    assert lines[-1] == "True"
    assert any("80 centimetres" in line for line in lines[1:-1])
    exec(compile(summed_up, "README.md", "exec"), {"__name__": "readme"})  # noqa: S102
    printed = capsys.readouterr().out
    assert "higher flood walls along the river Marrow" in printed
    assert "('/captain',)" in printed
    with open_newsdesk(Settings()) as newsdesk:
        schema = {"properties": {"title": {"type": "string"}}}
        summarizer = newsdesk.as_summarizer(schema=schema, model="extractive")
        found = summarizer.batch(["northern-ledger-flood-defences", "saint-brannoc-telescope"])
    assert all(isinstance(summary, SchemaSummary) and summary.evidence for summary in found)
