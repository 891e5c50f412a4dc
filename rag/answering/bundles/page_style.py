"""How the page of a bundle looks: paper and ink, a marker pen, and nothing from anywhere else."""

from __future__ import annotations

STYLE = """
:root { --paper: #fbfaf7; --ink: #1f1d1a; --quiet: #6b665e; --line: #ddd8ce; --marker: #fdec9e;
  --bad: #9b2c1f }
@media (prefers-color-scheme: dark) {
  :root { --paper: #1d1b19; --ink: #ece7de; --quiet: #a49d92; --line: #3a3631; --marker: #5c4d12;
    --bad: #f0988b }
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 3rem 1.25rem 5rem; max-width: 46rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.55 Charter, "Source Serif 4", Georgia, serif }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; text-wrap: balance }
h2 { font-size: 1.125rem; margin: 2.75rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line) }
p { margin: .5rem 0 }
.claims { margin: 1.75rem 0 2.25rem }
.claim { font-size: 1.1875rem; font-weight: 600; margin: 1rem 0 0 }
.claim .number { color: var(--quiet); font-weight: 400; margin-right: .35rem }
.meta, .hash, dl, table, summary { font-family: system-ui, sans-serif; font-size: .875rem }
.meta { color: var(--quiet) }
.verdict { border: 1px solid var(--line); border-radius: .25rem; padding: 0 .375rem; white-space: nowrap }
.status { font-family: system-ui, sans-serif; font-weight: 600 }
blockquote { margin: .75rem 0; padding: .25rem 0 .25rem 1rem; border-left: 3px solid var(--line) }
blockquote p { margin: .375rem 0; white-space: pre-line }
mark { background: var(--marker); color: inherit; padding: .05em 0 }
.hash { color: var(--quiet); overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
.warning { color: var(--bad) }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
th { font-weight: 600; white-space: nowrap }
details { margin: .75rem 0 }
summary { cursor: pointer }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; line-height: 1.45;
  border: 1px solid var(--line); padding: .75rem }
@media print { body { padding: 0; max-width: none } details > * { display: block } }
"""
