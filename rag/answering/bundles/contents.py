"""What a bundle holds: the answer, the texts it rests on, the prompt, the settings, and a page to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from rag.answering.bundles.page import render_page
from rag.answering.bundles.sealing import MANIFEST, described, sealed
from rag.answering.prompts import prompt_text
from rag.answering.verifying import Revisions, citations_of, verify
from rag.domain import Answer, Article, BundledPassage, Manifest, PromptInfo, sha256_of
from rag.errors import VerificationFailed

Files: TypeAlias = Mapping[str, bytes]
"""The files of a bundle by their paths in it, with forward slashes."""

ANSWER = "answer.json"
PAGE = "answer.html"
SETTINGS = "settings.json"
ARTICLES, PROMPTS = "articles/", "prompts/"

Settings: TypeAlias = Mapping[str, object]


def make_bundle(
    answer: Answer, revisions: Revisions, settings: Settings, *, version: str, at: datetime
) -> Files:
    """The files of a bundle. ``settings`` must hold no secrets.

    Raises `VerificationFailed` for an answer that does not hold: it would be sealed with its fault.
    """
    _require_true(answer, revisions)
    articles = list(_articles(answer, revisions))
    prompts = _prompts(answer)
    files = {
        ANSWER: _document(answer.model_dump(mode="json")),
        SETTINGS: _document(dict(settings)),
        PAGE: render_page(answer, articles, settings, prompts).encode(),
        **{
            f"{ARTICLES}{number}.json": _document(article.model_dump(mode="json"))
            for number, article in enumerate(articles, start=1)
        },
    }
    files |= {f"{PROMPTS}{name}.md": text.encode() for name, text in prompts.items()}
    manifest = Manifest(newsdesk=version, created_at=at, files=described(files), passages=passages_of(answer))
    return {MANIFEST: sealed(manifest), **files}


def passages_of(answer: Answer) -> tuple[BundledPassage, ...]:
    """Every passage that the answer cites, once."""
    return tuple(
        dict.fromkeys(
            BundledPassage(
                article_id=citation.article_id,
                content_sha256=citation.content_sha256,
                start=citation.start,
                end=citation.end,
                sha256=sha256_of(citation.quote),
            )
            for citation in citations_of(answer)
        )
    )


def _require_true(answer: Answer, revisions: Revisions) -> None:
    verification = verify(answer, revisions)
    problems = [item.problem for item in verification.checked if item.problem]
    problems += [claim.problem for claim in verification.claims if claim.problem]
    if problems:
        raise VerificationFailed(
            f"The answer does not hold, so no bundle was made: {problems[0]}. Ask the question again."
        )


def _articles(answer: Answer, revisions: Revisions) -> Iterator[Article]:
    """The revisions that are cited, or that something was found in, in the order of the answer."""
    places = [(citation.article_id, citation.content_sha256) for citation in citations_of(answer)]
    places += [(finding.article_id, finding.content_sha256) for finding in answer.findings]
    for article_id, content_sha256 in dict.fromkeys(places):
        article = revisions.article(article_id, content_sha256)
        if article is not None:
            yield article


def prompts_of(answer: Answer) -> Iterator[PromptInfo]:
    """The prompts that the answer was drafted and judged with."""
    if answer.prompt is not None:
        yield answer.prompt
    if answer.second_opinion is not None:
        yield answer.second_opinion.prompt


def _prompts(answer: Answer) -> dict[str, str]:
    """Their texts by name, where this version still has those very texts."""
    texts = {used.name: (prompt_text(used.name), used.sha256) for used in prompts_of(answer)}
    return {name: text for name, (text, digest) in texts.items() if text and sha256_of(text) == digest}


def _document(value: Mapping[str, object]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
