"""The JSON Schemas of what `--json` prints, for programs that read it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from rag.interfaces.cli.invocation import Verbose


class Noun(StrEnum):
    """What has a published schema."""

    ANSWER = "answer"
    ARTICLE_SUMMARY = "article-summary"
    SCHEMA_SUMMARY = "schema-summary"
    DIGEST = "digest"
    SEARCH_RESULT = "search-result"
    INGEST_REPORT = "ingest-report"
    ARTICLE = "article"
    CLAIM = "claim"
    CITATION = "citation"


def json_schema(noun: Noun) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one noun as it is printed."""
    from rag.domain import schemas

    return schemas.json_schema(noun.value)


def schema(
    noun: Annotated[Noun, typer.Argument(help="The noun to describe.", show_choices=True)],
    verbose: Verbose = False,
) -> None:
    """Print the JSON Schema of what `--json` prints."""
    from rag.interfaces.cli.screen import write_json

    write_json(json_schema(noun))
