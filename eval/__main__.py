"""``python -m eval``: run sets, compare runs, write the report, hold the floors."""

from __future__ import annotations

import argparse
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

from eval.assembling import SYSTEMS, Assembly, Places
from eval.bench_data import find_bench
from eval.calibrating import calibrate, read_claims
from eval.comparing import as_table, compare_runs, load_run
from eval.datasets import load_wice
from eval.fingerprint import ROOT, code_digest, take_fingerprint
from eval.gate import load_floors, misses, outdated
from eval.outcomes import OutcomeLog
from eval.report import write_report
from eval.running import run_task
from eval.scoring import RunSummary, load_summaries, metric_values, run_name, save_summary
from eval.sets.judging import BALANCED
from rag.answering.grounding.free_wording import ENOUGH_WEIGHT
from rag.errors import NewsdeskError

RESULTS = ROOT / "eval" / "results"


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 1 for a floor that is missed, 2 for what the user has to mend."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.command(given))
    except NewsdeskError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


# --- commands -----------------------------------------------------------------------------------------------


def run(given: argparse.Namespace) -> int:
    """Every set with every system that was named and that it can be put to."""
    systems = given.system or ["newsdesk"]
    for set_name in given.sets:
        for system in systems:
            summary = run_one(Assembly(set_name, system, _places(given)), given.limit, given.results)
            print(_summary_text(summary))
    return 0


def run_one(assembly: Assembly, limit: int | None, results: Path) -> RunSummary:
    """Run, save the summary, and give it. A finished case is not measured again while nothing has changed."""
    fingerprint = take_fingerprint(assembly.settings, assembly.data, assembly.system)
    path = results / f"{run_name(assembly.set_name, assembly.system, limit)}.jsonl"
    try:
        task = assembly.task()
        outcomes = run_task(task, OutcomeLog(path, fingerprint.under), fingerprint.under, limit=limit)
    finally:
        assembly.close()
    summary = RunSummary(
        set=assembly.set_name,
        system=assembly.system,
        limit=limit,
        n=len(outcomes),
        metrics=metric_values(outcomes, task.balanced, task.joint),
        lower_is_better=tuple(sorted(task.lower_is_better)),
        failed={outcome.case_id: outcome.error for outcome in outcomes if outcome.error is not None},
        seconds_per_case=round(sum(outcome.seconds for outcome in outcomes) / len(outcomes), 4),
        fingerprint=fingerprint,
        command=_command(assembly, limit),
        finished_at=datetime.now(UTC),
    )
    save_summary(summary, results)
    return summary


def compare(given: argparse.Namespace) -> int:
    a, b = (load_run(given.results, name) for name in (given.a, given.b))
    differences = compare_runs(a, b, balanced=frozenset({BALANCED}))
    print(as_table(differences, {"a": given.a, "b": given.b}))
    return 0


def report(given: argparse.Namespace) -> int:
    print(write_report(given.results, given.out or given.results / "report.html"))
    return 0


def gate(given: argparse.Namespace) -> int:
    floors, summaries = load_floors(), load_summaries(given.results)
    found = list(misses(floors, summaries))
    for line in [*outdated(floors, summaries, code_digest()), *found]:
        print(line)
    print(f"{len(found)} floors missed." if found else "Every floor holds.")
    return 1 if found else 0


def calibration(given: argparse.Namespace) -> int:
    """Choose the share of a freely worded claim that has to be covered; nothing is written."""
    found = calibrate(list(read_claims(load_wice(find_bench(given.data)))))
    for threshold, value in found.by_threshold.items():
        print(f"{threshold:.2f}  {value:.3f}")
    print(
        f"The best is {found.threshold:.2f} (in force: {ENOUGH_WEIGHT}). Balanced accuracy on claims it was"
        f" not chosen on: {found.value:.3f}, with a standard deviation of {found.spread:.3f} between rounds."
    )
    return 0


# --- the command line ---------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Measure Newsdesk.")
    commands = parser.add_subparsers(required=True)
    running = commands.add_parser("run", help="put sets to systems")
    running.add_argument("sets", nargs="+", choices=sorted(SYSTEMS), metavar="SET")
    every = sorted({system for systems in SYSTEMS.values() for system in systems})
    running.add_argument("--system", action="append", choices=every, help="may be repeated (newsdesk)")
    running.add_argument("--limit", type=_positive, help="measure only this many cases")
    running.add_argument("--data", type=Path, help="the benchmark folder")
    running.add_argument("--rt", type=Path, help="the folder of the news questions")
    running.add_argument("--rt-complete", type=Path, help="the folder of the same with all articles")
    running.add_argument("--archive", type=Path, help="a data folder that holds the set's articles already")
    running.set_defaults(command=run)
    comparing = commands.add_parser("compare", help="paired differences of two runs")
    comparing.add_argument("a", metavar="SET.SYSTEM")
    comparing.add_argument("b", metavar="SET.SYSTEM")
    comparing.set_defaults(command=compare)
    reporting = commands.add_parser("report", help="write all results as one HTML page")
    reporting.add_argument("--out", type=Path)
    reporting.set_defaults(command=report)
    calibrating = commands.add_parser("calibrate", help="choose how much of a claim must be covered")
    calibrating.add_argument("--data", type=Path, help="the benchmark folder")
    calibrating.set_defaults(command=calibration)
    gating = commands.add_parser("gate", help="fail if a committed floor is missed")
    gating.set_defaults(command=gate)
    for command in (running, comparing, reporting, gating):
        command.add_argument("--results", type=Path, default=RESULTS, help="where results are kept")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number


def _places(given: argparse.Namespace) -> Places:
    return Places(
        bench=given.data,
        realtime_qa=given.rt,
        complete_realtime_qa=given.rt_complete,
        archive=given.archive,
    )


def _command(assembly: Assembly, limit: int | None) -> str:
    words = ["python", "-m", "eval", "run", assembly.set_name, "--system", assembly.system]
    return shlex.join([*words, *(["--limit", str(limit)] if limit is not None else [])])


def _summary_text(summary: RunSummary) -> str:
    lines = [f"{summary.name}: n = {summary.n}, {len(summary.failed)} failed"]
    for name, metric in summary.metrics.items():
        lines.append(f"  {name:48} {metric.value:.3f}  {metric.low:.3f}–{metric.high:.3f}  n = {metric.n}")
    return "\n".join([*lines, *(f"  failed {case}: {why}" for case, why in summary.failed.items())])


if __name__ == "__main__":
    sys.exit(main())
