"""`docs/http-api.md`, made from the OpenAPI document of the server."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_BEGINNING = """# The HTTP API

`newsdesk serve` answers on 127.0.0.1, port 8484. This page is made from its OpenAPI document, which it
serves itself at `/openapi.json` and which has every field. Where keys are required, each request carries
`Authorization: Bearer KEY`; see [security.md](security.md). `/mcp` speaks the Model Context Protocol.

An error is a problem detail (RFC 9457, `application/problem+json`): `type`, `title`, `status`, `detail` in
words that say what to do, `code`, the name of the error as in [cli.md](cli.md#exit-codes), and `request_id`,
which is in the server's log, too.
"""


def http_page() -> str:
    """The page."""
    document = _document()
    sections = [
        _section(method, path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]
    return "\n".join([_BEGINNING, *sections])


def _document() -> dict[str, Any]:
    from rag.app import open_newsdesk
    from rag.interfaces.api.application import Door, create_app
    from rag.settings import Settings

    with (
        tempfile.TemporaryDirectory() as folder,
        open_newsdesk(Settings(data=Path(folder), model="extractive")) as newsdesk,
    ):
        document: dict[str, Any] = create_app(newsdesk, Door(local_token="", keys_required=True)).openapi()
    return document


def _section(method: str, path: str, operation: dict[str, Any]) -> str:
    lines = [f"## {method.upper()} {path}\n", operation.get("description", operation["summary"]), ""]
    lines += [f"- {parameter}" for parameter in _parameters(operation)]
    lines += [f"- body: {body}" for body in _bodies(operation)]
    lines += [f"- {answer}" for answer in _answers(operation)]
    return "\n".join([*lines, ""])


def _parameters(operation: dict[str, Any]) -> Iterator[str]:
    for parameter in operation.get("parameters", ()):
        need = ", required" if parameter.get("required") else ""
        about = parameter.get("description", "")
        yield f"`{parameter['name']}` ({parameter['in']}{need}){': ' + about if about else ''}"


def _bodies(operation: dict[str, Any]) -> Iterator[str]:
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        yield f"`{kind}`, {_named(content['schema'])}"


def _answers(operation: dict[str, Any]) -> Iterator[str]:
    for status, response in sorted(operation["responses"].items()):
        content = response.get("content", {})
        named = [
            f"`{kind}`, {_named(held['schema'])}"
            for kind, held in content.items()
            if kind != "application/problem+json" and held.get("schema")
        ]
        about = response["description"].rstrip(".")
        yield f"{status}: {about}{' (' + '; '.join(named) + ')' if named else ''}"


def _named(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return f"`{schema['$ref'].rpartition('/')[2]}`"
    if "anyOf" in schema:
        return " or ".join(_named(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"a list of {_named(schema['items'])}"
    return str(schema.get("title") or schema.get("type", "anything")).lower()
