"""Budgets on the command line, and what a piece of work is going to take."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from rag.interfaces.cli.screen import count, duration

if TYPE_CHECKING:
    from rag.domain import Estimate, Limit

_DOLLARS = re.compile(r"\$(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:\$|usd)", re.IGNORECASE)
_SECONDS = re.compile(r"(\d+(?:\.\d+)?)\s*s(?:ec(?:onds)?)?", re.IGNORECASE)
_TOKENS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\s*tokens)?", re.IGNORECASE)

Budget = Annotated[
    str | None,
    typer.Option(
        "--budget",
        metavar="LIMIT",
        show_default=False,
        help="Stop at so many tokens (20000), dollars ($0.05) or seconds (90s) with what is ready.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Write nothing; say what it would take: tokens, time and price.")
]


def read_budget(text: str | None) -> Limit | None:
    """The limit; None if none is given. Raises `typer.BadParameter` for what is no amount."""
    from rag.domain import Limit

    if text is None:
        return None
    plain = text.strip()
    if found := _DOLLARS.fullmatch(plain):
        return Limit(cost_usd=float(found[1] or found[2]))
    if found := _SECONDS.fullmatch(plain):
        return Limit(seconds=float(found[1]))
    if found := _TOKENS.fullmatch(plain):
        return Limit(tokens=int(found[1].replace(",", "")))
    raise typer.BadParameter(
        f"{text!r} is no amount. Write 20000 (tokens), $0.05 or 90s", param_hint="--budget"
    )


def estimate_text(estimate: Estimate) -> str:
    """What is to be paid, in a sentence."""
    if not estimate.calls:
        kept = f"; {count(estimate.cached, 'result')} kept from before" if estimate.cached else ""
        return f"No call to a model is needed{kept}."
    price = price_text(estimate.cost_usd)
    tokens = f"{estimate.prompt_tokens:,} tokens to read, at most {estimate.completion_tokens:,} to write"
    calls = f"{count(estimate.calls, 'call')} to a model ({estimate.cached:,} kept from before)"
    return f"{calls}, {tokens}, about {duration(estimate.seconds)}, {price}."


def price_text(dollars: float | None) -> str:
    return "price not known" if dollars is None else f"at most ${dollars:.4f}"
