"""A digest as a page of titled parts, the same for a terminal, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rag.interfaces.cli.pages import Page, Part, Row
from rag.interfaces.cli.screen import count, day
from rag.interfaces.cli.summary_parts import made_by, points, rejected_rows, timeline_row

if TYPE_CHECKING:
    from rag.domain import (
        Agreed,
        Changed,
        Conflict,
        Digest,
        Dropped,
        News,
        Story,
        StoryArticle,
        TimeRange,
        Voice,
    )


def digest_page(digest: Digest, *, rejected: bool) -> Page:
    """Each story under its headline, with the parts that hold something."""
    parts = list(_news(digest.news)) if digest.news else []
    parts += [part for number, story in enumerate(digest.stories, 1) for part in _story(number, story)]
    if rejected:
        rows = rejected_rows(digest.rejected)
        parts.append(Part("Rejected, because the articles do not carry it", rows))
    copies = f" ({count(digest.copies, 'copy', 'copies')} folded)" if digest.copies else ""
    origin = ", ".join(
        filter(
            None,
            [
                f"{count(len(digest.stories), 'story', 'stories')} "
                f"from {count(digest.articles, 'article')}{copies}",
                _when(digest.time_range),
            ],
        )
    )
    made = made_by(digest.model, digest.usage)
    title = f"Digest: {digest.topic}" if digest.topic else "Digest"
    return Page(title, origin, tuple(part for part in parts if part.rows), (*digest.notes, made))


def _when(time_range: TimeRange | None) -> str:
    if time_range is None:
        return ""
    since, until = day(time_range.start), day(time_range.end)
    return " ".join(filter(None, [since and f"from {since}", until and f"before {until}"]))


def _news(news: News) -> Iterator[Part]:
    since = f"since the digest of {day(news.since)}"
    fresh = f"{count(len(news.articles), 'new article')}, {count(len(news.unchanged), 'statement')} unchanged"
    yield Part(f"News {since}", (Row(fresh),))
    yield Part("New", points(news.new), depth=2)
    yield Part("Changed", tuple(_changed(item) for item in news.changed), depth=2)
    yield Part("No longer said", tuple(_dropped(item) for item in news.dropped), depth=2)


def _changed(item: Changed) -> Row:
    places = (*item.citations, *item.before.citations)
    return Row(f"{item.text} ({item.reason}; before: {item.before.text})", places)


def _dropped(item: Dropped) -> Row:
    return Row(f"{item.before.text} ({item.reason})", item.before.citations)


def _story(number: int, story: Story) -> Iterator[Part]:
    title = story.headline.text if story.headline else story.articles[0].article.title
    sources = count(story.sources, "independent source")
    yield Part(
        f"{number}. {title}",
        (
            Row(
                f"{count(len(story.articles), 'article')}, {sources}",
                story.headline.citations if story.headline else (),
            ),
        ),
    )
    yield Part("What happened", points(story.what_happened), depth=2)
    yield Part("Agreed", tuple(_agreed(item) for item in story.agreed), depth=2)
    yield Part("Where sources differ", tuple(_differences(story.differences)), depth=2)
    yield Part("Who says what", tuple(_voice(voice) for voice in story.voices), depth=2)
    yield Part("Timeline", tuple(timeline_row(event) for event in story.timeline), depth=2)
    yield Part("Articles", tuple(_article(item) for item in story.articles), depth=2)


def _agreed(agreed: Agreed) -> Row:
    return Row(f"{agreed.text} ({', '.join(agreed.origins)})", agreed.citations)


def _differences(conflicts: Iterable[Conflict]) -> Iterator[Row]:
    """A row for each side: who reports what, when."""
    for conflict in conflicts:
        for side in conflict.positions:
            place = side.citation
            who = ", ".join(filter(None, [place.publisher or place.title, day(place.published_at)]))
            others = f", and {count(side.sources - 1, 'other source')}" if side.sources > 1 else ""
            corrects = " (corrects the others)" if conflict.corrected_by == place else ""
            yield Row(f"{conflict.about}: {side.value} — {who}{others}{corrects}", (place,))


def _voice(voice: Voice) -> Row:
    text = f"“{voice.text}”" if voice.direct else voice.text
    role = f", {voice.role}" if voice.role and voice.role not in voice.speaker else ""
    return Row(f"{voice.speaker}{role} ({voice.naming.value}): {text}", voice.citations)


def _article(item: StoryArticle) -> Row:
    article = item.article
    copies = f" (also {', '.join(item.copies)})" if item.copies else ""
    known = [article.title or article.article_id, article.publisher, day(article.published_at), article.url]
    return Row(", ".join(filter(None, [*known, f"id {article.article_id}"])) + copies)
