"""The manifest of a bundle: every file by its hash, and a seal on the list itself.

The seal is the hash of the manifest. Whoever notes it down can tell later that nothing was changed, however
carefully: without it, one who makes all hashes anew is found out by the archive only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from rag.domain import BundledFile, CheckedFile, Manifest, sha256_of

MANIFEST = "manifest.json"

NO_MANIFEST = "it is missing"
NOT_AS_WRITTEN = "it is not as it was written"


def described(files: Mapping[str, bytes]) -> tuple[BundledFile, ...]:
    """Every file as it is, by path."""
    return tuple(
        BundledFile(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for path, content in sorted(files.items())
    )


def sealed(manifest: Manifest) -> bytes:
    """The manifest with its seal, in the one form in which it is valid."""
    listed = manifest.model_dump(mode="json")
    return _in_form({"seal": sha256_of(_in_form(listed).decode()), **listed})


def seal_of(files: Mapping[str, bytes]) -> str:
    """The hash of the manifest as it stands there."""
    return hashlib.sha256(files.get(MANIFEST, b"")).hexdigest()


def read_manifest(files: Mapping[str, bytes]) -> tuple[Manifest | None, str | None]:
    """The manifest, if it can be read, and what is wrong with it, if anything is."""
    written = files.get(MANIFEST)
    if written is None:
        return None, NO_MANIFEST
    try:
        document = dict(json.loads(written))
        document.pop("seal", None)
        manifest = Manifest.model_validate(document)
    except (ValueError, TypeError, RecursionError):
        return None, "it cannot be read"
    return manifest, None if sealed(manifest) == written else NOT_AS_WRITTEN


def check_files(manifest: Manifest, files: Mapping[str, bytes]) -> Iterator[CheckedFile]:
    """Every file that is listed or there: as it was written, changed, missing, or none of the bundle's."""
    listed = {file.path: file for file in manifest.files}
    for now in described({path: content for path, content in files.items() if path != MANIFEST}):
        written = listed.pop(now.path, None)
        if written is None:
            yield CheckedFile(path=now.path, problem="it is not part of the bundle")
        elif now != written:
            yield CheckedFile(path=now.path, problem=_changed(written, now))
        else:
            yield CheckedFile(path=now.path)
    yield from (CheckedFile(path=path, problem="it is missing") for path in listed)


def _changed(written: BundledFile, now: BundledFile) -> str:
    if written.size != now.size:
        return f"it has {now.size:,} bytes, and had {written.size:,}"
    return f"its SHA-256 is {now.sha256}, and was {written.sha256}"


def _in_form(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
