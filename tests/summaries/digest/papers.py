"""What several papers write about the same few days, for tests of digests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from stories import article, desk

from rag.domain import Article
from rag.summaries.digest.reports import Chosen, Report, report_of
from rag.summaries.reading import read
from rag.testing import WordEmbedder
from rag.text.words import content_words, stem

if TYPE_CHECKING:
    from rag.ports import Vectors

DAY = datetime(2025, 5, 14, 8, 0, tzinfo=UTC)
NOON = DAY + timedelta(days=2)

COURIER = """\
Ferries between Ellery and Saint Brannoc stopped on Tuesday because deckhands walked out. \
The Harbour Workers' Union said that 140 deckhands had joined the strike in Ellery. \
"We cannot leave the islanders without a doctor," said Transport Minister Tomas Lindqvist. \
A strike in Ellery lasted nine days in April 2024.
"""
LEDGER = """\
Deckhands walked out on Tuesday, and ferries between Ellery and Saint Brannoc stopped before noon. \
The Ellery Port Authority said that 90 deckhands had joined the strike in Ellery. \
Ida Berg, the director of the port, said that talks would begin on Friday with the union and the ministry. \
Sign up for our newsletter about the islands.
"""
POST = """\
The ferries between Ellery and Saint Brannoc stopped on Tuesday, as islanders queued for the last boat. \
A grocer on Saint Brannoc said that bread would last until Thursday at the latest. \
The Harbour Workers' Union asks for two more deckhands on every night ferry to the island.
"""
COMET = """\
The telescope on Saint Brannoc has found its first comet, nine weeks after it was switched on. \
Astronomers noticed the comet in three pictures that were taken an hour apart in January. \
The observatory says that the comet will be brightest in July, low above the horizon.
"""
COMET_TOO = """\
Astronomers with the new telescope on Saint Brannoc have found a comet, its first since it was switched on. \
The comet will be brightest in July, the observatory says, and small telescopes will show it. \
It was in pictures taken in January that astronomers noticed the comet.
"""

PAPERS = {
    "courier": (COURIER, "Harbour Courier", 0),
    "ledger": (LEDGER, "Northern Ledger", 3),
    "post": (POST, "Ellery Evening Post", 9),
    "comet": (COMET, "Harbour Courier", 1),
    "comet-too": (COMET_TOO, "Northern Ledger", 5),
}


def paper(name: str) -> Article:
    text, publisher, hours = PAPERS[name]
    return article(
        text, article_id=name, title="", publisher=publisher, published_at=DAY + timedelta(hours=hours)
    )


def chosen(*names: str) -> tuple[Chosen, ...]:
    return tuple(Chosen(paper(name), PAPERS[name][1]) for name in names)


def reports(*names: str) -> Sequence[Report]:
    """Read without a model."""
    return [report_of(item, read(item.article), desk(), None) for item in chosen(*names)]


def _by_content(text: str) -> Vectors:
    """Nearer to what a text is about than all of its words are."""
    return WordEmbedder().embed([" ".join(stem(word) for word in content_words(text))])


class Stored:
    """Vectors of the given articles, as an index would have kept them; none for the others."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def of_articles(self, embedder: str, article_ids: Sequence[str]) -> Mapping[str, Vectors]:
        return {name: _by_content(PAPERS[name][0]) for name in self._names if name in article_ids}

    def load(self, embedder: str, keys: Sequence[str]) -> Mapping[str, Vectors]:
        return {}

    def save(self, embedder: str, vectors: Mapping[str, Vectors]) -> None:
        raise AssertionError("a digest stores no vectors")
