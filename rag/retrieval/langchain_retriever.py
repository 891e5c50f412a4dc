"""Newsdesk's search as a LangChain retriever, for chains that others write."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.domain import Hit, SearchResult


class NewsdeskRetriever(BaseRetriever):
    """Passages as LangChain documents; the metadata say where each was cut from."""

    search: Callable[[str], SearchResult]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [as_document(hit) for hit in self.search(query).hits]


def as_document(hit: Hit) -> Document:
    """``page_content`` is the passage word for word; its span is in ``start`` and ``end``."""
    metadata = hit.model_dump(mode="json", exclude={"text", "ranks"})
    return Document(id=hit.chunk_id, page_content=hit.text, metadata=metadata)
