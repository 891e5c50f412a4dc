"""Cut an article into sentences and chunks that the embedder can read whole.

An embedder drops what is beyond its window without a word, so every length is counted with its own tokenizer.
Chunks are whole sentences, about equally long, and end with a paragraph where that costs little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from rag.domain import Article, ArticleInfo, Chunk, Sentence, Span
from rag.text.fitting import Range, fit_ranges
from rag.text.sentences import build_sentences, split_sentences
from rag.text.spans import require_verbatim, trimmed

TokenCounter = Callable[[Sequence[str]], Sequence[int]]
"""Tokens of each text, without special tokens."""

CHUNK_TOKENS = 256
"""Longest chunk, header included, even if the embedder reads more: a longer one is about too many things."""

SPECIAL_TOKENS = 2
"""What embedders put around a text: a first and a last token."""

_HEADER_SHARE = 4
"""The header takes at most one part in this many of the window."""

_NO_PARAGRAPH_END = 0.1
"""What ending a chunk within a paragraph costs; missing the even length costs the square of the share."""


class ArticleParts(NamedTuple):
    sentences: list[Sentence]
    chunks: list[Chunk]


def cut_article(article: Article, count_tokens: TokenCounter, max_tokens: int) -> ArticleParts:
    """The sentences and chunks of an article, for an embedder that reads ``max_tokens`` with special ones.

    ``count_tokens`` is called once, and again only for a headline or a sentence that is too long. Raises
    `ValueError` if ``max_tokens`` leaves no room for text.
    """
    window = min(max_tokens, CHUNK_TOKENS) - SPECIAL_TOKENS
    if window < 1:
        raise ValueError(f"a window of {max_tokens} tokens leaves no room for text")
    header = contextual_header(article.info)
    ranges = _ranges(article.text)
    counted = count_tokens([f"{header}\n", *(article.text[start:end] for start, end in ranges)])
    header, header_tokens = _shortened(header, counted[0], window // _HEADER_SHARE, count_tokens)
    room = window - header_tokens
    sized = fit_ranges(article.text, list(zip(ranges, counted[1:], strict=True)), count_tokens, room)
    sentences = build_sentences(article, [_span(article.text, piece) for piece, _ in sized])
    ends = _chunk_ends(article.text, sentences, [tokens for _, tokens in sized], room)
    chunks = [
        _chunk(article, header, position, sentences[first:after])
        for position, (first, after) in enumerate(pairwise([0, *ends]))
    ]
    require_verbatim(article.text, chunks)
    return ArticleParts(sentences, chunks)


def contextual_header(info: ArticleInfo) -> str:
    """Title, publisher and date on one line, as far as known: what a chunk is about, for the embedder."""
    date = info.published_at
    day = f"{date.day} {date:%B} {date.year}" if date else None
    return " | ".join(" ".join(part.split()) for part in (info.title, info.publisher, day) if part)


def chunk_id(article_id: str, content_sha256: str, span: Span) -> str:
    """The same for the same place in the same revision of an article, on any machine."""
    name = f"{article_id}\n{content_sha256}\n{span.start}\n{span.end}"
    return hashlib.sha256(name.encode("utf-8")).hexdigest()[:24]


def _ranges(text: str) -> list[Range]:
    """The sentences, each with the white space that follows it, so that their tokens add up to a chunk's."""
    starts = [span.start for span in split_sentences(text)]
    return list(pairwise([*starts, len(text)]))


def _shortened(header: str, tokens: int, limit: int, count_tokens: TokenCounter) -> tuple[str, int]:
    """The header, cut after as many words as fit into ``limit`` tokens, and its tokens."""
    if not header:
        return "", 0
    if tokens <= limit:
        return header, tokens
    words = header.split()[:limit]
    candidates = list(accumulate(words, lambda so_far, word: f"{so_far} {word}"))
    counts = count_tokens([f"{candidate}\n" for candidate in candidates])
    fitting = [pair for pair in zip(candidates, counts, strict=True) if pair[1] <= limit]
    return fitting[-1] if fitting else ("", 0)


def _span(text: str, piece: Range) -> Span:
    start, end = trimmed(text, *piece)
    return Span(start=start, end=end)


def _chunk_ends(text: str, sentences: Sequence[Sentence], tokens: Sequence[int], room: int) -> list[int]:
    """After which sentences the chunks end: the cheapest way to cut, found from the front.

    A chunk costs the square of the share by which it misses the even length, and something more if it does
    not end with a paragraph.
    """
    total = sum(tokens)
    even = max(1.0, total / max(1, -(-total // room)))
    cost, previous = [0.0], [0]
    for after in range(1, len(sentences) + 1):
        ends_paragraph = _ends_paragraph(text, sentences, after)
        size, best, cut = 0, float("inf"), after - 1
        for first in range(after - 1, -1, -1):
            size += max(1, tokens[first])
            if size > room and first < after - 1:
                break
            candidate = cost[first] + ((size - even) / even) ** 2
            if candidate < best:
                best, cut = candidate, first
        cost.append(best + (0.0 if ends_paragraph else _NO_PARAGRAPH_END))
        previous.append(cut)
    ends = []
    after = len(sentences)
    while after > 0:
        ends.append(after)
        after = previous[after]
    return ends[::-1]


def _ends_paragraph(text: str, sentences: Sequence[Sentence], after: int) -> bool:
    """Whether one ends here. A line that ends with a letter is a heading and belongs to what follows."""
    if after == len(sentences):
        return True
    end = sentences[after - 1].end
    return "\n" in text[end : sentences[after].start] and not text[end - 1].isalnum()


def _chunk(article: Article, header: str, position: int, sentences: Sequence[Sentence]) -> Chunk:
    span = Span(start=sentences[0].start, end=sentences[-1].end)
    return Chunk(
        chunk_id=chunk_id(article.article_id, article.content_sha256, span),
        article_id=article.article_id,
        content_sha256=article.content_sha256,
        position=position,
        start=span.start,
        end=span.end,
        text=span.cut(article.text),
        header=header,
    )
