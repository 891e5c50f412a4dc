"""Every kind of source together: files, pages, feeds, sitemaps and lists of addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from rag.adapters.feeds import FeedReader
from rag.adapters.file_text import decode
from rag.adapters.json_files import failed
from rag.adapters.sitemaps import SitemapReader
from rag.adapters.web_articles import WebReader
from rag.errors import SourceError, SourceNotFound
from rag.ports import SourceItem, SourceKind, SourceReader


class Sources:
    """The `SourceReader` that hands each source to the reader of its kind.

    A source is a file, a folder, or the address of a page; with ``feed+``, ``sitemap+`` or ``urls+`` before
    it (`SourceKind`) a feed, a sitemap, or a file that lists addresses of pages.
    """

    def __init__(self, files: SourceReader, pages: WebReader) -> None:
        self._files = files
        self._pages = pages
        self._by_kind: dict[str, SourceReader] = {
            SourceKind.FEED: FeedReader(pages),
            SourceKind.SITEMAP: SitemapReader(pages),
            SourceKind.URLS: AddressListReader(pages),
        }

    def expect(self, sources: Sequence[str]) -> int | None:
        total = 0
        for source in sources:
            reader, name = self._reader(source)
            expected = reader.expect([name])
            if expected is None:
                return None
            total += expected
        return total

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        for reader, run in groupby(map(self._reader, sources), key=itemgetter(0)):
            yield from reader.read([name for _, name in run])

    def _reader(self, source: str) -> tuple[SourceReader, str]:
        for kind, reader in self._by_kind.items():
            if source.startswith(kind):
                return reader, source.removeprefix(kind)
        return (self._pages if source.lower().startswith(("http://", "https://")) else self._files), source


class AddressListReader:
    """The `SourceReader` for files with the address of a page on each line; ``#`` begins a comment."""

    def __init__(self, pages: WebReader) -> None:
        self._pages = pages

    def expect(self, sources: Sequence[str]) -> int | None:
        try:
            return sum(len(_addresses(source)) for source in sources)
        except SourceError:
            return None

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        for source in sources:
            try:
                addresses = _addresses(source)
            except SourceError as error:
                yield failed(source, error)
                continue
            yield from self._pages.read(addresses)


def _addresses(file: str) -> list[str]:
    try:
        text = decode(Path(file).read_bytes(), name=file)
    except OSError as error:
        raise SourceNotFound(f"{file} cannot be read: {error.strerror}.") from None
    # only after white space: an address may end in a fragment
    bare = [f" {line}".partition(" #")[0].strip() for line in text.splitlines()]
    return [line for line in bare if line]
