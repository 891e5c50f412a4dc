"""Articles that came over the network: files that were uploaded, and records that were sent."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from rag.adapters.documents import LINES, Reading, kind_of, read_document, require_readable
from rag.adapters.json_files import failed
from rag.domain import FailedSource, RawArticle, Upload, sha256_of
from rag.errors import SourceError
from rag.ports import SourceItem

if TYPE_CHECKING:
    from rag.adapters.extraction import Extraction

UPLOAD, RECORD = "upload:", "record:"
_ID_LENGTH = 16
_NAME_LENGTH = 200


class GivenArticles:
    """The `SourceReader` for what is at hand already: ``upload:N`` and ``record:N``, counted from 0.

    Nothing here is looked up on a disk: the name of a file only says what kind it is and what to call it. Nor
    does it tell one text from another, since two files may share it: what comes in a file, without an id or a
    URL of its own, is known by its text.
    """

    def __init__(
        self,
        uploads: Sequence[Upload],
        records: Sequence[RawArticle],
        *,
        extraction: Extraction | None = None,
    ) -> None:
        """``extraction`` reads documents in other processes."""
        self._uploads = uploads
        self._records = records
        self._extraction = extraction

    @property
    def sources(self) -> list[str]:
        uploads = [f"{UPLOAD}{place}" for place in range(len(self._uploads))]
        return [*uploads, *(f"{RECORD}{place}" for place in range(len(self._records)))]

    def expect(self, sources: Sequence[str]) -> int | None:
        if any(kind_of(upload.name) in (*LINES, ".csv", ".json", ".zip", ".gz") for upload in self._uploads):
            return None
        return len(sources)

    def read(self, sources: Sequence[str]) -> Iterator[SourceItem]:
        for source in sources:
            kind, _, place = source.partition(":")
            if f"{kind}:" == RECORD:
                yield self._records[int(place)]
            else:
                yield from self._read_upload(self._uploads[int(place)])

    def _read_upload(self, upload: Upload) -> Iterator[SourceItem]:
        name = (PurePath(upload.name).name or "upload")[-_NAME_LENGTH:]
        try:
            require_readable(name)
            file = io.BufferedReader(io.BytesIO(upload.content))
            for item in read_document(file, name, kind_of(name), Reading(apart=self._extraction)):
                yield item if isinstance(item, FailedSource) else _known_by_its_text(item)
        except SourceError as error:
            yield failed(name, error)


def _known_by_its_text(raw: RawArticle) -> RawArticle:
    if raw.article_id or raw.url:
        return raw
    return raw.model_copy(update={"article_id": sha256_of(raw.text)[:_ID_LENGTH]})
