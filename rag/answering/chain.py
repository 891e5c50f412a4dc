"""The chain `plan | retrieve | pack | draft | ground`, a LangChain Runnable from question to `Answer`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from contextvars import copy_context
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langchain_core.runnables.config import run_in_executor
from langsmith import tracing_context

from rag.answering.stages import Question, Stages
from rag.domain import Answer, AnswerEvent, answer_of


class AnswerChain(Runnable[str | Question, AnswerEvent]):
    """`invoke`, `batch`, `stream` and callbacks as LangChain's users expect.

    `stream` yields what `Newsdesk.stream` does: the last item is the `Answer`, which `invoke` gives alone.
    Tracing to a hosted service stays off whatever the environment says: article text does not leave the
    machine unasked. Callbacks handed in by ``config`` work.
    """

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._sequence = (
            RunnableLambda(stages.plan)
            | RunnableLambda(stages.retrieve)
            | RunnableLambda(stages.pack)
            | RunnableLambda(stages.draft)
            | RunnableLambda(stages.ground)
        ).with_config(run_name="newsdesk")

    def invoke(
        self,
        input: str | Question,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Answer:
        with tracing_context(enabled=False):
            return answer_of([self._sequence.invoke(input, config, **kwargs)])

    def stream(
        self,
        input: str | Question,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> Generator[AnswerEvent, None, None]:
        """The events of one question, untraced. Closing the generator ends the work.

        It runs in a context of its own, so that a caller may take each event in another thread.
        """
        question = Question(text=input) if isinstance(input, str) else input
        context, events = copy_context(), self._untraced(question, config, kwargs)
        try:
            while (event := context.run(next, events, None)) is not None:
                yield event
        finally:
            context.run(events.close)

    def _untraced(
        self, question: Question, config: RunnableConfig | None, options: dict[str, Any]
    ) -> Generator[AnswerEvent, None, None]:
        with tracing_context(enabled=False):
            yield self._stages.begin(question)
            yield from self._sequence.stream(question, config, **options)

    async def astream(
        self,
        input: str | Question,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ANN401 - LangChain's signature
    ) -> AsyncIterator[AnswerEvent]:
        events = self.stream(input, config, **kwargs)
        try:
            while (event := await run_in_executor(config, next, events, None)) is not None:
                yield event
        finally:
            await run_in_executor(config, events.close)
