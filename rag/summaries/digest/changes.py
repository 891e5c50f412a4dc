"""What a digest has that the one before had not: new, changed, dropped and unchanged statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.domain import (
    Agreed,
    Changed,
    Digest,
    Dropped,
    EarlierDigest,
    News,
    Point,
    RejectedClaim,
    Story,
    Verdict,
)
from rag.summaries.checking import Checker
from rag.summaries.digest.agreement import carrying_places
from rag.summaries.digest.differences import figure_instead
from rag.summaries.digest.reports import Report


@dataclass(frozen=True)
class Told:
    """A story with the reports that it was told from."""

    story: Story
    reports: tuple[Report, ...]


def statements_of(story: Story) -> tuple[Point, ...]:
    """What is remembered of a story: each statement with its places in the article it was cut from."""
    found: dict[str, Point] = {}
    items: tuple[Point | Agreed, ...] = (*story.what_happened, *story.agreed)
    for item in items:
        article = item.citations[0].article_id
        places = tuple(place for place in item.citations if place.article_id == article)
        found.setdefault(item.text, Point(text=item.text, citations=places))
    return tuple(found.values())


def as_earlier(digest: Digest) -> EarlierDigest:
    """What is kept of a digest for the next one."""
    articles = [item.article for story in digest.stories for item in story.articles]
    return EarlierDigest(
        made_at=digest.created_at,
        articles={article.article_id: article.content_sha256 for article in articles},
        points=tuple(point for story in digest.stories for point in statements_of(story)),
    )


def news_since(earlier: EarlierDigest, told: Sequence[Told]) -> News:
    """Every statement is held to the texts as they are now; the figures of new articles to the earlier ones.

    A statement whose article is not among the chosen ones any more is not judged.
    """
    comparison = _Comparison(earlier, told)
    for before in earlier.points:
        comparison.judge(before)
    return News(
        since=earlier.made_at,
        articles=tuple(sorted(comparison.fresh)),
        new=tuple(comparison.new()),
        changed=tuple(comparison.changed),
        dropped=tuple(comparison.dropped),
        unchanged=tuple(comparison.unchanged),
    )


@dataclass
class _Comparison:
    """The statements of an earlier digest, judged one by one."""

    earlier: EarlierDigest
    told: Sequence[Told]
    changed: list[Changed] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    unchanged: list[Point] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._story_of = {report.article_id: story for story in self.told for report in story.reports}
        self._reports = {report.article_id: report for story in self.told for report in story.reports}
        known = self.earlier.articles
        self.fresh = {
            article_id
            for article_id, report in self._reports.items()
            if known.get(article_id) != report.reading.article.content_sha256
        }

    def judge(self, before: Point) -> None:
        report = self._reports.get(before.citations[0].article_id)
        if report is None:
            return
        now = before
        if report.article_id in self.fresh:
            held = _held_to(before, report)
            if not isinstance(held, Point):
                self._no_longer_said(before, held)
                return
            now = held
        later = self._said_otherwise(now, report)
        if later is None:
            self.unchanged.append(now)
        else:
            self.changed.append(later.model_copy(update={"before": before}))

    def new(self) -> Iterator[Point]:
        """Statements of fresh articles that neither the earlier digest nor an older article says."""
        said = {point.text for point in self.earlier.points}
        for story in self.told:
            older = [report for report in story.reports if report.article_id not in self.fresh]
            for point in statements_of(story.story):
                is_fresh = point.citations[0].article_id in self.fresh
                if is_fresh and point.text not in said and not _carried(point, older):
                    yield point

    def _no_longer_said(self, before: Point, refused: RejectedClaim) -> None:
        if refused.verdict is Verdict.CONTRADICTED and refused.citations:
            text = " ".join(refused.citations[0].quote.split())
            changed = Changed(text=text, citations=refused.citations, before=before, reason=refused.reason)
            self.changed.append(changed)
        else:
            self.dropped.append(Dropped(before=before, reason=refused.reason))

    def _said_otherwise(self, point: Point, report: Report) -> Changed | None:
        """A figure that a fresh article of the story gives in the place of the statement's."""
        fresh = [
            other
            for other in self._story_of[report.article_id].reports
            if other.article_id in self.fresh and _is_later(other, report)
        ]
        found = figure_instead(report, point.citations[0], fresh)
        if found is None:
            return None
        reason = f"“{found.before}” before, “{found.now}” now"
        text = " ".join(found.citation.quote.split())
        return Changed(text=text, citations=(found.citation,), before=point, reason=reason)


def _held_to(before: Point, report: Report) -> Point | RejectedClaim:
    """The statement with its place in the article's new text, or why that does not carry it."""
    return Checker(report.reading).held(before.text)


def _is_later(one: Report, other: Report) -> bool:
    mine, theirs = one.reading.article.published_at, other.reading.article.published_at
    return one is not other and (mine is None or theirs is None or mine >= theirs)


def _carried(point: Point, reports: Sequence[Report]) -> bool:
    return any(carrying_places(point.text, report) for report in reports)
