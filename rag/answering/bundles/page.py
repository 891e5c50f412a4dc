"""An answer as one HTML page: it loads nothing, runs nothing, and shows every passage where it stands.

All text is escaped, and what could hide in it is spelled out. The same answer gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby

from rag.answering.bundles.context import Context, context_of
from rag.answering.bundles.page_style import STYLE
from rag.domain import (
    Answer,
    Article,
    Attribution,
    Citation,
    Claim,
    Conflict,
    Finding,
    Handling,
    PromptInfo,
    RejectedClaim,
    SecondOpinion,
    sha256_of,
)
from rag.text.hostile import order_spelled_out

_DONE = {
    Handling.KEPT_BACK: "No model was given it, and no answer shows it.",
    Handling.MADE_PLAIN: "A model was given the words alone.",
}


def render_page(
    answer: Answer, articles: Sequence[Article], settings: Mapping[str, object], prompts: Mapping[str, str]
) -> str:
    """The whole page. ``articles`` are the revisions that the answer cites."""
    places = _Places(articles)
    parts = [
        *_head(answer),
        *_claims(answer.claims, places),
        *_part("Where the articles differ", (_conflict(item, places) for item in answer.conflicts)),
        *_part("The nearest that was found", (places.passage(item) for item in answer.nearest)),
        *_part("Not meant for readers", (_finding(item) for item in answer.findings)),
        *_part("Left out, because the sources do not carry it", map(_rejected, answer.rejected)),
        *_part("The articles", (_article(article) for article in articles)),
        *_part("How it came about", _making(answer, settings, prompts)),
    ]
    return _page(answer.question, "\n".join(parts))


def _page(title: str, body: str) -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


class _Places:
    """Passages in the articles at hand."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = {(article.article_id, article.content_sha256): article for article in articles}

    def passage(self, citation: Citation) -> str:
        """The cited words in the paragraphs around them, with where they stand."""
        article = self._articles.get((citation.article_id, citation.content_sha256))
        around = context_of(article.text, citation) if article else Context("", citation.quote, "")
        quoted = f"{_text(around.before)}<mark>{_text(around.words)}</mark>{_text(around.after)}"
        hashes = f"text {citation.content_sha256} · passage {sha256_of(citation.quote)}"
        where = f"{citation.article_id} {citation.start}:{citation.end} · {hashes}"
        return (
            f"<blockquote><p>{quoted}</p></blockquote>\n"
            f"<p class=meta>{_text(_origin(citation))}</p>\n<p class=hash>{_text(where)}</p>"
        )


def _head(answer: Answer) -> Iterator[str]:
    yield f"<h1>{_text(answer.question)}</h1>"
    searched = answer.searched
    yield (
        f"<p class=meta>Asked on {_moment(answer.created_at)}, as of {_moment(searched.as_of)}. "
        f"Searched {searched.articles:,} articles for “{_text(searched.query)}”, "
        f"{searched.hits:,} passages found.</p>"
    )
    explanation = f" {_text(answer.explanation)}" if answer.explanation else ""
    yield f"<p><span class=status>{answer.status.value.capitalize()}.</span>{explanation}</p>"


def _claims(claims: Sequence[Claim], places: _Places) -> Iterator[str]:
    """Claims that rest on the same passages stand together above them."""
    numbered = enumerate(claims, start=1)
    for citations, group in groupby(numbered, key=lambda item: item[1].citations):
        yield "<section class=claims>"
        yield from (_claim(number, claim) for number, claim in group)
        yield from map(places.passage, citations)
        yield "</section>"


def _claim(number: int, claim: Claim) -> str:
    said = f" {_text(_by(claim.attribution))}" if claim.attribution else ""
    return (
        f"<p class=claim><span class=number>{number}</span>{_text(claim.text)}</p>\n"
        f"<p class=meta><span class=verdict>{claim.verdict.value}</span>{said}</p>"
    )


