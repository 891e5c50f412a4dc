"""The verbs that summarise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from pydantic import BaseModel, ValidationError

from rag.app.library import Library
from rag.domain import ArticleSummary, Estimate, Limit, SchemaSummary
from rag.errors import SchemaUnmet
from rag.ports import Progress

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from rag.summaries.summarizing import Desk

OwnSchema: TypeAlias = Mapping[str, Any] | type[BaseModel]
"""A schema of the reader's own: JSON Schema 2020-12, or a pydantic model that stands for one."""


class Summaries(Library):
    """Summaries of articles, and what they would cost."""

    @overload
    def summarize(
        self,
        article_id: str,
        *,
        schema: None = None,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> ArticleSummary: ...

    @overload
    def summarize(
        self,
        article_id: str,
        *,
        schema: OwnSchema,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> SchemaSummary: ...

    def summarize(
        self,
        article_id: str,
        *,
        schema: OwnSchema | None = None,
        model: str | None = None,
        limit: Limit | None = None,
        progress: Progress | None = None,
    ) -> ArticleSummary | SchemaSummary:
        """What an article says, field by field, each value with its places; or in the form of a ``schema``.

        What a model wrote is kept: a second run pays for nothing, one that was cut short only for the rest.
        Raises `ArticleNotFound`, `SchemaRefused` for a schema that cannot be honoured, `SchemaUnmet` if the
        article does not carry what it requires, and `ModelError` for what the user has to mend.
        """
        from rag.summaries.forms.filling import FormFiller
        from rag.summaries.summarizing import Summarizer

        article = self.article(article_id)
        desk = self._summary_desk(model, progress)
        if schema is None:
            return Summarizer(desk).summarize(article, limit=limit)
        filled = FormFiller(desk, _as_json_schema(schema)).fill(article, limit=limit)
        _require_valid(schema, filled)
        return filled

    def estimate_summary(
        self,
        article_id: str,
        *,
        schema: OwnSchema | None = None,
        model: str | None = None,
        progress: Progress | None = None,
    ) -> Estimate:
        """What `summarize` would take. No language model is called."""
        from rag.summaries.forms.filling import FormFiller
        from rag.summaries.summarizing import Summarizer

        if schema is not None:
            filler = FormFiller(self._summary_desk(model, progress), _as_json_schema(schema))
            return filler.estimate(self.article(article_id))
        return Summarizer(self._summary_desk(model, progress)).estimate(self.article(article_id))

    def as_summarizer(
        self, *, schema: OwnSchema | None = None, model: str | None = None
    ) -> Runnable[str, ArticleSummary | SchemaSummary]:
        """`summarize` as a LangChain Runnable that takes the id of an article."""
        from langchain_core.runnables import RunnableLambda

        def summed_up(article_id: str) -> ArticleSummary | SchemaSummary:
            if schema is None:
                return self.summarize(article_id, model=model)
            return self.summarize(article_id, schema=schema, model=model)

        return RunnableLambda(summed_up, name="summarize")

    def _summary_desk(self, model: str | None, progress: Progress | None) -> Desk:
        from rag.wiring.summaries import summary_desk

        chat, info = self._models.get(model)
        return summary_desk(self._archive, chat, info, clock=self._clock, progress=progress or self._progress)


def _as_json_schema(schema: OwnSchema) -> Mapping[str, Any]:
    return schema.model_json_schema() if isinstance(schema, type) else schema


def _require_valid(schema: OwnSchema, filled: SchemaSummary) -> None:
    """Hold the data against validators of the model that its JSON Schema does not show."""
    if isinstance(schema, type):
        try:
            schema.model_validate(filled.data)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = "".join(f"/{step}" for step in first["loc"])
            raise SchemaUnmet(
                f"What the article carries is no {schema.__name__}: {where}: {first['msg']}."
            ) from None
