"""A summary as a page of titled parts, the same for a terminal, Markdown and HTML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rag.interfaces.cli.finding_text import in_words
from rag.interfaces.cli.pages import Page, Part, Row
from rag.interfaces.cli.screen import count, day, duration

if TYPE_CHECKING:
    from pydantic import JsonValue

    from rag.domain import (
        ArticleSummary,
        Event,
        Figure,
        Finding,
        Mentioned,
        ModelInfo,
        OpenQuestion,
        Point,
        Position,
        Quote,
        RejectedValue,
        SchemaSummary,
        Usage,
    )

_MOST_NAMES = 12
_ASKED = ("who", "what", "when", "where", "why", "how")


def summary_page(summary: ArticleSummary, *, rejected: bool) -> Page:
    """Every field that holds something, in the order a reader wants them."""
    article = summary.article
    title = summary.headline.text if summary.headline else article.title or article.article_id
    origin = ", ".join(filter(None, [article.publisher, day(article.published_at), article.url]))
    parts = [
        Part("In one sentence", points([summary.summary] if summary.summary else [])),
        Part("Key points", points(summary.key_points)),
        *(Part(name.capitalize(), points(getattr(summary, name))) for name in _ASKED),
        Part("People", _mentions(summary.people)),
        Part("Organisations", _mentions(summary.organisations)),
        Part("Places", _mentions(summary.places)),
        Part("Subjects", _mentions(summary.subjects)),
        Part("Positions", tuple(_position(item) for item in summary.positions)),
        Part("Quotes", tuple(_quote(item) for item in summary.quotes)),
        Part("Figures", tuple(_figure(item) for item in summary.figures)),
        Part("Timeline", tuple(timeline_row(item) for item in summary.timeline)),
        Part("What happens next", points(summary.next_steps)),
        Part("What the article does not say", points(summary.open_questions)),
    ]
    parts.append(Part("Not meant for readers", tuple(_finding(item) for item in summary.findings)))
    if rejected:
        parts.append(Part("Rejected, because the article does not carry it", rejected_rows(summary.rejected)))
    made = made_by(summary.model, summary.usage)
    return Page(title, origin, tuple(part for part in parts if part.rows), (*summary.notes, made))


def filled_page(filled: SchemaSummary, *, rejected: bool) -> Page:
    """What a reader's schema asked for: each value under its pointer."""
    article = filled.article
    title = article.title or article.article_id
    origin = ", ".join(filter(None, [article.publisher, day(article.published_at), article.url]))
    values = tuple(
        Row(f"{pointer or '(the whole)'}: {value}", filled.evidence.get(pointer, ()))
        for pointer, value in _values(filled.data)
    )
    parts = [
        Part("Data", values),
        Part("What the article does not carry", tuple(Row(pointer) for pointer in filled.unsupported)),
    ]
    if rejected:
        parts.append(Part("Rejected, because the article does not carry it", rejected_rows(filled.rejected)))
    made = made_by(filled.model, filled.usage)
    return Page(title, origin, tuple(part for part in parts if part.rows), (*filled.notes, made))


def _values(data: JsonValue, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every single value with its JSON Pointer; what is null or empty is told elsewhere."""
    if isinstance(data, dict):
        for name, inner in data.items():
            yield from _values(inner, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(data, list):
        for at, inner in enumerate(data):
            yield from _values(inner, f"{pointer}/{at}")
    elif data is not None:
        yield pointer, data if isinstance(data, str) else json.dumps(data)


def made_by(model: ModelInfo, usage: Usage) -> str:
    """With which model, in what time, at what cost."""
    name = "Without a language model" if model.provider == "extractive" else f"By {model.name}"
    took = duration(sum(usage.seconds.values()))
    if model.provider in ("local", "extractive"):
        return f"{name} in {took}, at no cost."
    spent = f"{count(usage.model_calls, 'call')}, {usage.prompt_tokens + usage.completion_tokens:,} tokens"
    price = f"${usage.cost_usd:.4f}" if usage.cost_usd is not None else "price not known"
    return f"{name} in {took}, {spent}, {price}."


def points(points: Iterable[Point | OpenQuestion]) -> tuple[Row, ...]:
    return tuple(Row(point.text, point.citations) for point in points)


def _mentions(items: Iterable[Mentioned]) -> tuple[Row, ...]:
    return tuple(
        Row(f"{item.name}, {item.role}" if item.role else item.name, item.citations)
        for item in list(items)[:_MOST_NAMES]
    )


def _position(position: Position) -> Row:
    target = f" (to {position.target})" if position.target else ""
    return Row(f"{position.party}, {position.stance.value}: {position.text}{target}", position.citations)


def _quote(quote: Quote) -> Row:
    role = f", {quote.role}" if quote.role else ""
    said = f" — {quote.speaker}{role} ({quote.naming.value})" if quote.speaker and quote.naming else ""
    return Row(f"“{quote.text}”{said}", quote.citations)


def _figure(figure: Figure) -> Row:
    return Row(f"{figure.text}: {figure.measures}" if figure.measures else figure.text, figure.citations)


def timeline_row(event: Event) -> Row:
    certain = "" if event.certainty.value == "reported" else f" ({event.certainty.value})"
    return Row(f"{event.date}{certain}: {event.text}", event.citations)


def _finding(item: Finding) -> Row:
    return Row(f"{in_words(item)} “{item.words}”")


def rejected_rows(items: Iterable[RejectedValue]) -> tuple[Row, ...]:
    return tuple(Row(f"{item.field}: {item.text} ({item.reason})", item.citations) for item in items)
