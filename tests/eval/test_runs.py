"""Runs: what is finished stays finished, what fails counts as wrong, and a summary says what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import Case
from eval.datasets import SEED, WICE
from eval.fingerprint import take_fingerprint
from eval.outcomes import Detail, Measured, OutcomeLog, Scores, read_outcomes
from eval.running import Task, run_task, sample
from eval.scoring import metric_values
from rag.errors import MissingKey, ModelFailed
from rag.settings import load_settings


class Sum(Case):
    a: int
    b: int


class Adder:
    """Adds, badly: it cannot do sevens, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def measure(self, case: Sum) -> Measured:
        self.asked.append(case.case_id)
        if case.a == 7:
            raise ZeroDivisionError("sevens are hard")
        right = float(case.a + case.b < 10)
        return Measured(scores={"right": right}, detail=Detail(question=f"{case.a} + {case.b}"))


SUMS = [Sum(case_id=f"sum-{a}", a=a, b=2) for a in range(10)]


def task(adder: Adder) -> Task[Sum]:
    return Task(name="sums", cases=SUMS, measure=adder.measure, worst=lambda case: {"right": 0.0})


def test_a_case_that_raises_counts_as_wrong_and_the_others_go_on(tmp_path: Path) -> None:
    outcomes = run_task(task(Adder()), OutcomeLog(tmp_path / "log.jsonl", "now"), "now")
    failed = [outcome for outcome in outcomes if outcome.error]
    assert [(outcome.case_id, outcome.error) for outcome in failed] == [
        ("sum-7", "ZeroDivisionError: sevens are hard")
    ]
    assert metric_values(outcomes, frozenset())["right"].value == pytest.approx(7 / 10)
    assert metric_values(outcomes, frozenset())["right"].n == 10


def test_a_joint_metric_is_worked_out_of_all_cases(tmp_path: Path) -> None:
    outcomes = run_task(task(Adder()), OutcomeLog(tmp_path / "log.jsonl", "now"), "now")

    def share_of_wrong(cases: Sequence[Scores]) -> float:
        return sum(case["right"] == 0.0 for case in cases) / len(cases)

    values = metric_values(outcomes, frozenset(), {"share of wrong": share_of_wrong})
    wrong = values["share of wrong"]
    assert wrong.value == pytest.approx(3 / 10)
    assert wrong.low < wrong.value < wrong.high


def test_a_second_run_measures_only_what_failed_or_is_new(tmp_path: Path) -> None:
    path, adder = tmp_path / "log.jsonl", Adder()
    run_task(task(adder), OutcomeLog(path, "now"), "now", limit=4)
    first = list(adder.asked)
    run_task(task(adder), OutcomeLog(path, "now"), "now")
    again = adder.asked[len(first) :]
    assert len(first) == 4
    assert set(first) - {"sum-7"} == {case.case_id for case in SUMS} - set(again)


def test_a_line_that_a_kill_cut_off_is_measured_again(tmp_path: Path) -> None:
    path, adder = tmp_path / "log.jsonl", Adder()
    few = replace(task(adder), cases=SUMS[:3])
    run_task(few, OutcomeLog(path, "now"), "now")
    path.write_text(path.read_text("utf-8")[:-40], encoding="utf-8")
    outcomes = run_task(few, OutcomeLog(path, "now"), "now")
    assert adder.asked == ["sum-0", "sum-1", "sum-2", "sum-2"]
    assert [item.case_id for item in read_outcomes(path)] == [item.case_id for item in outcomes]


def test_nothing_made_under_other_conditions_is_taken_up(tmp_path: Path) -> None:
    path, adder = tmp_path / "log.jsonl", Adder()
    run_task(task(adder), OutcomeLog(path, "before"), "before", limit=3)
    run_task(task(adder), OutcomeLog(path, "after"), "after", limit=3)
    assert len(adder.asked) == 6
    assert {outcome.under for outcome in read_outcomes(path)} == {"after"}


def test_what_the_user_has_to_mend_ends_the_run(tmp_path: Path) -> None:
    def measure(case: Sum) -> Measured:
        raise MissingKey("There is no key.")

    broken = Task(name="sums", cases=SUMS, measure=measure, worst=lambda case: {"right": 0.0})
    with pytest.raises(MissingKey):
        run_task(broken, OutcomeLog(tmp_path / "log.jsonl", "now"), "now")


def test_a_model_that_fails_in_passing_is_a_failed_case(tmp_path: Path) -> None:
    def measure(case: Sum) -> Measured:
        raise ModelFailed("It stalled.")

    slow = Task(name="sums", cases=SUMS[:2], measure=measure, worst=lambda case: {"right": 0.0})
    outcomes = run_task(slow, OutcomeLog(tmp_path / "log.jsonl", "now"), "now")
    assert [outcome.error for outcome in outcomes] == ["ModelFailed: It stalled."] * 2


def test_a_sample_is_nested_and_not_the_beginning() -> None:
    assert sample(SUMS, None) == SUMS
    assert list(sample(SUMS, 3)) == list(sample(SUMS, 6))[:3]
    assert list(sample(SUMS, 6)) != SUMS[:6]


def test_a_balanced_metric_weighs_groups_alike(tmp_path: Path) -> None:
    parts = Task(
        name="sums",
        cases=SUMS[:4],
        measure=lambda case: Measured(scores={"right": float(case.a > 0)}, detail=Detail(question="")),
        worst=lambda case: {"right": 0.0},
        group=lambda case: "zero" if case.a == 0 else "more",
    )
    outcomes = run_task(parts, OutcomeLog(tmp_path / "log.jsonl", "now"), "now")
    assert metric_values(outcomes, frozenset({"right"}))["right"].value == pytest.approx((1 + 0) / 2)
    assert metric_values(outcomes, frozenset())["right"].value == pytest.approx(3 / 4)
    with pytest.raises(ValueError, match="no outcomes"):
        metric_values([], frozenset())


def test_scores_that_were_not_announced_are_a_fault_of_the_set(tmp_path: Path) -> None:
    odd = Task(
        name="sums",
        cases=SUMS[:1],
        measure=lambda case: Measured(scores={"wrong": 1.0}, detail=Detail(question="")),
        worst=lambda case: {"right": 0.0},
    )
    with pytest.raises(ValueError, match="gave"):
        run_task(odd, OutcomeLog(tmp_path / "log.jsonl", "now"), "now")


def test_a_fingerprint_changes_with_settings_and_data_but_not_with_places() -> None:
    base = take_fingerprint(load_settings(data="/a"), [SEED], "newsdesk")
    assert take_fingerprint(load_settings(data="/b"), [SEED], "newsdesk").under == base.under
    assert take_fingerprint(load_settings(model="extractive"), [SEED], "newsdesk").under != base.under
    assert take_fingerprint(load_settings(), [WICE], "newsdesk").under != base.under
    assert take_fingerprint(load_settings(), [SEED], "plain").under != base.under
