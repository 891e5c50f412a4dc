"""What is made of outcomes: differences, the gate, the page, and the command line over all of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval import __main__ as command
from eval.assembling import SYSTEMS
from eval.bench_data import BenchDataError
from eval.comparing import as_table, compare_runs, load_run
from eval.fingerprint import Fingerprint
from eval.gate import load_floors, misses, outdated
from eval.outcomes import Detail, Outcome, OutcomeLog
from eval.report import write_report
from eval.scoring import MetricValue, RunSummary, load_summaries, metric_values, save_summary

BENCH = Path(__file__).parents[2] / "../shared/bench"

MADE = Fingerprint(
    settings="s" * 64, prompts="p" * 64, assets="a" * 64, data="d" * 64, code="c" * 64, commit="x"
)


def outcome(case_id: str, score: float, *, group: str = "", why: str = "") -> Outcome:
    detail = Detail(question=f"What of <{case_id}>?", found=("This & that",), expected=("That",), why=why)
    return Outcome(
        case_id=case_id,
        digest=case_id,
        under="now",
        group=group,
        scores={"right": score},
        detail=detail,
        seconds=0.5,
    )


def summary(system: str, outcomes: list[Outcome], **changes: object) -> RunSummary:
    made = RunSummary(
        set="sums",
        system=system,
        limit=None,
        n=len(outcomes),
        metrics=metric_values(outcomes, frozenset()),
        failed={},
        seconds_per_case=0.5,
        fingerprint=MADE,
        command=f"python -m eval run sums --system {system}",
        finished_at=datetime(2024, 5, 1, tzinfo=UTC),
    )
    return made.model_copy(update=changes)


def keep(results: Path, system: str, outcomes: list[Outcome]) -> None:
    log = OutcomeLog(results / f"sums.{system}.jsonl", "now")
    for one in outcomes:
        log.add(one)
    save_summary(summary(system, outcomes), results)


GOOD = [outcome(f"case-{n}", 1.0) for n in range(20)]
MIXED = [outcome(f"case-{n}", float(n % 2), why="" if n % 2 else "It <guessed>.") for n in range(20)]


# --- differences --------------------------------------------------------------------------------------------


def test_a_difference_is_that_of_the_cases_both_runs_have() -> None:
    (difference,) = compare_runs(GOOD, MIXED[:10])
    assert (difference.a, difference.b, difference.difference, difference.n) == (1.0, 0.5, 0.5, 10)
    assert difference.is_certain
    (same,) = compare_runs(MIXED, MIXED)
    assert (same.difference, same.low, same.high, same.is_certain) == (0, 0, 0, False)


def test_runs_of_different_sets_are_not_compared() -> None:
    with pytest.raises(BenchDataError, match="no case in common"):
        compare_runs(GOOD, [outcome("other", 1.0)])


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    noisy = [outcome(f"case-{n}", float(n % 3 == 0)) for n in range(20)]
    table = as_table(compare_runs(MIXED, noisy), {"a": "sums.a", "b": "sums.b"})
    assert "| right | 0.500 | 0.350 | +0.150 (may be chance) |" in table


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    keep(tmp_path, "newsdesk", GOOD)
    with pytest.raises(BenchDataError, match=r"no run 'sums.plain'.*There are: sums.newsdesk"):
        load_run(tmp_path, "sums.plain")


# --- the gate -----------------------------------------------------------------------------------------------


def test_the_gate_holds_floors_and_ceilings() -> None:
    half = {"right": MetricValue(value=0.5, low=0.4, high=0.6, n=20)}
    good = summary("newsdesk", MIXED, metrics=half)
    low = good.model_copy(update={"lower_is_better": ("right",)})
    assert list(misses({"sums.newsdesk": {"right": 0.5}}, [good])) == []
    assert list(misses({"sums.newsdesk": {"right": 0.51}}, [good])) == [
        "sums.newsdesk: right is 0.500, below 0.51."
    ]
    assert list(misses({"sums.newsdesk": {"right": 0.5}}, [low])) == []
    assert list(misses({"sums.newsdesk": {"right": 0.49}}, [low])) == [
        "sums.newsdesk: right is 0.500, above 0.49."
    ]


def test_the_gate_takes_nothing_on_trust() -> None:
    broken = summary("newsdesk", GOOD, failed={"case-1": "ValueError: no"})
    assert list(misses({"sums.newsdesk": {}, "sums.plain": {}}, [broken])) == [
        "sums.newsdesk: 1 cases failed, the first case-1: ValueError: no",
        "sums.plain: there is no summary. Run it.",
    ]
    assert list(misses({"sums.newsdesk": {"wrong": 1.0}}, [summary("newsdesk", GOOD)])) == [
        "sums.newsdesk: there is no metric 'wrong'."
    ]


def test_a_summary_of_other_code_is_called_so() -> None:
    floors = {"sums.newsdesk": {"right": 0.5}}
    made = summary("newsdesk", GOOD)
    assert list(outdated(floors, [made], MADE.code)) == []
    assert list(outdated(floors, [made], "other")) == [
        "sums.newsdesk was measured at x, with other code than this."
    ]


def test_committed_floors_are_of_runs_that_exist() -> None:
    for name in load_floors():
        set_name, _, system = name.partition(".")
        assert system in SYSTEMS[set_name]


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_is_well_formed_and_needs_nothing_else(tmp_path: Path) -> None:
    keep(tmp_path, "newsdesk", MIXED)
    keep(tmp_path, "plain", GOOD)
    text = write_report(tmp_path, tmp_path / "out" / "report.html").read_text("utf-8")
    body = re.sub(r"<meta [^>]*>", "", text.removeprefix("<!doctype html>\n")).replace("<br>", "")
    page = ElementTree.fromstring(body)  # noqa: S314  # our own page
    assert not re.search(r"<script|<link|<img|https?://", text)
    assert [cell.text for cell in page.iter("th")][:3] == ["metric", "newsdesk", "plain"]
    widths = [bar.get("width") for bar in page.iter("rect")]
    assert widths == ["210.0", "420.0"]
    assert len(list(page.iter("details"))) == 10
    assert "It &lt;guessed&gt;." in text
    assert "No case went wrong." in text


def test_the_page_of_no_results_says_so(tmp_path: Path) -> None:
    assert "Nothing has been measured yet" in write_report(tmp_path, tmp_path / "report.html").read_text(
        "utf-8"
    )


# --- the command line ---------------------------------------------------------------------------------------


def test_a_run_without_data_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["run", "wice", "--data", str(tmp_path / "no"), "--results", str(tmp_path)]) == 2
    assert re.search(
        r"error: No benchmark data at .*no\. Name the folder with --data", capsys.readouterr().err
    )


def test_a_system_that_a_set_cannot_be_put_to_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["run", "wice", "--system", "bm25", "--results", str(tmp_path)]) == 2
    assert "'wice' cannot be run with 'bm25'" in capsys.readouterr().err


def test_compare_report_and_gate_by_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(tmp_path, "newsdesk", MIXED)
    keep(tmp_path, "plain", GOOD)
    assert command.main(["compare", "sums.plain", "sums.newsdesk", "--results", str(tmp_path)]) == 0
    assert "| right | 1.000 | 0.500 | +0.500 |" in capsys.readouterr().out
    assert command.main(["report", "--results", str(tmp_path)]) == 0
    assert (tmp_path / "report.html").exists()
    floors = tmp_path / "floors.json"
    monkeypatch.setattr("eval.__main__.load_floors", lambda: load_floors(floors))
    for floor, code in ((0.5, 0), (0.6, 1)):
        floors.write_text(json.dumps({"sums.newsdesk": {"right": floor}}), encoding="utf-8")
        assert command.main(["gate", "--results", str(tmp_path)]) == code


@pytest.mark.skipif(not BENCH.is_dir(), reason="the benchmark data is not beside the checkout")
def test_a_whole_run_leaves_a_summary_that_says_what_it_rests_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", "multihop-facts", "--system", "bm25", "--limit", "5", "--data", str(BENCH)]
    for taken_up in (0, 5):
        assert command.main([*arguments, "--results", str(tmp_path)]) == 0
        assert f"5 cases, {taken_up} of them from an earlier run" in capsys.readouterr().err
    (made,) = load_summaries(tmp_path)
    assert (made.name, made.n, made.failed) == ("multihop-facts.bm25.5", 5, {})
    assert 0 < made.metrics["recall@10"].low <= made.metrics["recall@10"].value <= 1
    assert made.command == "python -m eval run multihop-facts --system bm25 --limit 5"
    assert re.fullmatch(r"[0-9a-f]{12}\+?|unknown", made.fingerprint.commit)
