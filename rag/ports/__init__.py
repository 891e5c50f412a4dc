"""What Newsdesk needs of the world outside, as small protocols that belong to their callers.

Batches in, iterators out: no port is called once per chunk. Adapters translate their vendor's errors into
``rag.errors`` and hand out no vendor type.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.ports.catalogue import (
    ArticleStore,
    Change,
    FeedStore,
    Found,
    IndexQueue,
    LexicalIndex,
    PageMemory,
    Place,
    Stored,
    VectorCache,
)
from rag.ports.conversations import ConversationStore
from rag.ports.copies import CopyStore
from rag.ports.digests import DigestStore
from rag.ports.language_models import ChatModel, Completion, Finish, Message
from rag.ports.partials import PartialResults
from rag.ports.progress import Progress
from rag.ports.reranking import Reranker
from rag.ports.sources import Fetched, Fetcher, SourceItem, SourceKind, SourceReader
from rag.ports.vectors import Embedder, VectorIndex, VectorIndexes, VectorRecord

if TYPE_CHECKING:
    from rag.ports.vectors import Vectors

__all__ = [
    "ArticleStore",
    "Change",
    "ChatModel",
    "Completion",
    "ConversationStore",
    "CopyStore",
    "DigestStore",
    "Embedder",
    "FeedStore",
    "Fetched",
    "Fetcher",
    "Finish",
    "Found",
    "IndexQueue",
    "LexicalIndex",
    "Message",
    "PageMemory",
    "PartialResults",
    "Place",
    "Progress",
    "Reranker",
    "SourceItem",
    "SourceKind",
    "SourceReader",
    "Stored",
    "VectorCache",
    "VectorIndex",
    "VectorIndexes",
    "VectorRecord",
    "Vectors",
]
