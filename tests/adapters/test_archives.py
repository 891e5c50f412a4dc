import gzip
import io
import json
import sys
import zipfile

import pytest
from small_documents import make_mail, make_pdf, set_lines

from rag.adapters import archives
from rag.adapters.archives import harmless_name
from rag.adapters.files import FileReader
from rag.domain import FailedSource, RawArticle
from rag.errors import SettingsError

LEAD = "The bridge over the Marrow opened on Friday, two years late, and officials praised it."


def read(*sources, **options):
    return list(FileReader(**options).read([str(source) for source in sources]))


def packed(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def lines(*ids):
    return "\n".join(json.dumps({"id": one, "text": LEAD}) for one in ids).encode()


def write(path, data):
    path.write_bytes(data)
    return path


def test_gzip_is_unpacked_on_the_way(tmp_path):
    file = write(tmp_path / "export.jsonl.gz", gzip.compress(lines("a", "b")))
    assert [found.source for found in read(file)] == [f"{file}#a", f"{file}#b"]
    note = write(tmp_path / "the-bridge.txt.gz", gzip.compress(LEAD.encode()))
    (found,) = read(note)
    assert (found.source, found.title, found.text) == (str(note), "The bridge", LEAD)


def test_each_member_of_a_zip_is_read_and_a_bad_one_is_a_row(tmp_path):
    file = write(
        tmp_path / "export.ZIP",
        packed(
            [
                ("news/one.txt", LEAD),
                ("news/two.jsonl", lines("a", "b")),
                ("news/bad.json", "{"),
                ("news/picture.png", b"\x89PNG"),
                (".hidden.txt", LEAD),
                ("__MACOSX/one.txt", LEAD),
                ("news/page.pdf", make_pdf([set_lines([LEAD])])),
                ("news/more.csv.gz", gzip.compress(b"title,text\nA,Beta is open.\n")),
                ("news/", b""),
            ]
        ),
    )
    found = {item.source.removeprefix(f"{file}/"): item for item in read(file)}
    assert list(found) == [
        *("news/bad.json", "news/more.csv.gz#2", "news/one.txt", "news/page.pdf"),
        *("news/two.jsonl#a", "news/two.jsonl#b"),
    ]
    assert [isinstance(item, FailedSource) for item in found.values()] == [True, *[False] * 5]
    assert found["news/one.txt"].title == "One"


def test_archives_are_read_one_within_another_and_no_deeper(tmp_path):
    inner = packed([("one.txt", LEAD)])
    middle = packed([("inner.zip", inner), ("two.txt", LEAD)])
    file = write(tmp_path / "outer.zip", packed([("middle.zip", middle)]))
    refused, two = read(file)
    assert isinstance(refused, FailedSource)
    assert (refused.source, refused.exit_code) == (f"{file}/middle.zip/inner.zip", 15)
    assert two.source == f"{file}/middle.zip/two.txt"


def test_a_mail_in_an_archive_keeps_its_attachments(tmp_path):
    mail = make_mail(LEAD, attachments=[("a.txt", b"Attached to it.")], From="a@example.org")
    found = read(write(tmp_path / "mails.zip", packed([("one.eml", mail)])))
    assert [item.source.removeprefix(f"{tmp_path}/mails.zip/") for item in found] == [
        "one.eml",
        "one.eml/1/a.txt",
    ]


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd.txt", "etc/passwd.txt"),
        ("/etc/passwd.txt", "etc/passwd.txt"),
        ("C:\\Users\\a.txt", "Users/a.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("a\x1b[2Jb.txt", "a[2Jb.txt"),
        ("..", "unnamed"),
        ("\ud800.txt", ".txt"),
    ],
)
def test_a_name_is_only_ever_a_name(name, harmless):
    assert harmless_name(name) == harmless


def test_path_tricks_write_and_read_nothing_outside(tmp_path):
    outside = tmp_path / "outside.txt"
    file = write(tmp_path / "a.zip", packed([("../outside.txt", LEAD), (f"{outside}", LEAD)]))
    found = read(file)
    assert {item.source for item in found} == {f"{file}/outside.txt", f"{file}/{str(outside).lstrip('/')}"}
    assert not outside.exists()


def test_two_members_of_one_name_do_not_become_versions_of_each_other(tmp_path):
    file = write(tmp_path / "a.zip", packed([("one.txt", LEAD), ("../one.txt", f"{LEAD} Again.")]))
    kinds = [type(item) for item in read(file)]
    assert sorted(kind.__name__ for kind in kinds) == ["FailedSource", "RawArticle"]


@pytest.mark.parametrize("harm", ["cut", "garbled", "no archive", "empty", "nothing to read"])
def test_a_damaged_archive_is_a_row(tmp_path, harm):
    text = "\n".join(f"{number}: {hash(str(number))} {LEAD}" for number in range(2_000)).encode()
    for kind, whole in ((".zip", packed([("one.txt", text)])), (".txt.gz", gzip.compress(text))):
        data = {
            "cut": whole[: len(whole) // 2],
            "garbled": whole[:200] + b"\xff" * 50 + whole[250:],
            "no archive": b"just some text",
            "empty": b"",
            "nothing to read": packed([("a.png", b"x")]) if kind == ".zip" else gzip.compress(b""),
        }[harm]
        (found,) = read(write(tmp_path / f"a{kind}", data))
        assert isinstance(found, FailedSource)
        assert found.exit_code in (11, 14)
        assert f"a{kind}" in found.error


def test_an_encrypted_member_is_a_row(tmp_path):
    data = bytearray(packed([("one.txt", LEAD), ("two.txt", LEAD)]))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    bad, good = read(write(tmp_path / "a.zip", bytes(data)))
    assert isinstance(bad, FailedSource)
    assert "password" in bad.error
    assert isinstance(good, RawArticle)


def test_bombs_are_refused_while_they_unpack(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_NO_BOMB", 100_000)
    zeros = b"a" * 10_000_000
    for name, data in (("a.txt.gz", gzip.compress(zeros)), ("a.zip", packed([("a.jsonl", zeros)]))):
        (found,) = read(write(tmp_path / name, data))
        assert isinstance(found, FailedSource)
        assert (found.exit_code, "200 times" in found.error) == (13, True)


def test_all_members_share_one_budget(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 3 * len(LEAD))
    monkeypatch.setattr(archives.Budget.__init__, "__defaults__", (3 * len(LEAD),))
    file = write(tmp_path / "a.zip", packed([(f"{number}.txt", LEAD) for number in range(9)]))
    found = read(file)
    assert [isinstance(item, FailedSource) for item in found] == [False, False, False, True]
    assert found[-1].exit_code == 13


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    (found,) = read(write(tmp_path / "a.zip", packed([(f"{number}.txt", LEAD) for number in range(4)])))
    assert isinstance(found, FailedSource)
    assert found.exit_code == 13


def test_a_gz_of_an_unknown_kind_is_not_read(tmp_path):
    (found,) = read(write(tmp_path / "a.tar.gz", gzip.compress(b"x")))
    assert isinstance(found, FailedSource)
    assert (found.exit_code, ".tar files" in found.error) == (15, True)


def test_how_many_articles_an_archive_holds_is_not_known_before(tmp_path):
    write(tmp_path / "a.zip", packed([("a.txt", LEAD)]))
    write(tmp_path / "b.txt", LEAD.encode())
    assert FileReader().expect([str(tmp_path)]) is None
    assert FileReader().expect([str(tmp_path / "b.txt")]) == 1
    assert FileReader().expect(["-"]) is None


# --- standard input -----------------------------------------------------------------------------------


def piped(monkeypatch, data, **options):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    found = read("-", **options)
    assert not sys.stdin.buffer.closed
    return found


def test_standard_input_is_json_lines_or_json_or_text(monkeypatch):
    assert [item.article_id for item in piped(monkeypatch, lines("a", "b"))] == ["a", "b"]
    assert [
        item.article_id
        for item in piped(monkeypatch, json.dumps([{"id": "c", "text": LEAD}], indent=2).encode())
    ]
    (text,) = piped(monkeypatch, f"{{Note}} {LEAD}".encode())
    assert text.text == f"{{Note}} {LEAD}"


def test_each_text_from_standard_input_is_an_article_of_its_own(monkeypatch):
    (one,) = piped(monkeypatch, LEAD.encode())
    (again,) = piped(monkeypatch, LEAD.encode())
    (two,) = piped(monkeypatch, b"Something else happened.")
    assert one.source == again.source != two.source
    assert one.source.startswith("stdin:")


def test_the_kind_of_standard_input_can_be_given(monkeypatch):
    (found,) = piped(monkeypatch, f"<html><body><p>{LEAD}</p></body></html>".encode(), kind="html")
    assert found.text == LEAD
    (found,) = piped(monkeypatch, packed([("a.txt", LEAD)]), kind=".ZIP")
    assert found.text == LEAD


def test_empty_standard_input_is_a_failure(monkeypatch):
    (found,) = piped(monkeypatch, b"")
    assert isinstance(found, FailedSource)
    assert (found.source, found.exit_code) == ("stdin", 11)


@pytest.mark.parametrize("kind", ["exe", "gz", "."])
def test_a_kind_that_is_not_read_is_refused(kind):
    with pytest.raises(SettingsError, match="--kind"):
        FileReader(kind=kind)
