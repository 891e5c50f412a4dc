from datetime import UTC, datetime

import pytest

from rag.adapters.csv_files import read_csv
from rag.adapters.field_mapping import field_names
from rag.adapters.records import USUAL_FIELDS
from rag.domain import FailedSource
from rag.errors import SettingsError, SourceError

LEAD = "The bridge opened on Friday, two years late, and officials praised it."


def read(text, *given):
    return list(read_csv(text, "a.csv", field_names(given)))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter):
    header = delimiter.join(["ID", "Headline", "Body", "pubdate", "By, or not"])
    row = delimiter.join(["7", "Bridge opens", f'"{LEAD}\n\nHe said ""no""."', "2023-10-27", '"x"'])
    (found,) = read(f"{header}\r\n{row}\r\n\r\n")
    assert (found.source, found.article_id, found.title) == ("a.csv#7", "7", "Bridge opens")
    assert found.text == f'{LEAD}\n\nHe said "no".'
    assert found.published_at == datetime(2023, 10, 27, tzinfo=UTC)


def test_a_bad_row_does_not_stop_the_others():
    good, wide, empty, short = read("text,title\nOne.,A\nTwo, and more,B\n,C\nFour.\n")
    assert good.text == "One."
    assert isinstance(wide, FailedSource)
    assert "3 cells for 2 columns" in wide.error
    assert wide.source == "a.csv#3"
    assert isinstance(empty, FailedSource)
    assert (short.text, short.title) == ("Four.", None)


def test_html_in_a_field_is_made_plain():
    (found,) = read('title,text\n"Ros&#233; &amp; Sons","<p>One <b>bold</b> line.</p><p>Two.</p>"\n')
    assert (found.title, found.text) == ("Rosé & Sons", "One bold line.\n\nTwo.")


def test_other_columns_can_be_named():
    (found,) = read("Überschrift,inhalt\nBridge,Open.\n", "text=inhalt", "title=überschrift")
    assert (found.title, found.text) == ("Bridge", "Open.")


def test_long_fields_are_read():
    (found,) = read(f'title,text\nA,"{"word " * 100_000}"\n')
    assert len(found.text) == 500_000


@pytest.mark.parametrize(
    ("text", "exit_code", "says"),
    [
        ("", 14, "no column for the text"),
        ("name,size\na,1\n", 14, "only name, size"),
        ("text,title\n", 11, "no row"),
    ],
)
def test_a_table_that_cannot_be_read(text, exit_code, says):
    with pytest.raises(SourceError) as raised:
        read(text)
    assert raised.value.exit_code == exit_code
    assert says in str(raised.value)


# --- field names --------------------------------------------------------------------------------------


def test_options_win_over_a_mapping_and_that_over_the_usual_names(tmp_path):
    file = tmp_path / "export.yaml"
    file.write_text("text: content.rendered\ntitle: [head, title]\n", "utf-8")
    fields = field_names(["text=one", "text=two"], file)
    assert fields["text"] == ("one", "two")
    assert fields["title"] == ("head", "title")
    assert fields["url"] == USUAL_FIELDS["url"]


@pytest.mark.parametrize("option", ["text", "text=", "=x", "txt=x"])
def test_an_option_that_maps_nothing_is_refused(option):
    with pytest.raises(SettingsError, match="--field"):
        field_names([option])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- text",
        b"text: 7",
        b"text: []",
        b"text: [a, 1]",
        b"txt: body",
        b"text: [",
        b"\xff\xfe\x00",
        b"1: x",
    ],
)
def test_a_mapping_that_maps_nothing_is_refused(tmp_path, content):
    file = tmp_path / "export.yaml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"export\.yaml"):
        field_names(file=file)


def test_a_mapping_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SettingsError, match=r"absent\.yaml"):
        field_names(file=tmp_path / "absent.yaml")
