"""A `Newsdesk` beside a running server: what needs the data folder for itself is asked of the server.

One process owns the folder at a time. Sources are read here, with this user's rights and from this user's
working folder; what they hold goes to the server, which stores it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rag.adapters.server_client import ServerClient
from rag.adapters.server_note import RunningServer
from rag.app.newsdesk import Newsdesk
from rag.domain import (
    AnswerEvent,
    ChatEvent,
    Digest,
    FailedSource,
    Filters,
    IngestReport,
    Limit,
    RawArticle,
    SearchResult,
    TimeRange,
    UnchangedSource,
)
from rag.errors import SettingsError
from rag.ports import Progress, SourceItem
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.wiring.conversations import Conversations

_AT_ONCE = 200
"""Articles sent in one request, or fewer if they are long."""

_CHARACTERS_AT_ONCE = 2_000_000

_OF_THE_SERVER = "auto"
"""Nobody named a model here, so the server takes its own."""


class ServedNewsdesk(Newsdesk):
    """Searches, answers, takes in and deletes through the server; reads the catalogue itself.

    What the server has no verb for raises `DataFolderBusy`, which names it.
    """

    def __init__(
        self,
        settings: Settings,
        server: RunningServer,
        *,
        clock: Callable[[], datetime],
        progress: Progress,
        allow_download: bool,
        verbose: bool,
    ) -> None:
        super().__init__(
            settings, clock=clock, progress=progress, allow_download=allow_download, verbose=verbose
        )
        self._server = ServerClient(server)

    def close(self) -> None:
        self._server.close()
        super().close()

    def ingest(
        self,
        sources: Sequence[str | Path],
        *,
        fields: Sequence[str] = (),
        mapping: Path | None = None,
        kind: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> IngestReport:
        if limit is not None:
            raise SettingsError(
                "A budget cannot be kept while a server does the work: it embeds all that it is sent. "
                "Stop the server, or leave out --budget."
            )
        with self._sources(self._archive.reader.pages, fields, mapping, kind) as reader:
            return self._send(reader.read([str(source) for source in sources]), progress or self._progress)

    def _send(self, items: Iterator[SourceItem], progress: Progress) -> IngestReport:
        reports = []
        sent = 0
        for batch in _batches(items):
            articles = [item for item in batch if isinstance(item, RawArticle)]
            if articles:
                reports.append(self._server.take_in(articles, progress, before=sent))
            sent += len(batch)
            failed = tuple(item for item in batch if isinstance(item, FailedSource))
            unchanged = sum(isinstance(item, UnchangedSource) for item in batch)
            reports.append(IngestReport(unchanged=unchanged, failed=failed))
        return _sum(reports)

    def delete(self, article_id: str) -> None:
        self.article(article_id)
        self._server.delete(article_id)

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
        (progress or self._progress)("searching", 0, None)
        within = self._within(as_of, time_range, filters, read_words)
        return self._server.search({"query": query, "k": k, **within})

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
        within = self._within(as_of, time_range, filters, read_words)
        return self._server.stream({"question": question, "model": self._named(model), **within})

    def digest(
        self,
        topic: str | None = None,
        *,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        as_of: datetime | None = None,
        name: str | None = None,
        new_since: datetime | Literal["last"] | None = None,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> Digest:
        """One with a name is made by the server, which remembers it; a budget is held where it is given."""
        if name is None or limit is not None:
            return super().digest(
                topic,
                time_range=time_range,
                filters=filters,
                as_of=as_of,
                name=name,
                new_since=new_since,
                model=model,
                limit=limit,
                progress=progress,
            )
        within = self._within(as_of, time_range, filters, True)
        del within["read_words"]
        since = new_since.isoformat() if isinstance(new_since, datetime) else new_since
        series = {"name": name, "new_since": since}
        return self._server.digest({"topic": topic, "series": series, "model": self._named(model), **within})

    @property
    def conversations(self) -> Conversations:
        from rag.app.served_conversations import ServedConversations

        return ServedConversations(self._archive, self._server, clock=self._clock)

    def stream_chat(
        self,
        message: str,
        *,
        conversation: str | None = None,
        model: str | None = None,
        as_of: datetime | None = None,
        time_range: TimeRange | None = None,
        filters: Filters | None = None,
        read_words: bool = True,
        progress: Progress | None = None,
    ) -> Generator[ChatEvent, None, None]:
        within = self._within(as_of, time_range, filters, read_words)
        if filters is None:
            del within["filters"]
        return self._server.stream_chat(
            {
                "question": message,
                "conversation_id": conversation or "new",
                "model": self._named(model),
                **within,
            }
        )

    def _named(self, model: str | None) -> str | None:
        chosen = model or self.settings.model
        return None if chosen == _OF_THE_SERVER else chosen

    def _within(
        self,
        as_of: datetime | None,
        time_range: TimeRange | None,
        filters: Filters | None,
        read_words: bool,
    ) -> dict[str, Any]:
        return {
            "as_of": (as_of or self._clock()).isoformat(),
            "time_range": time_range.model_dump(mode="json") if time_range else None,
            "filters": (filters or Filters()).model_dump(mode="json"),
            "read_words": read_words,
        }


def _batches(items: Iterator[SourceItem]) -> Iterator[list[SourceItem]]:
    batch: list[SourceItem] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text) if isinstance(item, RawArticle) else 0
        if len(batch) >= _AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _sum(reports: Sequence[IngestReport]) -> IngestReport:
    return IngestReport(
        added=sum(report.added for report in reports),
        changed=sum(report.changed for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        copies=sum(report.copies for report in reports),
        failed=tuple(failed for report in reports for failed in report.failed),
        findings=tuple(finding for report in reports for finding in report.findings),
        seconds=sum(report.seconds for report in reports),
    )