def _by(attribution: Attribution) -> str:
    who = attribution.speaker + (f", {attribution.role.text}" if attribution.role else "")
    heard = f", to {attribution.told_to.text}" if attribution.told_to else ""
    return f"{attribution.act.value.capitalize()} by {who}{heard}"


def _conflict(conflict: Conflict, places: _Places) -> str:
    sides = []
    for position in conflict.positions:
        sources = f" ({position.sources} sources)" if position.sources > 1 else ""
        corrected = ", a later correction" if position.citation == conflict.corrected_by else ""
        sides.append(
            f"<p><b>{_text(position.value)}</b>{sources}{corrected}</p>{places.passage(position.citation)}"
        )
    return "\n".join(sides)


def _rejected(claim: RejectedClaim) -> str:
    return f"<p>{_text(claim.text)}</p>\n<p class=meta>{claim.verdict.value}: {_text(claim.reason)}</p>"


def _finding(finding: Finding) -> str:
    place = f"{finding.span.start}:{finding.span.end}" if finding.span else "in the title"
    return (
        f"<p class=warning>{finding.kind.value.capitalize()}: “{_text(finding.words)}”</p>\n"
        f"<p class=meta>{_text(finding.title or finding.article_id)}, {place}. {_DONE[finding.done]}</p>"
    )


def _article(article: Article) -> str:
    known = [article.publisher, _moment(article.published_at), article.url]
    return (
        f"<p><b>{_text(article.title or article.article_id)}</b></p>\n"
        f"<p class=meta>{_text(', '.join(filter(None, known)))}</p>\n"
        f"<p class=hash>{_text(article.article_id)} · SHA-256 of the text {article.content_sha256}</p>"
    )


def _making(answer: Answer, settings: Mapping[str, object], prompts: Mapping[str, str]) -> Iterator[str]:
    model, usage = answer.model, answer.usage
    cost = "not known" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"
    rows = {
        "Model": ", ".join(filter(None, [f"{model.provider}:{model.name}", model.chosen_because])),
        "Calls": str(usage.model_calls),
        "Tokens": f"{usage.prompt_tokens:,} read, {usage.completion_tokens:,} written",
        "Cost": cost,
        "Seconds": ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in usage.seconds.items()),
    }
    if answer.prompt is not None:
        rows["Prompt"] = _named(answer.prompt)
    if answer.second_opinion is not None:
        rows |= _second_opinion(answer.second_opinion)
    yield _table(rows)
    for name, text in prompts.items():
        yield (
            f"<details>\n<summary>The prompt {_text(name)}</summary>\n<pre>{_text(text)}</pre>\n</details>"
        )
    told = _table({name: str(value) for name, value in settings.items()})
    yield f"<details>\n<summary>The settings</summary>\n{told}\n</details>"


def _second_opinion(opinion: SecondOpinion) -> dict[str, str]:
    read = f"{opinion.judged} claims read by {opinion.model.name}, {opinion.lowered} taken away"
    return {
        "Second opinion": "; ".join([read, *opinion.failures]),
        "Its prompt": _named(opinion.prompt),
    }


def _named(prompt: PromptInfo) -> str:
    return f"{prompt.name}, version {prompt.version}, SHA-256 {prompt.sha256}"


def _table(rows: Mapping[str, str]) -> str:
    cells = "\n".join(
        f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows.items()
    )
    return f"<table>\n{cells}\n</table>"


def _part(title: str, contents: Iterable[str]) -> Iterator[str]:
    inside = list(contents)
    if inside:
        yield f"<h2>{title}</h2>"
        yield from inside


def _origin(citation: Citation) -> str:
    known = [
        citation.title or citation.article_id,
        citation.publisher,
        _moment(citation.published_at),
        citation.url,
    ]
    return ", ".join(filter(None, known))


def _moment(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%b %Y %H:%M %Z}" if moment is not None else "date unknown"


def _text(text: str) -> str:
    return escape(order_spelled_out(text))
