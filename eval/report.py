"""All results on one HTML page that needs nothing else: tables, charts, and what went wrong case by case.

The page quotes the articles that were measured on, so it stays on the machine it was made on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from eval.charts import metric_chart
from eval.outcomes import Outcome, read_outcomes
from eval.scoring import RunSummary, load_summaries

GALLERY = 12
"""Failures shown of each run."""

_LONGEST = 600
"""Characters of one text in the gallery."""

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #888;
  --ours: #1d6fa5; --other: #999; --bad: #b4412b; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; }
h2 { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left; color: var(--soft); }
th, td { padding: .25rem .8rem; border-bottom: 1px solid var(--line); text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
small, .soft { color: var(--soft); } .bad { color: var(--bad); }
thead th:not(:first-child) { text-align: right; } .wide { overflow-x: auto; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1rem; }
figure { margin: 0; } svg { max-width: 100%; height: auto; } svg .axis { stroke: var(--line); }
svg text { fill: currentColor; font: 14px system-ui, sans-serif; } svg .name { font-weight: 600; }
svg .whisker { stroke: currentColor; stroke-width: 1.5; }
.ours { fill: var(--ours); } .other { fill: var(--other); }
details { border: 1px solid var(--line); border-radius: 6px; padding: .4rem .8rem; margin: .4rem 0; }
summary { cursor: pointer; }
dt { font-weight: 600; margin-top: .4rem; } dd { margin-left: 1rem; overflow-wrap: anywhere; }
"""


def write_report(results: Path, out: Path) -> Path:
    """The page over every summary in the folder of results; failures where the cases are there, too."""
    summaries = load_summaries(results)
    runs = {summary.name: list(read_outcomes(results / f"{summary.name}.jsonl")) for summary in summaries}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(page(summaries, runs), encoding="utf-8")
    return out


def page(summaries: Sequence[RunSummary], runs: dict[str, list[Outcome]]) -> str:
    sections = [
        _section(set_name, list(group), runs)
        for set_name, group in groupby(sorted(summaries, key=_order), key=lambda summary: summary.set)
    ]
    body = "\n".join(sections) or "<p>Nothing has been measured yet.</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Newsdesk, measured</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><h1>Newsdesk, measured</h1>"
        "<p>Values are means over n cases with 95% bootstrap intervals. "
        "A case that failed counts as wrong.</p>"
        f"{body}</body></html>\n"
    )


def _order(summary: RunSummary) -> tuple[str, bool, str]:
    """By set; Newsdesk first."""
    return summary.set, summary.system != "newsdesk", summary.name


def _section(set_name: str, summaries: Sequence[RunSummary], runs: dict[str, list[Outcome]]) -> str:
    metrics = dict.fromkeys(name for summary in summaries for name in summary.metrics)
    rows = "".join(_row(metric, summaries) for metric in metrics)
    head = "".join(f"<th>{escape(summary.name.removeprefix(set_name + '.'))}</th>" for summary in summaries)
    return (
        f'<section id="{escape(set_name)}"><h2>{escape(set_name)}</h2>'
        f'<div class="wide"><table><thead><tr><th>metric</th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        f'<div class="charts">{"".join(_chart(metric, summaries) for metric in metrics)}</div>'
        f"{''.join(_run(summary, runs.get(summary.name, [])) for summary in summaries)}</section>"
    )


def _chart(metric: str, summaries: Sequence[RunSummary]) -> str:
    return f"<figure>{metric_chart(metric, summaries)}</figure>"


def _row(metric: str, summaries: Sequence[RunSummary]) -> str:
    cells = []
    for summary in summaries:
        value = summary.metrics.get(metric)
        shown = (
            f"{value.value:.3f} <small>{value.low:.3f}–{value.high:.3f}, n = {value.n}</small>"
            if value
            else "not measured"
        )
        cells.append(f'<td class="number">{shown}</td>')
    low = any(metric in summary.lower_is_better for summary in summaries)
    note = " <small>(lower is better)</small>" if low else ""
    return f"<tr><th>{escape(metric)}{note}</th>{''.join(cells)}</tr>"


def _run(summary: RunSummary, outcomes: Sequence[Outcome]) -> str:
    made = summary.fingerprint
    facts = (
        f"n = {summary.n}, {len(summary.failed)} failed, {summary.seconds_per_case:.3f} s a case; "
        f"commit {made.commit}, seed {summary.seed}, {summary.resamples} resamples; "
        f"settings {made.settings[:8]}, prompts {made.prompts[:8]}, assets {made.assets[:8]}, "
        f"data {made.data[:8]}, code {made.code[:8]}; {summary.finished_at:%Y-%m-%d}"
    )
    return (
        f"<h3>{escape(summary.name)}</h3><p><code>{escape(summary.command)}</code><br>"
        f'<span class="soft">{escape(facts)}</span></p>{"".join(_failed_cases(summary))}{_gallery(outcomes)}'
    )


def _failed_cases(summary: RunSummary) -> Iterator[str]:
    for case_id, error in summary.failed.items():
        yield f'<p class="bad">{escape(case_id)} failed: {escape(error)}</p>'


def _gallery(outcomes: Sequence[Outcome]) -> str:
    wrong = [outcome for outcome in outcomes if outcome.detail.why]
    if not wrong:
        return "<p>No case went wrong.</p>" if outcomes else "<p>The cases of this run are not here.</p>"
    shown = "".join(_failure(outcome) for outcome in wrong[:GALLERY])
    return f"<p>{len(wrong)} cases went wrong; {min(GALLERY, len(wrong))} of them:</p>{shown}"


def _failure(outcome: Outcome) -> str:
    detail = outcome.detail
    return (
        f"<details><summary>{escape(detail.question)}</summary><dl>"
        f"<dt>Why</dt><dd>{escape(_short(detail.why))}</dd>"
        f"<dt>Should have been</dt>{_items(detail.expected)}<dt>Was found</dt>{_items(detail.found)}"
        f'<dt class="soft">Case</dt><dd class="soft">{escape(outcome.case_id)}</dd></dl></details>'
    )


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<dd>{escape(_short(text))}</dd>" for text in texts) or "<dd>nothing</dd>"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
