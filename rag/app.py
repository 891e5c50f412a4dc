"""Newsdesk: the verbs. With `rag.wiring` it is the only place that knows every part."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rag.domain import (
    Answer,
    AnswerEvent,
    Article,
    ArticleInfo,
    ArticlePage,
    ArticleSummary,
    AssetStatus,
    Check,
    CopyGroup,
    DeletionProof,
    Estimate,
    Evidence,
    Filters,
    IngestReport,
    IngestWork,
    Limit,
    ModelInfo,
    Revision,
    RevisionDiff,
    SearchResult,
    Span,
    TimeRange,
    Verification,
    answer_of,
)
from rag.errors import ArticleNotFound
from rag.ports import Progress
from rag.settings import Settings, load_settings
from rag.wiring.archive import Archive
from rag.wiring.language_models import LanguageModels

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

    from rag.adapters.api_keys import ApiKeys
    from rag.answering.chain import AnswerChain
    from rag.answering.packing import PackSize
    from rag.answering.stages import Question, Stages
    from rag.served import ServedNewsdesk
    from rag.summaries.summarizing import Desk
    from rag.wiring.feeds import Feeds
    from rag.wiring.jobs import Jobs

HITS_TO_READ = 8
"""Passages from which the sentences for an answer are packed."""


def now() -> datetime:
    return datetime.now(UTC)


def no_progress(stage: str, done: int, total: int | None) -> None:
    """For callers who do not want to be told."""


def open_newsdesk(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = now,
    progress: Progress | None = None,
    allow_download: bool = True,
    verbose: bool = False,
) -> Newsdesk:
    """A `Newsdesk` for the settings, by default those of the environment; nothing is opened before its use.

    While a server holds the data folder, the verbs that need it are asked of the server. ``progress`` is told
    of downloads; without ``allow_download`` a missing file of a local model is an error.
    """
    from rag.adapters.server_note import find_server

    wanted = settings or load_settings()
    server = find_server(wanted.data)
    make = Newsdesk if server is None else partial(_beside(), server=server)
    return make(
        wanted,
        clock=clock,
        progress=progress or no_progress,
        allow_download=allow_download,
        verbose=verbose,
    )


def _beside() -> type[ServedNewsdesk]:
    from rag.served import ServedNewsdesk

    return ServedNewsdesk


class Newsdesk:
    """A data folder with its verbs. Close it, or use it in a `with`: a local model may run inside."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        progress: Progress,
        allow_download: bool,
        verbose: bool,
    ) -> None:
        self.settings = settings
        self._clock = clock
        self._progress = progress
        self._archive = Archive(settings, clock=clock, progress=progress, allow_download=allow_download)
        self._packing = threading.Lock()
        """Packing keeps every core busy: two at once would only slow each other, and searches beside them."""
        self._models = LanguageModels(
            settings, progress=progress, allow_download=allow_download, verbose=verbose
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def serving(self, address: str, token: str) -> Iterator[None]:
        """Own the data folder for as long as this lasts: what a server does at ``address``.

        Threads then read and write side by side, `jobs` are worked off, and other processes of this user are
        told where to ask and with which token. Raises `DataFolderBusy`.
        """
        from rag.adapters.server_note import RunningServer, noted_server

        server = RunningServer(address, token, os.getpid())
        with (
            self._archive.held("serve"),
            noted_server(self.settings.data, server),
            self.jobs.worked_off(),
        ):
            yield

    def close(self) -> None:
        """End the local model, connections and files. The next verb opens what it needs again."""
        self._models.close()
        self._archive.close()

    # --- writing -----------------------------------------------------------------------------------------

    def ingest(
        self,
        sources: Sequence[str | Path],
        *,
        fields: Sequence[str] = (),
        mapping: Path | None = None,
        kind: str | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        """Take in articles from files, folders, ``-`` and web pages. What fails is a row in the report.

        A `SourceKind` before a source (``feed+https://…``) makes it a feed, a sitemap or a file of addresses.
        ``fields`` ("text=body_html") and the YAML file ``mapping`` name the fields of JSON and CSV records,
        ``kind`` says what comes on standard input. It can be cut short anywhere and run again. Raises
        `SettingsError`, `DataFolderError`, and `AssetError` or `ModelError` where embeddings cannot be had.
        """
        from rag.adapters.field_mapping import field_names
        from rag.adapters.files import FileReader
        from rag.adapters.sources import Sources
        from rag.wiring.ingesting import Ingesting
        from rag.wiring.web import web_reader

        files = FileReader(field_names(fields, mapping), kind=kind)
        run = Ingesting(self._archive, self._clock)
        with self._archive.writing("ingest") as catalogue:
            reader = Sources(files, web_reader(self.settings, files, catalogue.pages))
            return run(catalogue, reader, [str(source) for source in sources], progress or self._progress)

    @property
    def feeds(self) -> Feeds:
        """The feeds that are remembered, to list, add, remove and update."""
        from rag.wiring.feeds import Feeds

        return Feeds(self._archive, self.settings, clock=self._clock, progress=self._progress)

    @cached_property
    def jobs(self) -> Jobs:
        """Ingests that are done in the background while the folder is `held`."""
        from rag.wiring.jobs import Jobs

        return Jobs(self._archive, self.settings, clock=self._clock)

    def samples(self) -> IngestWork:
        """The articles that come with Newsdesk, to be taken in by a job."""
        from rag.adapters.samples import sample_uploads

        return IngestWork(uploads=sample_uploads())

    @cached_property
    def keys(self) -> ApiKeys:
        """The keys that open the server of this data folder to others."""
        from rag.adapters.api_keys import ApiKeys

        return ApiKeys(self.settings.data)

    def delete(self, article_id: str) -> None:
        """Remove one article with everything that was made from it. Raises `ArticleNotFound`.

        Its vectors are no longer found, but the files of the vector index may hold their bytes for a while.
        """
        self.article(article_id)
        with self._archive.writing("delete") as catalogue:
            catalogue.articles.delete(article_id)
            self._archive.indexer(catalogue).open(self._progress)

    def delete_for_good(self, article_id: str, *, progress: Progress | None = None) -> DeletionProof:
        """Remove one article, make the vector index anew without it, and search the folder for what is left.

        Raises `ArticleNotFound`, and `EmbedderMismatch` with nothing deleted.
        """
        from rag.wiring.deletion import prove_deleted, reindex_apart, remains_of, require_embedder

        self.article(article_id)
        (progress or self._progress)("chunks", 0, None)
        with self._archive.writing("delete") as catalogue:
            require_embedder(catalogue, self._archive.embedder)
            remains = remains_of(catalogue, article_id)
            catalogue.articles.delete(article_id)
        reindex_apart(self.settings)
        with self._archive.writing("delete") as catalogue:
            return prove_deleted(catalogue, remains)

    def reindex(self, *, progress: Progress | None = None) -> int:
        """Make the vector index again with the present embeddings; how many chunks it holds."""
        with self._archive.writing("reindex") as catalogue:
            return self._archive.indexer(catalogue).reindex(progress or self._progress)

    # --- reading -----------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> SearchResult:
        """At most ``k`` passages, best first, by words and by meaning. No language model is used.

        Times and publishers that the query names are preferred; ``read_words=False`` takes it as words only.
        """
        from rag.retrieval.planning import plan
        from rag.retrieval.search import Search

        (progress or self._progress)("searching", 0, None)
        moment = as_of or self._clock()
        with self._archive.searching() as (catalogue, dense):
            planned = plan(
                query,
                as_of=moment,
                time_range=time_range,
                filters=filters or Filters(),
                known_publishers=catalogue.lexical.publishers,
                read_words=read_words,
            )
            search = Search(
                articles=catalogue.articles,
                lexical=catalogue.lexical,
                copies=catalogue.copies,
                dense=dense.index,
                dense_note=dense.note,
            )
            return search.run(planned, k=k)

    def ask(
        self,
        question: str,
        *,
        model: str | None = None,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> Answer:
        """Answer from the articles, in claims that they carry. ``model`` overrides the settings.

        Not knowing is an answer, and so is a model that fails on the way. Raises `ModelError` for what the
        user has to mend, such as a key that is refused.
        """
        return answer_of(
            self.stream(
                question,
                model=model,
                as_of=as_of,
                time_range=time_range,
                filters=filters,
                read_words=read_words,
                progress=progress,
            )
        )

    def stream(
        self,
        question: str,
        *,
        model: str | None = None,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> Generator[AnswerEvent, None, None]:
        """The same, told as it comes about: what is being done, each claim once it is checked, the answer.

        A claim that was yielded stands in the answer, in this order. Closing the generator ends the work.
        """
        from rag.answering.stages import Question

        asked = Question(
            text=question,
            as_of=as_of,
            time_range=time_range,
            filters=filters or Filters(),
            read_words=read_words,
        )
        return self._stages(model, progress).stream(asked)

    def summarize(
        self,
        article_id: str,
        *,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> ArticleSummary:
        """What an article says, field by field, each value with its places.

        What a model wrote is kept: a second run pays for nothing, one that was cut short only for the rest.
        Raises `ArticleNotFound`, and `ModelError` for what the user has to mend.
        """
        from rag.summaries.summarizing import Summarizer

        article = self.article(article_id)
        return Summarizer(self._summary_desk(model, progress)).summarize(article, limit=limit)

    def estimate_summary(
        self, article_id: str, *, model: str | None = None, progress: Progress | None = None
    ) -> Estimate:
        """What `summarize` would take. No language model is called."""
        from rag.summaries.summarizing import Summarizer

        return Summarizer(self._summary_desk(model, progress)).estimate(self.article(article_id))

    def suggestions(self, most: int = 3) -> tuple[str, ...]:
        """Questions that the newest articles answer, tried without a language model."""
        from rag.answering.suggesting import suggest

        newest = self.article_page(limit=4 * most).articles
        return suggest(
            (self.article(info.article_id) for info in newest),
            lambda question: self.ask(question, model="extractive"),
            most=most,
        )

    def verify(self, answer: Answer) -> Verification:
        """Check every quote, offset and hash of an answer against the stored articles, without a model."""
        from rag.answering.verifying import verify

        return verify(answer, self._archive.reader.articles)

    def articles(self) -> Iterator[ArticleInfo]:
        """The current revision of every article, by id."""
        return self._archive.reader.articles.articles()

    def article_page(
        self,
        *,
        words: str = "",
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> ArticlePage:
        """Some of the articles, newest first, with ``words`` in their title, publisher, id or source.

        ``after`` is the `next` of the page before. Raises `CursorInvalid`.
        """
        listing = self._archive.reader.listing
        return listing.page(words=words, time_range=time_range, filters=filters, after=after, limit=limit)

    def article(self, article_id: str, revision: str | None = None) -> Article:
        """One article, as it is or as a revision of it was. Raises `ArticleNotFound`."""
        article = self._archive.reader.articles.article(article_id, revision)
        if article is None:
            which = f"{article_id!r} with revision {revision!r}" if revision else repr(article_id)
            raise ArticleNotFound(f"There is no article {which}. `newsdesk articles` lists the ids.")
        return article

    def sentences(self, article: Article) -> Sequence[Span]:
        """Where the sentences of an article stand in its text."""
        from rag.text.sentences import split_sentences

        return list(split_sentences(article.text))

    def history(self, article_id: str) -> Sequence[Revision]:
        """Every text the article has or had, the first one first. Raises `ArticleNotFound`."""
        from rag.ingest.revisions import revisions_of

        return revisions_of(self._archive.reader.articles, article_id)

    def diff(self, article_id: str, before: str | None = None, after: str | None = None) -> RevisionDiff:
        """What changed between two revisions, named by the beginning of their hashes.

        By default the one before and the current one. Raises `ArticleNotFound`.
        """
        from rag.ingest.revisions import diff_revisions

        return diff_revisions(self._archive.reader.articles, article_id, before, after)

    def copies(self, article_id: str) -> CopyGroup:
        """An article with its copies, and which of them is the original. Raises `ArticleNotFound`."""
        self.article(article_id)
        group = self._archive.reader.copies.group(article_id)
        if group is None:
            raise ArticleNotFound(f"Article {article_id!r} was deleted meanwhile.")
        return group

    def copy_groups(self) -> Iterator[CopyGroup]:
        """Every group of articles that are copies of each other, by the id of the original."""
        return self._archive.reader.copies.groups()

    def origins(self, article_ids: Sequence[str]) -> Mapping[str, str]:
        """Whose text each of these articles is: as many different ones as there are independent sources."""
        return self._archive.reader.copies.origins(article_ids)

    def as_retriever(self, *, k: int = 10) -> BaseRetriever:
        """The search as a LangChain retriever."""
        from rag.retrieval.langchain_retriever import NewsdeskRetriever

        return NewsdeskRetriever(search=lambda query: self.search(query, k=k))

    def as_chain(self, *, model: str | None = None, progress: Progress | None = None) -> AnswerChain:
        """The chain `plan | retrieve | pack | draft | ground` as a LangChain Runnable.

        It takes a question as text or as a `Question`. Raises `ModelError` for a model that cannot be used.
        """
        from rag.answering.chain import AnswerChain

        return AnswerChain(self._stages(model, progress))

    def model_info(self, model: str | None = None) -> ModelInfo:
        """Which model would answer, and why that one. Raises `ModelError`."""
        return self._models.choice(model).info

    def doctor(self) -> list[Check]:
        """What is sound and what is to be mended; nothing is changed or fetched."""
        from rag.wiring.doctor import examine

        return examine(self.settings, self._archive, self._models)

    def _summary_desk(self, model: str | None, progress: Progress | None) -> Desk:
        from rag.wiring.summaries import summary_desk

        chat, info = self._models.get(model)
        return summary_desk(self._archive, chat, info, clock=self._clock, progress=progress or self._progress)

    def _stages(self, model: str | None, progress: Progress | None) -> Stages:
        from rag.answering.stages import Stages

        chat, info = self._models.get(model)
        return Stages(
            find=self._retrieve,
            choose=self._pack,
            count=self._count,
            model=chat,
            model_info=info,
            clock=self._clock,
            progress=progress or self._progress,
        )

    def _retrieve(self, question: Question) -> SearchResult:
        return self.search(
            question.text,
            k=HITS_TO_READ,
            as_of=question.as_of,
            time_range=question.time_range,
            filters=question.filters,
            read_words=question.read_words,
        )

    def _count(self, question: Question) -> int:
        return self._archive.reader.articles.count(question.time_range, question.filters)

    def _pack(self, question: str, found: SearchResult, size: PackSize) -> list[Evidence]:
        from rag.answering.packing import Packer

        with self._packing, self._archive.searching() as (catalogue, dense):
            embedder = dense.index.embedder if dense.index else None
            return Packer(catalogue.articles, embedder).pack(question, found.hits, size)


def asset_status(settings: Settings) -> list[AssetStatus]:
    """The files of the local models, and which of them are here."""
    from rag.adapters.assets import ASSETS, AssetStore

    store = AssetStore(settings.assets)
    return [
        AssetStatus(
            name=asset.name,
            purpose=asset.purpose,
            size=asset.size,
            present=store.is_present(asset),
            path=str(store.file(asset)),
        )
        for asset in ASSETS
    ]


def fetch_assets(settings: Settings, *, progress: Progress | None = None) -> list[Path]:
    """Fetch the files of the local models that are missing and check all of them. Raises `AssetError`."""
    from rag.adapters.assets import ASSETS, AssetStore

    store = AssetStore(settings.assets)
    return [store.path(asset, progress=progress) for asset in ASSETS]
