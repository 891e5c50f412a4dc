"""The use case: many articles to their `Digest`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain import Digest, EarlierDigest, Estimate, Limit, Reason, Usage
from rag.ports import VectorCache
from rag.summaries.calls import Calls
from rag.summaries.digest.changes import Told, news_since
from rag.summaries.digest.grouping import group_stories
from rag.summaries.digest.profiles import profile_of
from rag.summaries.digest.reports import Chosen, Report, report_of
from rag.summaries.digest.selecting import Selection, Wanted
from rag.summaries.digest.telling import by_weight, tell_story
from rag.summaries.outline import embed_lines
from rag.summaries.summarizing import FREE, Desk

if TYPE_CHECKING:
    from rag.ports import Vectors

_EMBEDDED = 8
"""Statements that stand for an article whose passages have no vectors yet."""
_REASONS = {
    Reason.NO_ARTICLES: "The archive holds no articles yet.",
    Reason.NONE_IN_RANGE: "No article is within these restrictions.",
    Reason.NOT_IN_SOURCES: "No article is on this topic.",
}


@dataclass(frozen=True)
class Digester:
    """Reads the articles one by one, with the desk's model if it has one, and tells the stories by rules.

    ``vectors`` are those that the index was made of: nothing is embedded twice.
    """

    desk: Desk
    vectors: VectorCache

    def estimate(self, selection: Selection) -> Estimate:
        """What `digest` would still have to pay for; no model is called."""
        calls = self._calls(selection, Limit(), is_dry=True)
        if calls is None:
            return FREE
        self._read(selection.chosen, calls)
        return calls.estimate()

    def digest(
        self,
        wanted: Wanted,
        selection: Selection,
        *,
        earlier: EarlierDigest | None = None,
        limit: Limit | None = None,
    ) -> Digest:
        """The stories of these articles, with what the limit leaves time and money for.

        What is new, changed or dropped is told against an ``earlier`` digest.
        """
        began = time.perf_counter()
        stored = self._stored(selection)
        calls = self._calls(selection, limit or Limit())
        reports = self._read(selection.chosen, calls)
        told = self._told(reports, stored, wanted)
        notes = list(selection.notes)
        if selection.reason is not None:
            notes.insert(0, _REASONS[selection.reason])
        if calls is not None:
            notes += [*calls.notes, *filter(None, [calls.stopped])]
        seconds = {"digest": round(time.perf_counter() - began, 3)}
        return Digest(
            topic=wanted.topic,
            name=wanted.name,
            time_range=wanted.time_range,
            filters=wanted.filters,
            as_of=wanted.as_of,
            articles=len(reports),
            copies=selection.copies,
            stories=tuple(story.story for story in told),
            news=news_since(earlier, told) if earlier is not None else None,
            reason=selection.reason,
            rejected=tuple(value for report in reports for value in report.rejected),
            is_complete=calls is None or not (calls.stopped or calls.notes),
            notes=tuple(dict.fromkeys(notes)),
            model=self.desk.model_info,
            prompts=tuple(calls.prompts.values()) if calls else (),
            usage=calls.usage(seconds) if calls else Usage(seconds=seconds),
            created_at=self.desk.clock(),
        )

    def _calls(self, selection: Selection, limit: Limit, *, is_dry: bool = False) -> Calls | None:
        ids = [item.article.article_id for item in selection.chosen]
        return self.desk.calls(*ids, limit=limit, is_dry=is_dry)

    def _read(self, chosen: Sequence[Chosen], calls: Calls | None) -> list[Report]:
        reports = []
        for done, item in enumerate(chosen):
            self.desk.progress("reading articles", done, len(chosen))
            if calls is not None:
                calls.article_ids = (item.article.article_id,)
            reports.append(report_of(item, self.desk.read(item.article), self.desk, calls))
        return reports

    def _stored(self, selection: Selection) -> Mapping[str, Vectors]:
        """Looked up before a model is asked: what it says is written, and other readers are opened anew."""
        ids = [item.article.article_id for item in selection.chosen]
        return self.vectors.of_articles(self.desk.embedder.identity, ids)

    def _told(self, reports: Sequence[Report], stored: Mapping[str, Vectors], wanted: Wanted) -> list[Told]:
        profiles = [profile_of(report.reading, self._vectors(report, stored)) for report in reports]
        told = []
        groups = group_stories(profiles)
        for done, group in enumerate(groups):
            self.desk.progress("telling stories", done, len(groups))
            members = tuple(reports[at] for at in group)
            told.append(Told(tell_story(members, wanted.as_of), members))
        return sorted(told, key=lambda each: by_weight(each.story))

    def _vectors(self, report: Report, stored: Mapping[str, Vectors]) -> Vectors:
        """Those of its passages; an article that is not indexed yet is stood for by its first statements."""
        if report.article_id in stored:
            return stored[report.article_id]
        lines = report.reading.statements[:_EMBEDDED] or report.reading.lines[:1]
        return embed_lines(lines, self.desk.embedder, self.desk.progress)
