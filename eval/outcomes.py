"""What came of each case, kept on disk as it comes, so that a run can be cut short and taken up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from eval.cases import Case
from rag.domain import Value

Scores = Mapping[str, float]


class Detail(Value):
    """What a reader needs to judge a case: what was asked, what was found and what should have been."""

    question: str
    found: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    why: str = ""


class Measured(Value):
    """The scores of one case; every score is better the higher it is, unless its set says otherwise."""

    scores: dict[str, float]
    detail: Detail


class Outcome(Value):
    """One finished case. ``under`` names everything that could change it: code, prompts, settings, data."""

    case_id: str
    digest: str
    under: str
    group: str
    scores: dict[str, float]
    detail: Detail
    seconds: float
    error: str | None = None


class OutcomeLog:
    """Outcomes as lines of a file. Failed ones and those made under other conditions are measured again."""

    def __init__(self, path: Path, under: str) -> None:
        self._path = path
        self._under = under
        self._kept = {
            (outcome.case_id, outcome.digest): outcome
            for outcome in read_outcomes(path)
            if outcome.under == under and outcome.error is None
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(map(_line, self._kept.values())), encoding="utf-8")

    def get(self, case: Case) -> Outcome | None:
        return self._kept.get((case.case_id, case.digest))

    def add(self, outcome: Outcome) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(outcome))


def read_outcomes(path: Path) -> Iterator[Outcome]:
    """The outcomes in a file, without a last line that was cut off; none if there is no file."""
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield Outcome.model_validate_json(line)
        except ValidationError:
            # written by a run that was killed in the middle of it, or by an earlier form of the log
            continue


def _line(outcome: Outcome) -> str:
    return json.dumps(outcome.model_dump(mode="json"), ensure_ascii=False) + "\n"
