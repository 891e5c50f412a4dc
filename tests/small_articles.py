"""Articles for tests: made from a line per sentence, with a chunk for every two sentences."""

from __future__ import annotations

from typing import Any

from rag.domain import Article, Chunk, Sentence, sha256_of


def make_article(
    article_id: str = "a1", text: str = "Rain fell on Lima.\nRoads closed.", **info: Any
) -> Article:
    given = {"title": "Floods", "publisher": "The Coast", "source": f"{article_id}.txt", **info}
    return Article(article_id=article_id, text=text, content_sha256=sha256_of(text), **given)


def make_sentences(article: Article) -> list[Sentence]:
    sentences, start = [], 0
    for position, line in enumerate(article.text.split("\n")):
        sentences.append(
            Sentence(
                article_id=article.article_id,
                content_sha256=article.content_sha256,
                position=position,
                start=start,
                end=start + len(line),
                text=line,
            )
        )
        start += len(line) + 1
    return sentences


def make_chunks(article: Article) -> list[Chunk]:
    sentences = make_sentences(article)
    return [
        Chunk(
            chunk_id=f"{article.article_id}-{article.content_sha256[:6]}-{position}",
            article_id=article.article_id,
            content_sha256=article.content_sha256,
            position=position,
            start=sentences[first].start,
            end=sentences[min(first + 1, len(sentences) - 1)].end,
            text=article.text[sentences[first].start : sentences[min(first + 1, len(sentences) - 1)].end],
            header=f"{article.title} ({article.publisher})",
        )
        for position, first in enumerate(range(0, len(sentences), 2))
    ]


def entries(article: Article) -> tuple[Article, list[Sentence], list[Chunk]]:
    """What `ArticleStore.put` takes."""
    return article, make_sentences(article), make_chunks(article)
