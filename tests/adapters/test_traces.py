import hashlib

import pytest

from rag.adapters import traces
from rag.adapters.traces import pieces_of, search_folder


@pytest.mark.parametrize("place", [0, 1, 90, 97, 99, 100, 101, 195, 350])
def test_bytes_are_found_wherever_they_stand(tmp_path, monkeypatch, place):
    monkeypatch.setattr(traces, "_WINDOW", 100)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"." * place + b"needle" + b"." * (500 - place))
    (tmp_path / "empty").write_bytes(b"")
    found = search_folder(tmp_path, {b"needle": "it", b"longer than a needle": "not it"})
    assert [(trace.file, trace.offset, trace.what) for trace in found.found] == [("deep/file", place, "it")]
    assert (found.files, found.bytes) == (2, 506)


def test_a_vector_is_found_when_its_pages_lie_apart(tmp_path):
    vector = hashlib.shake_256(b"vector").digest(6144)
    for cut in range(0, 4092, 31):
        pages = [vector[:cut], vector[cut : cut + 4092], vector[cut + 4092 :]]
        (tmp_path / "file").write_bytes(b"page".join(pages))
        assert search_folder(tmp_path, dict.fromkeys(pieces_of(vector), "it")).found[0].what == "it"


def test_only_pieces_that_tell_something_are_looked_for():
    assert list(pieces_of(b"\0" * 6144)) == []
    assert list(pieces_of(b"abcd" * 384)) == [b"abcd" * 384]
    assert [len(piece) for piece in pieces_of(b"abcd" * 1536)] == [2048] * 5


def test_nothing_to_look_for_still_counts_files(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    found = search_folder(tmp_path, {})
    assert (found.files, found.bytes, found.found) == (1, 3, ())
