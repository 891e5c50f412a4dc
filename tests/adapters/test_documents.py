import io
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_documents import make_mail, make_pdf, make_word, set_lines, with_password

from rag.adapters.documents import READABLE, Reading, read_document
from rag.adapters.pdf_files import read_pdf
from rag.domain import DateSource, FailedSource, Origins
from rag.errors import SourceError

LEAD = (
    "The bridge over the Marrow opened on Friday, two years late, and officials praised it in long speeches."
)
MORE = (
    "It cost $14 million (twice the plan), “a scandal” — so the well-known harbour-master said on the quay."
)
SAID = "/Title (Bridge opens late) /Author (Ada Roe) /CreationDate (D:20231027090000+02'00')"


def read(kind, data, source="a"):
    return list(read_document(io.BufferedReader(io.BytesIO(data)), f"{source}{kind}", kind, Reading()))


def read_one(kind, data):
    (found,) = read(kind, data)
    return found


def refused(kind, data):
    with pytest.raises(SourceError) as raised:
        read(kind, data)
    assert f"a{kind}" in str(raised.value)
    return raised.value.exit_code, str(raised.value)


# --- PDF ------------------------------------------------------------------------------------------


def test_a_pdf_gives_paragraphs_and_what_it_says_of_itself():
    found = read_one(".pdf", make_pdf([set_lines([LEAD, MORE, LEAD])], SAID))
    assert found.text.split("\n\n") == [LEAD, MORE, LEAD]
    assert (found.title, found.authors) == ("Bridge opens late", ("Ada Roe",))
    assert found.origins == Origins(title=DateSource.META, authors=DateSource.META)
    assert found.published_at == datetime(2023, 10, 27, 7, tzinfo=UTC)
    assert found.published_at_source is DateSource.META


def test_a_paragraph_goes_on_across_pages():
    whole = set_lines([f"{LEAD} {MORE}"])
    second = [(x, 700 - 14 * number, size, text) for number, (x, _, size, text) in enumerate(whole[2:])]
    found = read_one(".pdf", make_pdf([whole[:2], second]))
    assert found.text == f"{LEAD} {MORE}"


def test_words_broken_at_line_ends_are_whole_and_compounds_keep_their_hyphen():
    lines = set_lines([LEAD, MORE])
    height = lines[-1][1]
    broken = ["The depart-", "ment said that the well-", "known man had left."]
    lines += [(72, height - 14 * number, 11, text) for number, text in enumerate(broken, start=1)]
    text = read_one(".pdf", make_pdf([lines])).text
    assert text.endswith("The department said that the well-known man had left.")


def test_indents_show_paragraphs_and_large_print_the_title():
    lines = [(72, 720, 18, "Bridge opens"), (72, 700, 18, "at last")]
    height = 670
    for paragraph in (LEAD, MORE):
        for number, (x, _, size, text) in enumerate(set_lines([paragraph])):
            lines.append((x if number else x + 20, height, size, text))
            height -= 14
    found = read_one(".pdf", make_pdf([lines], "/Title (bridge-final-3.indd) /Author (Administrator)"))
    assert (found.title, found.authors) == ("Bridge opens at last", ())
    assert found.text.split("\n\n") == [LEAD, MORE]
    assert found.published_at is None
    assert found.origins == Origins(title=DateSource.TEXT)


@pytest.mark.parametrize(
    ("data", "exit_code", "says"),
    [
        (b"", 11, "is empty"),
        (b"%PDF-1.7", 14, "damaged"),
        (b"no PDF at all", 14, "not a PDF"),
        (make_pdf([[], []]), 11, "2 pages are pictures"),
        (with_password(make_pdf([set_lines([LEAD])])), 14, "password"),
    ],
)
def test_a_pdf_that_cannot_be_read(data, exit_code, says):
    code, message = refused(".pdf", data)
    assert code == exit_code
    assert says in message


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_pdf_is_read_or_refused(data):
    whole = make_pdf([set_lines([LEAD, MORE])], SAID)
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    with suppress(SourceError):
        assert read_pdf(whole[:start] + data.draw(st.binary(max_size=40)) + whole[end:], "a.pdf").text.strip()


# --- Word -----------------------------------------------------------------------------------------


def test_a_word_document_gives_paragraphs_tables_and_properties():
    written = datetime(2023, 10, 27, 7)
    data = make_word(
        [
            ("Title", "Bridge opens"),
            ("Normal", LEAD),
            ("Normal", " "),
            ("List Bullet", "A point"),
            ("Normal", MORE),
        ],
        [["Year", "Cost"], ["2023", "$14 million"]],
        author="Ada Roe; Bo Lind",
        created=written,
    )
    found = read_one(".docx", data)
    assert found.text.split("\n\n") == [LEAD, "A point", MORE, "Year | Cost", "2023 | $14 million"]
    assert (found.title, found.authors) == ("Bridge opens", ("Ada Roe", "Bo Lind"))
    assert found.origins == Origins(title=DateSource.TEXT, authors=DateSource.META)
    assert found.published_at == written.replace(tzinfo=UTC)
    assert found.published_at_source is DateSource.META


