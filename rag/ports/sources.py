"""Where articles come from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from rag.domain import FailedSource, RawArticle, UnchangedSource, Validators, Value

SourceItem = RawArticle | UnchangedSource | FailedSource


class SourceReader(Protocol):
    """Reads articles from what a user names. One bad source is one `FailedSource`; the others go on."""

    def expect(self, sources: Sequence[str]) -> int | None:
        """About how many articles are to come, cheaply; None if that cannot be known."""
        ...

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]: ...


class SourceKind(StrEnum):
    """What stands before a source that is neither a file nor an address of a page: ``feed+https://…``."""

    FEED = "feed+"
    SITEMAP = "sitemap+"
    URLS = "urls+"


class Fetched(Value):
    """What a web address gave. With ``not_modified`` there is no body: the version asked about is current."""

    url: str
    """Where the body came from, after redirects."""
    moved_to: str | None = None
    """Where permanent redirects lead, if the address asked for has moved for good."""
    not_modified: bool = False
    content_type: str = ""
    """Lower case, without parameters; empty if the server named none."""
    charset: str | None = None
    body: bytes = b""
    validators: Validators = Validators()


class Fetcher(Protocol):
    """The one door to the web."""

    def fetch(self, url: str, *, kinds: Collection[str] = (), known: Validators | None = None) -> Fetched:
        """Get one address, only if it differs from the version ``known`` where that is given.

        ``kinds`` are the content types that are of use; none means any. Raises `FetchRefused` for what must
        not be fetched and `FetchFailed` for what cannot be had.
        """
        ...
