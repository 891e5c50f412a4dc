"""The use case: one article to the form that a reader's schema asks for."""

from __future__ import annotations

import time

from rag.domain import Article, Estimate, Limit, SchemaSummary, Usage
from rag.errors import SchemaUnmet
from rag.summaries.calls import Calls
from rag.summaries.checking import Checker
from rag.summaries.forms.accepting import accept
from rag.summaries.forms.by_rules import fill_by_rules
from rag.summaries.forms.drafts import Draft
from rag.summaries.forms.form import read_form, unchecked_formats
from rag.summaries.forms.questions import fill_by_questions
from rag.summaries.forms.settling import Filled, Missing, Settled, Settling
from rag.summaries.forms.strict import fill_strictly
from rag.summaries.reading import Reading
from rag.summaries.summarizing import FREE, NOTHING_TO_SUM_UP, Desk

_MOST_TOLD = 6


class FormFiller:
    """Fills one form with what articles carry."""

    def __init__(self, desk: Desk, schema: object) -> None:
        """Raises `SchemaRefused` for a schema that cannot be honoured."""
        self._desk = desk
        self._accepted = accept(schema)
        self._form = read_form(self._accepted)

    def estimate(self, article: Article) -> Estimate:
        """What `fill` would still have to pay for; no model is called."""
        calls = self._desk.calls(article.article_id, limit=Limit(), is_dry=True)
        if calls is None:
            return FREE
        reading = self._desk.read(article)
        if reading.statements:
            self._drafted(reading, calls)
        return calls.estimate()

    def fill(self, article: Article, *, limit: Limit | None = None) -> SchemaSummary:
        """The filled form. Raises `SchemaUnmet` if the article does not carry what the schema requires."""
        began = time.perf_counter()
        calls = self._desk.calls(article.article_id, limit=limit or Limit())
        reading = self._desk.read(article)
        checker = Checker(reading)
        draft = self._drafted(reading, calls) if reading.statements else None
        filled = self._sound(Settling(self._accepted, checker).settle(self._form, draft))
        notes = [] if reading.statements else [NOTHING_TO_SUM_UP]
        notes += [f"The format {name!r} is not checked." for name in unchecked_formats(self._form)]
        if calls is not None:
            notes += [*calls.notes, *filter(None, [calls.stopped])]
        seconds = {"summarize": round(time.perf_counter() - began, 3)}
        return SchemaSummary(
            article=article.info,
            schema_sha256=self._accepted.sha256,
            data=filled.value,
            evidence=dict(filled.evidence),
            unsupported=filled.unsupported,
            rejected=tuple(checker.rejected),
            is_complete=calls is None or not (calls.stopped or calls.notes),
            notes=tuple(dict.fromkeys(notes)),
            model=self._desk.model_info,
            prompts=tuple(calls.prompts.values()) if calls else (),
            usage=calls.usage(seconds) if calls else Usage(seconds=seconds),
            created_at=self._desk.clock(),
        )

    def _drafted(self, reading: Reading, calls: Calls | None) -> Draft | None:
        """A model's draft; where none can be had, what the rules find."""
        if calls is not None:
            ask = fill_strictly if calls.model.is_strong else fill_by_questions
            draft = ask(self._form, self._accepted, reading, calls)
            if draft is not None or calls.is_dry:
                return draft
        return fill_by_rules(self._form, reading, self._desk.outline(reading))

    def _sound(self, settled: Settled) -> Filled:
        """What was filled, held against the whole schema. Raises `SchemaUnmet`."""
        if isinstance(settled, Filled):
            problem = self._accepted.problem(settled.value)
            if problem is None:
                return settled
            settled = Missing((), problem)
        if settled.problem:
            raise SchemaUnmet(f"What the article carries does not fit the schema: {settled.problem}.")
        told = ", ".join(pointer or "the whole value" for pointer in settled.pointers[:_MOST_TOLD])
        raise SchemaUnmet(
            f"The article does not carry {told}, which the schema requires. "
            "Let it be null there, or leave it out of `required`."
        )
