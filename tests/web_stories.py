"""Pages, feeds and sitemaps as websites serve them, and the readers behind the one door."""

from __future__ import annotations

from collections.abc import Sequence

from rag.adapters.files import FileReader
from rag.adapters.web import WebFetcher
from rag.adapters.web_articles import WebReader
from rag.adapters.web_connection import PinnedConnections
from rag.domain import FailedSource, PageVersion, RawArticle, UnchangedSource, Validators
from rag.ports import SourceItem

HOST = "127.0.0.1"

PARAGRAPHS = (
    "The ferry to Saint Brannoc will sail twice a day from May, the harbour board said on Tuesday.",
    "Its spokeswoman, Ilse Maar, said that the second crossing had been asked for by traders on the island.",
    "A return ticket will cost 14 crowns, two more than last year, and bicycles travel free until September.",
)


def story(title: str, *paragraphs: str, head: str = "", lang: str = "en") -> str:
    """An ordinary article page with a menu and a footer around it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs or PARAGRAPHS)
    return (
        f"<!doctype html><html lang='{lang}'><head><title>{title} | Harbour Courier</title>"
        f"<meta property='og:title' content='{title}'>{head}</head>"
        f"<body><nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>Imprint</footer></body></html>"
    )


class Memory:
    """A `PageMemory` in a dictionary."""

    def __init__(self) -> None:
        self.known: dict[str, Validators] = {}

    def version(self, address: str) -> Validators | None:
        return self.known.get(address)

    def remember(self, page: PageVersion, article_id: str) -> None:
        self.known[page.address] = page.validators


def fetcher(**options: object) -> WebFetcher:
    settings = {"version": "1", "allow_hosts": (HOST,), "interval": 0, "max_seconds": 5, **options}
    return WebFetcher(PinnedConnections(allow_hosts=(HOST,)), **settings)  # type: ignore[arg-type]


def web_reader(memory: Memory | None = None) -> WebReader:
    return WebReader(fetcher(), FileReader(), pages=memory)


def only_article(items: Sequence[SourceItem]) -> RawArticle:
    [item] = items
    assert isinstance(item, RawArticle), item
    return item


def split(items: Sequence[SourceItem]) -> tuple[list[RawArticle], list[UnchangedSource], list[FailedSource]]:
    return (
        [item for item in items if isinstance(item, RawArticle)],
        [item for item in items if isinstance(item, UnchangedSource)],
        [item for item in items if isinstance(item, FailedSource)],
    )
