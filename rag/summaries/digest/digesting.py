"""The use case: many articles to their `Digest`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain import Digest, Estimate, Limit, Reason, Story, Usage
from rag.ports import VectorCache
from rag.summaries.calls import Calls
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

    def digest(self, wanted: Wanted, selection: Selection, *, limit: Limit | None = None) -> Digest:
        """The stories of these articles, with what the limit leaves time and money for."""
        began = time.perf_counter()
        calls = self._calls(selection, limit or Limit())
        reports = self._read(selection.chosen, calls)
        stories = self._stories(reports, wanted)
        notes = list(selection.notes)
        if selection.reason is not None:
            notes.insert(0, _REASONS[selection.reason])
        if calls is not None:
            notes += [*calls.notes, *filter(None, [calls.stopped])]
        seconds = {"digest": round(time.perf_counter() - began, 3)}
        return Digest(
            topic=wanted.topic,
            time_range=wanted.time_range,
            filters=wanted.filters,
            as_of=wanted.as_of,
            articles=len(reports),
            copies=selection.copies,
            stories=stories,
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

    def _stories(self, reports: Sequence[Report], wanted: Wanted) -> tuple[Story, ...]:
        passages = self.vectors.of_articles(
            self.desk.embedder.identity, [report.article_id for report in reports]
        )
        profiles = [profile_of(report.reading, self._vectors(report, passages)) for report in reports]
        stories = []
        groups = group_stories(profiles)
        for done, group in enumerate(groups):
            self.desk.progress("telling stories", done, len(groups))
            stories.append(tell_story([reports[at] for at in group], wanted.as_of))
        return tuple(sorted(stories, key=by_weight))

    def _vectors(self, report: Report, stored: Mapping[str, Vectors]) -> Vectors:
        """Those of its passages; an article that is not indexed yet is stood for by its first statements."""
        if report.article_id in stored:
            return stored[report.article_id]
        lines = report.reading.statements[:_EMBEDDED] or report.reading.lines[:1]
        return embed_lines(lines, self.desk.embedder, self.desk.progress)
