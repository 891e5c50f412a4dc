"""The verbs that search and answer, and those that check an answer."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from rag.app.library import Library
from rag.domain import (
    Answer,
    AnswerEvent,
    Evidence,
    Filters,
    ModelInfo,
    SearchResult,
    TimeRange,
    Verification,
    answer_of,
)
from rag.ports import Progress

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

    from rag.answering.chain import AnswerChain
    from rag.answering.packing import PackSize
    from rag.answering.stages import Question, Stages
    from rag.retrieval.reranking import Reranking

HITS_TO_READ = 30
"""Passages from which the sentences for an answer are packed."""


class Questions(Library):
    """Searching, asking and verifying."""

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
                known=catalogue.lexical,
                read_words=read_words,
            )
            search = Search(
                articles=catalogue.articles,
                lexical=catalogue.lexical,
                copies=catalogue.copies,
                dense=dense.index,
                dense_note=dense.note,
                reranking=self._reranking,
            )
            return search.run(planned, k=k)

    def screened(self, found: SearchResult) -> SearchResult:
        """The same passages, with what the articles they come from hold against their readers.

        `ask` does that by itself. It is for passages that are given to another language model.
        """
        from rag.answering.screening import screen

        findings = screen(found.hits, self._archive.reader.articles)
        return found.model_copy(update={"findings": findings})

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

    def _stages(self, model: str | None, progress: Progress | None) -> Stages:
        from rag.answering.stages import Stages
        from rag.wiring.judging import make_judge

        chat, info = self._models.get(model)
        return Stages(
            find=self._retrieve,
            choose=self._pack,
            count=self._count,
            model=chat,
            model_info=info,
            clock=self._clock,
            progress=progress or self._progress,
            judge=make_judge(self.settings.judge, chat, self._models, self._archive),
        )

    @cached_property
    def _reranking(self) -> Reranking | None:
        from rag.wiring.reranking import make_reranking

        return make_reranking(self.settings)

    def _retrieve(self, question: Question) -> SearchResult:
        found = self.search(
            question.text,
            k=HITS_TO_READ,
            as_of=question.as_of,
            time_range=question.time_range,
            filters=question.filters,
            read_words=question.read_words,
        )
        return self.screened(found)

    def _count(self, question: Question) -> int:
        return self._archive.reader.articles.count(question.time_range, question.filters)

    def _pack(self, question: str, found: SearchResult, size: PackSize) -> list[Evidence]:
        from rag.answering.packing import Packer

        packer = Packer(self._archive.reader.articles)
        return packer.pack(question, found.hits, size, found.findings or ())
