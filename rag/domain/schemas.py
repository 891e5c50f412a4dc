"""The published JSON Schemas: what `--json` prints and the server sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.domain.answers import Answer
from rag.domain.articles import Article
from rag.domain.citing import Citation, Claim
from rag.domain.digests import Digest
from rag.domain.ingesting import IngestReport
from rag.domain.schema_summaries import SchemaSummary
from rag.domain.searching import SearchResult
from rag.domain.summaries import ArticleSummary
from rag.domain.values import Value

NOUNS: Mapping[str, type[Value]] = {
    "answer": Answer,
    "article-summary": ArticleSummary,
    "schema-summary": SchemaSummary,
    "digest": Digest,
    "search-result": SearchResult,
    "ingest-report": IngestReport,
    "article": Article,
    "claim": Claim,
    "citation": Citation,
}
"""What has a published schema, by its name."""


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one noun as it is printed."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **NOUNS[name].model_json_schema(mode="serialization"),
    }
