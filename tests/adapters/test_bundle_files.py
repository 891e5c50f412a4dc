"""Bundles on disk: what is written is what is read, from a folder and from a zip file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from rag.adapters import bundle_files
from rag.adapters.bundle_files import read_bundle, write_bundle, zipped
from rag.errors import SettingsError, VerificationFailed

FILES = {"manifest.json": b"{}", "articles/1.json": b"[1]", "answer.html": "ü".encode()}


def test_a_folder_and_a_zip_file_give_back_what_was_written(tmp_path: Path) -> None:
    write_bundle(tmp_path / "new" / "out", FILES)
    assert read_bundle(tmp_path / "new" / "out") == FILES
    (tmp_path / "out.zip").write_bytes(zipped(FILES))
    assert read_bundle(tmp_path / "out.zip") == FILES
    assert zipped(FILES) == zipped(FILES)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    with pytest.raises(SettingsError, match="not empty"):
        write_bundle(tmp_path, FILES)
    with pytest.raises(SettingsError, match="not empty"):
        write_bundle(tmp_path / "mine.txt", FILES)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "keep"


def test_a_link_is_told_of_and_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    write_bundle(tmp_path / "out", FILES)
    (tmp_path / "out" / "link").symlink_to(secret)
    assert read_bundle(tmp_path / "out")["link"] == b""


def test_what_is_no_bundle_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.zip").write_bytes(b"PK no")
    for path in (tmp_path / "empty", tmp_path / "broken.zip", tmp_path / "absent.zip"):
        with pytest.raises(VerificationFailed, match=path.name):
            read_bundle(path)


def test_a_zip_file_that_unpacks_to_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle_files, "MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("answer.json", b"0" * 100_000)
    with pytest.raises(VerificationFailed, match="more than 1,000 bytes"):
        read_bundle(tmp_path / "bomb.zip")
