"""Articles written for these tests, and the way to read them."""

from __future__ import annotations

from datetime import UTC, datetime

from rag.app import no_progress
from rag.domain import Article, DateSource, ModelInfo, sha256_of
from rag.ports import ChatModel, PartialResults
from rag.summaries.calls import LOCAL_SPEED
from rag.summaries.summarizing import Desk
from rag.testing import MemoryPartials, WordEmbedder

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FERRY_DAY = datetime(2025, 5, 14, 8, 0, tzinfo=UTC)

FERRY = """\
Harbour ferries stop as deckhands walk out

Ferries between Ellery and the island of Saint Brannoc stopped on Tuesday because 140 deckhands walked \
out, the Ellery Port Authority said. Its director, Ida Berg, said the stoppage costs 90,000 crowns a day.

Transport Minister Tomas Lindqvist called on both sides to return to talks. "We cannot leave 2,300 \
islanders without a doctor," he said.

A senior official of the ministry said on condition of anonymity that the navy may carry medicine from \
Friday. The Harbour Workers' Union rejected that. Its main demands: a pay rise of 6%, two more deckhands \
on every night ferry, and an end to split shifts.

"The night crossings are a lottery," said Petra Novak, a spokeswoman for the union. Berg offered to meet \
the union on 20 May. In April 2024 a strike in Ellery lasted nine days.

Read also: Five beaches near Ellery
"""

TABLE = "Port | Tons\nEllery | 12\nOster | 9\n"


def article(
    text: str = FERRY,
    *,
    article_id: str = "ferry",
    title: str = "",
    published_at: datetime | None = FERRY_DAY,
    publisher: str | None = "Harbour Courier",
) -> Article:
    return Article(
        article_id=article_id,
        content_sha256=sha256_of(text),
        title=title,
        publisher=publisher,
        text=text,
        published_at=published_at,
        published_at_source=DateSource.GIVEN if published_at else DateSource.UNKNOWN,
        source=f"{article_id}.txt",
    )


def desk(model: ChatModel | None = None, partials: PartialResults | None = None) -> Desk:
    """A desk with a price of a dollar for a million tokens."""
    return Desk(
        embedder=WordEmbedder(),
        model=model,
        model_info=model.info if model else ModelInfo(provider="extractive", name="extractive"),
        partials=MemoryPartials() if partials is None else partials,
        price=lambda prompt, written: (prompt + written) / 1_000_000,
        speed=LOCAL_SPEED,
        clock=lambda: NOW,
        progress=no_progress,
    )
