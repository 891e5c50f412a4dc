"""Sentences as a model sees them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import ArticleInfo, Evidence
from rag.text.hostile import is_harmless, make_plain


def render_evidence(evidence: Sequence[Evidence], *, for_small_model: bool) -> str:
    """The sentences under a line for each article; a sentence is one line, whatever its text holds.

    A small model is given neither numbers nor titles: it takes them for something the sentences say.
    """
    lines: list[str] = []
    article: ArticleInfo | None = None
    for item in evidence:
        text = one_line(make_plain(item.sentence.text))
        if item.article != article:
            article = item.article
            lines += filter(None, [_origin(article) if for_small_model else _heading(article)])
        lines.append(text if for_small_model else f"[{item.number}] {text}")
    return "\n".join(lines)


def one_line(text: str) -> str:
    return " ".join(text.split())


def _given(name: str) -> str:
    """A title or a name as a model may read it; nothing of one that is no such thing."""
    return one_line(make_plain(name)) if is_harmless(name) else ""


def _heading(article: ArticleInfo) -> str:
    return f"{_given(article.title)} {_origin(article)}".strip() + ":"


def _origin(article: ArticleInfo) -> str:
    date = f"{article.published_at:%d %B %Y}".lstrip("0") if article.published_at else None
    origin = ", ".join(_given(part) for part in (article.publisher, date) if part)
    return f"({origin})" if origin else ""
