"""The chain `plan | retrieve | pack | draft | ground`, a LangChain Runnable from question to `Answer`."""

from __future__ import annotations

from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda
from langsmith import tracing_context

from rag.answering.stages import Question, Stages
from rag.domain import Answer


class AnswerChain(Runnable[str | Question, Answer]):
    """`invoke`, `batch`, `stream` and callbacks as LangChain's users expect.

    Tracing to a hosted service stays off whatever the environment says: article text does not leave the
    machine unasked. Callbacks handed in by ``config`` work.
    """

    def __init__(self, stages: Stages) -> None:
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
            return self._sequence.invoke(input, config, **kwargs)
