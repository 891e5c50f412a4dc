"""One story told from its reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rag.domain import Story, StoryArticle
from rag.summaries.digest.agreement import find_agreed
from rag.summaries.digest.differences import find_differences
from rag.summaries.digest.happenings import headline_of, what_happened
from rag.summaries.digest.reports import Report
from rag.summaries.digest.timeline import timeline_of
from rag.summaries.digest.voices import find_voices


def tell_story(reports: Sequence[Report], as_of: datetime) -> Story:
    """Everything of it stands in the articles: points were grounded, the rest is cut from the text."""
    in_order = sorted(reports, key=_by_date)
    happened = what_happened(in_order)
    return Story(
        headline=headline_of(in_order, happened),
        what_happened=happened,
        agreed=find_agreed(in_order),
        differences=find_differences(in_order, as_of),
        voices=find_voices(in_order),
        timeline=timeline_of(in_order),
        articles=tuple(
            StoryArticle(article=report.reading.article.info, origin=report.origin, copies=report.copies)
            for report in in_order
        ),
        sources=len({report.origin for report in reports}),
    )


def by_weight(story: Story) -> tuple[int, int, float, str]:
    """Stories of most independent sources first, then of most articles, then the newest."""
    moments = [item.article.published_at for item in story.articles if item.article.published_at]
    newest = max((moment.timestamp() for moment in moments), default=0.0)
    return -story.sources, -len(story.articles), -newest, story.articles[0].article.article_id


def _by_date(report: Report) -> tuple[bool, float, str]:
    moment = report.reading.article.published_at
    return moment is None, moment.timestamp() if moment else 0.0, report.article_id
