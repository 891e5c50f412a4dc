"""Asking the server that holds the data folder, as this user's own command line does."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import quote

import httpx2

from rag import errors
from rag.adapters.server_note import RunningServer
from rag.domain import (
    Activity,
    Answer,
    AnswerEvent,
    ChatEvent,
    Claim,
    ConversationInfo,
    Digest,
    IngestJob,
    IngestReport,
    JobState,
    RawArticle,
    RejectedClaim,
    SearchResult,
    StandaloneQuestion,
    Turn,
    Value,
)
from rag.errors import NewsdeskError, ServerRefused
from rag.ports import Progress

V = TypeVar("V", bound=Value)
E = TypeVar("E")

_TOLD: Mapping[str, Callable[[Any], AnswerEvent]] = {
    "progress": lambda value: Activity.model_validate(value["activity"]),
    "claim": lambda value: Claim.model_validate(value["claim"]),
    "rejected": lambda value: RejectedClaim.model_validate(value["claim"]),
    "answer": Answer.model_validate,
}
"""The server's events as they were before they were sent."""

_TOLD_IN_CONVERSATION: Mapping[str, Callable[[Any], ChatEvent]] = {
    **_TOLD,
    "understood": StandaloneQuestion.model_validate,
    "turn": Turn.model_validate,
}

_CONNECT_SECONDS = 5.0
_POLLED_AFTER = (0.02, 0.05, 0.1, 0.25, 0.5)
"""Seconds between two looks at a job: often at first, since most are short."""


class ServerClient:
    """The verbs of one server. Its errors are raised as what they were there, with the same exit codes."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self._http = httpx2.Client(
            base_url=server.address,
            headers={"Authorization": f"Bearer {server.token}"},
            timeout=httpx2.Timeout(None, connect=_CONNECT_SECONDS),
            trust_env=False,
        )

    def search(self, request: Mapping[str, Any]) -> SearchResult:
        return self._post("/v1/search", request, SearchResult)

    def digest(self, request: Mapping[str, Any]) -> Digest:
        return self._post("/v1/digests", request, Digest)

    def stream(self, request: Mapping[str, Any]) -> Generator[AnswerEvent, None, None]:
        """What the server tells while it answers. Closing the generator ends the work there."""
        yield from self._told(request, _TOLD)

    def stream_chat(self, request: Mapping[str, Any]) -> Generator[ChatEvent, None, None]:
        """The same for a turn of a conversation."""
        yield from self._told(request, _TOLD_IN_CONVERSATION)

    def _told(
        self, request: Mapping[str, Any], told: Mapping[str, Callable[[Any], E]]
    ) -> Generator[E, None, None]:
        headers = {"Accept": "text/event-stream"}
        with (
            self._explained(),
            self._http.stream("POST", "/v1/ask", json=dict(request), headers=headers) as response,
        ):
            if not response.is_success:
                response.read()
                raise _error(response.json())
            for event, value in _events(response):
                if event == "problem":
                    raise _error(value)
                if event in told:
                    yield told[event](value)

    def create_conversation(self, title: str) -> ConversationInfo:
        return self._post("/v1/conversations", {"title": title or None}, ConversationInfo)

    def rename_conversation(self, conversation_id: str, title: str) -> ConversationInfo:
        with self._explained():
            response = self._http.patch(_conversation(conversation_id), json={"title": title})
            return ConversationInfo.model_validate(_content(response))

    def delete_conversation(self, conversation_id: str) -> None:
        with self._explained():
            _content(self._http.delete(_conversation(conversation_id)))

    def take_in(self, articles: Sequence[RawArticle], progress: Progress, *, before: int) -> IngestReport:
        """Take articles in that were read here. ``before`` is how many went ahead of them."""
        body = {"articles": [article.model_dump(mode="json") for article in articles]}
        with self._explained():
            response = self._http.post("/v1/ingest/read", json=body)
            job = IngestJob.model_validate(_content(response)["job"])
            for wait in self._waits():
                if job.is_over:
                    break
                time.sleep(wait)
                job = IngestJob.model_validate(_content(self._http.get(f"/v1/ingest/{job.id}")))
                if job.stage == "articles":
                    progress("articles", before + job.done, None)
        if job.state is JobState.DONE and job.report is not None:
            return job.report
        detail = job.error.detail if job.error else f"It was {job.state.value}."
        raise _error({"code": job.error.kind if job.error else "", "detail": detail})

    def delete(self, article_id: str) -> None:
        with self._explained():
            _content(self._http.delete(f"/v1/articles/{quote(article_id, safe='')}"))

    def close(self) -> None:
        self._http.close()

    def _post(self, path: str, body: Mapping[str, Any], kind: type[V]) -> V:
        with self._explained():
            return kind.model_validate(_content(self._http.post(path, json=dict(body))))

    @staticmethod
    def _waits() -> Iterator[float]:
        yield from _POLLED_AFTER
        while True:
            yield _POLLED_AFTER[-1]

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except httpx2.HTTPError as error:
            raise ServerRefused(
                f"The server at {self.server.address} (process {self.server.pid}) holds the data folder and "
                f"does not answer: {str(error) or type(error).__name__}. Try again, or end it."
            ) from error


def _conversation(conversation_id: str) -> str:
    return f"/v1/conversations/{quote(conversation_id, safe='')}"


def _content(response: httpx2.Response) -> Any:  # noqa: ANN401 - what the server sent as JSON
    if response.is_success:
        return response.json() if response.content else None
    raise _error(response.json())


def _error(problem: Mapping[str, Any]) -> NewsdeskError:
    """The error that a problem stands for: the one of that name, if it is one of ours."""
    kind = getattr(errors, str(problem.get("code", "")), None)
    if isinstance(kind, type) and issubclass(kind, NewsdeskError):
        return kind(problem["detail"])
    return ServerRefused(str(problem.get("detail", "The server refused without a word.")))


def _events(response: httpx2.Response) -> Iterator[tuple[str, Any]]:
    event = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield event, json.loads(line.removeprefix("data: "))
