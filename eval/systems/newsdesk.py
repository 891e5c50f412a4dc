"""Newsdesk over an archive of its own, by the public door; only the packing is reached for behind it.

What a model reads is not part of the door: `ask` packs in passing. So the same packer is put together here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path

from eval.bench_data import BenchDataError
from eval.cases import NewsArticle
from eval.systems.ranking import Ranking, once
from rag import Hit, Newsdesk, Settings, open_newsdesk
from rag.answering.packing import Packer, PackSize
from rag.app import HITS_TO_READ, no_progress
from rag.ports import Embedder

HITS = 40
"""Passages searched for: enough for more than ten articles, of which each shows a few."""

MANY = 1000
"""More sentences than any budget of tokens holds."""


class NewsdeskRanker:
    """Ranks articles by their best passage."""

    def __init__(self, newsdesk: Newsdesk) -> None:
        self._newsdesk = newsdesk

    def rank(self, question: str, *, as_of: datetime | None, tokens: int) -> Ranking:
        found = self._newsdesk.search(question, k=HITS, as_of=as_of)
        context = packed(self._packer, question, found.hits, tokens) if tokens else ""
        return Ranking(articles=tuple(once(hit.article_id for hit in found.hits)), context=context)

    @cached_property
    def _packer(self) -> Packer:
        from rag.adapters.catalog_articles import SqliteArticles
        from rag.adapters.data_folder import DataFolder
        from rag.adapters.sqlite import Database

        settings = self._newsdesk.settings
        catalogue = Database(DataFolder(settings.data).catalogue, read_only=True)
        return Packer(SqliteArticles(catalogue))


def packed(packer: Packer, question: str, hits: Sequence[Hit], tokens: int) -> str:
    """What a model would read of so many hits as an answer is made from."""
    size = PackSize(sentences=MANY, tokens=tokens)
    return " ".join(item.sentence.text for item in packer.pack(question, hits[:HITS_TO_READ], size))


def embedder_of(settings: Settings) -> Embedder:
    """The embedder that Newsdesk would use, so that other systems can use the same."""
    from rag.wiring.archive import make_embedder

    return make_embedder(settings, progress=no_progress, allow_download=True)


def open_archive(settings: Settings, articles: Sequence[NewsArticle], *, is_given: bool) -> Newsdesk:
    """Newsdesk on the data folder of the settings, which holds just these articles.

    A folder of our own is brought up to date first: that is nothing to do, the rest of an ingest that was cut
    short, or all. One that was given is used as it is. Raises `BenchDataError` if it holds something else.
    """
    newsdesk = open_newsdesk(settings)
    if not is_given:
        _ingest(newsdesk, settings.data, articles)
    wanted = {article.article_id for article in articles}
    held = {info.article_id for info in newsdesk.articles()}
    if held != wanted:
        raise BenchDataError(
            f"The archive in {settings.data} lacks {len(wanted - held)} articles of this set and holds "
            f"{len(held - wanted)} others. Name another folder with --archive, or none."
        )
    return newsdesk


def _ingest(newsdesk: Newsdesk, folder: Path, articles: Sequence[NewsArticle]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    source = folder.with_suffix(".jsonl")
    source.write_text("".join(as_record(article) for article in articles), encoding="utf-8")
    report = newsdesk.ingest([source])
    print(f"{folder}: {report.added} articles added, {report.unchanged} unchanged.", file=sys.stderr)
    if report.failed:
        first = report.failed[0]
        raise BenchDataError(f"{len(report.failed)} articles were not taken in, the first: {first.error}")


def as_record(article: NewsArticle) -> str:
    """An article as a line of JSON, to be ingested."""
    fields = {
        "id": article.article_id,
        "title": article.title,
        "text": article.text,
        "url": article.url,
        "publisher": article.publisher,
        "author": article.author,
        "section": article.section,
        "published_at": article.published_on.isoformat() if article.published_on else None,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(given, ensure_ascii=False) + "\n"
