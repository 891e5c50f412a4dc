"""The page, from a table that is made once: nothing a request says ever becomes a path."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import FastAPI, Request, Response

from rag.interfaces.api.guarding import PAGE_POLICY

_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True)
class PageFile:
    """One file of the page, as it is and compressed."""

    content: bytes
    packed: bytes
    kind: str
    etag: str


def page_files() -> dict[str, PageFile]:
    """Every file of the page by the path it is asked for with."""
    found = dict(_files(files("rag.interfaces") / "web", "/"))
    if "/index.html" in found:
        found["/"] = found["/index.html"]
    return found


def _files(folder: Traversable, at: str) -> list[tuple[str, PageFile]]:
    if not folder.is_dir():
        return []
    found = []
    for entry in folder.iterdir():
        ending = f".{entry.name.rpartition('.')[2]}"
        if entry.is_dir():
            found += _files(entry, f"{at}{entry.name}/")
        elif ending in _TYPES:
            found.append((at + entry.name, _page_file(entry.read_bytes(), _TYPES[ending])))
    return found


def _page_file(content: bytes, kind: str) -> PageFile:
    etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    return PageFile(content, gzip.compress(content, mtime=0), kind, etag)


def add_page(app: FastAPI) -> None:
    """A route for each file."""
    for path, file in page_files().items():
        app.add_api_route(
            path, _serving(file), methods=["GET", "HEAD"], include_in_schema=False, response_class=Response
        )


def _serving(file: PageFile) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        headers = {
            "ETag": file.etag,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": PAGE_POLICY,
            "Vary": "Accept-Encoding",
        }
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", "").lower():
            headers["Content-Encoding"] = "gzip"
            return Response(file.packed, media_type=file.kind, headers=headers)
        return Response(file.content, media_type=file.kind, headers=headers)

    return serve