def test_a_template_says_nothing_of_an_article():
    found = read_one(".docx", make_word([("Normal", LEAD)]))
    assert (found.title, found.authors, found.published_at) == ("A", (), None)


@pytest.mark.parametrize(
    ("data", "exit_code"),
    [(b"PK\x03\x04", 14), (b"text", 14), (b"", 11), (make_word([("Normal", " ")]), 11)],
)
def test_a_word_document_that_cannot_be_read(data, exit_code):
    assert refused(".docx", data)[0] == exit_code


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_damaged_word_document_is_read_or_refused(data):
    whole = make_word([("Title", "Bridge opens"), ("Normal", LEAD)])
    place = data.draw(st.integers(0, len(whole) - 1))
    with suppress(SourceError):
        read(".docx", whole[:place] + data.draw(st.binary(max_size=20)) + whole[place + 4 :])


# --- mails ----------------------------------------------------------------------------------------

HEADERS = {
    "From": "Ada Röe <ada@example.org>",
    "Subject": "Bridge opens – at last",
    "Date": "Fri, 27 Oct 2023 09:00:00 +0200",
}


def test_a_mail_is_an_article():
    found = read_one(".eml", make_mail(f"{LEAD}\n", f"<p>{MORE}</p>", **HEADERS))
    assert found.text.strip() == LEAD
    assert (found.title, found.authors) == ("Bridge opens – at last", ("Ada Röe",))
    assert found.origins == Origins(title=DateSource.META, authors=DateSource.META)
    assert found.published_at == datetime(2023, 10, 27, 7, tzinfo=UTC)
    assert found.published_at_source is DateSource.META


def test_a_mail_without_a_plain_part_gives_its_page():
    found = read_one(
        ".eml", make_mail(html=f"<html><body><p>{LEAD}</p><p>{MORE}</p></body></html>", **HEADERS)
    )
    assert LEAD in found.text
    assert MORE in found.text


def test_flowed_lines_are_joined():
    mail = (
        b"From: a@example.org\nContent-Type: text/plain; format=flowed\n\nThe bridge \nis open.\n\nAt last.\n"
    )
    assert read_one(".eml", mail).text.split("\n\n") == ["The bridge is open.", "At last.\n"]


def test_attachments_that_can_be_read_are_articles():
    files = [
        ("report.pdf", make_pdf([set_lines([MORE])])),
        ("../../notes.txt", b"The notes say that the bridge will close again."),
        ("photo.jpg", b"\xff\xd8\xff"),
        ("broken.json", b"{"),
    ]
    mail, report, notes, broken = read(".eml", make_mail(LEAD, attachments=files, **HEADERS))
    assert mail.text.strip() == LEAD
    assert (report.source, report.text) == ("a.eml/1/report.pdf", MORE)
    assert (notes.source, notes.title) == ("a.eml/2/notes.txt", "Notes")
    assert isinstance(broken, FailedSource)


@pytest.mark.parametrize(
    ("data", "exit_code"),
    [
        (b"just a text, no mail", 14),
        (b"", 11),
        (make_mail("", **HEADERS), 11),
        (make_mail(attachments=[("photo.jpg", b"\xff\xd8")], **HEADERS), 11),
    ],
)
def test_a_mail_that_cannot_be_read(data, exit_code):
    assert refused(".eml", data)[0] == exit_code


MAIL_FRAGMENTS = [
    *(
        b"From: ",
        b"Subject: ",
        b"Date: ",
        b"\n",
        b"\n\n",
        b"=?utf-8?q?=FF?=",
        b"=?x?b?!?=",
        b"a@b",
        b"<",
        b'"',
        b"\xff",
    ),
    *(
        b"Content-Type: text/plain; charset=nonsense\n",
        b"Content-Type: multipart/mixed; boundary=x\n",
        b"--x\n",
    ),
    *(
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Disposition: attachment; filename*=utf-8''%ff\n",
        b"Fri, 99",
    ),
    *(
        b"Content-Type: message/rfc822\n",
        b"Content-Type: text/html; charset*=x'y\n",
        b"<p>text</p>",
        b"--x--",
        b";",
    ),
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(MAIL_FRAGMENTS), max_size=14).map(b"".join))
def test_no_mail_stops_a_run(data):
    with suppress(SourceError):
        for found in read(".eml", data):
            assert isinstance(found, FailedSource) or found.text.strip()


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(READABLE), st.binary(max_size=200))
def test_no_bytes_stop_a_run(kind, data):
    with suppress(SourceError):
        for found in read(kind, data):
            assert isinstance(found, FailedSource) or found.text.strip()
