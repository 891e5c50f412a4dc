"""What `summarize` returns for a schema of the reader's own."""

from __future__ import annotations

from pydantic import AwareDatetime, Field, JsonValue

from rag.domain.answers import ModelInfo, PromptInfo, Usage
from rag.domain.articles import ArticleInfo
from rag.domain.citing import Citation
from rag.domain.summaries import RejectedValue
from rag.domain.values import Value


class SchemaSummary(Value):
    """One article in the form that a reader's JSON Schema asks for.

    Pointers are JSON Pointers (RFC 6901) into ``data``. Each value in it that comes from the article has its
    places in ``evidence``; constants of the schema need none.
    """

    article: ArticleInfo
    schema_sha256: str = Field(description="Of the schema as JSON with sorted keys.")
    data: JsonValue = Field(description="Valid against the schema.")
    evidence: dict[str, tuple[Citation, ...]] = Field(
        default={}, description="By pointer: the places of the article that carry the value."
    )
    unsupported: tuple[str, ...] = Field(
        default=(),
        description="Pointers to what the article does not carry: null, empty or left out in the data.",
    )
    rejected: tuple[RejectedValue, ...] = Field(
        default=(), description="Values that were drafted and that the article does not carry; by pointer."
    )
    is_complete: bool = Field(default=True, description="False if the budget or the model ended it early.")
    notes: tuple[str, ...] = Field(default=(), description="What a reader should know, in words.")
    model: ModelInfo
    prompts: tuple[PromptInfo, ...] = ()
    usage: Usage
    created_at: AwareDatetime
