import json
import textwrap
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.adapters import json_files
from rag.adapters.documents import READABLE
from rag.adapters.files import FileReader
from rag.adapters.markdown import plain_prose
from rag.domain import DateSource, FailedSource, Origins, RawArticle

LEAD = "The bridge over the Marrow opened on Friday, two years late, and officials praised it."
FRAGMENTS = [
    *(
        "---\n",
        "title: x\n",
        "- ",
        "# A\n",
        "**b**",
        "[c](d)",
        "\n\n",
        "text ",
        "é",
        "\ud7ff",
        "<p>",
        "</p>",
        "<!--",
    ),
    *(
        "<html>",
        "<script type='application/ld+json'>",
        "{",
        "}",
        '"text"',
        ":",
        '"a b"',
        "[",
        "]",
        ",",
        "1e999",
    ),
    *("NaN", "null", '"date"', "<![CDATA[", "&#0;", "date: 2023-99-99\n", "id: !!binary x\n", "? x\n"),
]


def read(*sources):
    return list(FileReader().read([str(source) for source in sources]))


def read_one(path, content):
    if isinstance(content, str):
        content = content.encode("utf-8")
    path.write_bytes(content)
    (found,) = read(path)
    return found


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "exit_code", "says"),
    [
        ("a.txt", b"", 11, "is empty"),
        ("a.txt", b" \n\t\n", 11, "is empty"),
        ("a.md", b"---\ntitle: Nothing else\n---\n", 11, "no text"),
        ("a.html", b"<html><body></body></html>", 11, "No article text"),
        ("a.json", b"[]", 11, "empty list"),
        ("a.jsonl", b"\n\n", 11, "is empty"),
        ("a.txt", b"PK\x03\x04\x00\x00\x00", 12, "binary"),
        ("a.txt", bytes(range(1, 256)) * 20, 12, "binary"),
        ("a.txt", b"\xff\xfea\x00b", 12, "utf-16"),
        ("a.jsonl", b"\x00\x01\x02", 12, "not UTF-8"),
        ("a.jsonl", '{"text": "a"}'.encode("utf-16"), 12, "not UTF-8"),
        ("a.json", b'{"text": ', 14, "not valid JSON"),
        ("a.json", b"[" * 100_000, 14, "nested too deeply"),
        ("a.json", b'{"title": "Only a title"}', 14, "has no text"),
        ("a.json", b'{"text": 12}', 14, "has no text"),
        ("a.json", b'"just a string"', 14, "not a JSON object"),
        ("a.md", b"---\ntitle: [\n---\nText.", 14, "front matter in line 2"),
        ("a.xlsx", b"PK", 15, ".xlsx files are not read"),
        ("README", b"text", 15, "without an ending"),
    ],
)
def test_each_bad_file_is_one_clear_failure(tmp_path, name, content, exit_code, says):
    found = read_one(tmp_path / name, content)
    assert isinstance(found, FailedSource)
    assert found.exit_code == exit_code
    assert says in found.error
    assert "\n" not in found.error
    assert found.source == str(tmp_path / name)
    assert str(tmp_path / name) in found.error


@pytest.mark.parametrize(
    ("source", "exit_code", "says"),
    [
        ("nowhere.txt", 10, "no such file"),
        ("x" * 5000, 10, "not found"),
        ("a\0b.txt", 10, "not found"),
        ("https://example.org/story", 15, "web address"),
    ],
)
def test_each_bad_name_is_one_clear_failure(source, exit_code, says):
    (found,) = read(source)
    assert isinstance(found, FailedSource)
    assert found.exit_code == exit_code
    assert says in found.error


def test_a_huge_text_file_is_refused_without_being_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    started = time.perf_counter()
    (found,) = read(path)
    assert time.perf_counter() - started < 1
    assert isinstance(found, FailedSource)
    assert found.exit_code == 13
    assert "200 MB" in found.error


def test_a_folder_with_nothing_to_read_is_empty(tmp_path):
    (tmp_path / "image.png").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.txt").write_text(LEAD)
    (found,) = read(tmp_path)
    assert isinstance(found, FailedSource)
    assert found.exit_code == 11


def test_one_bad_source_does_not_stop_the_others(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\0\0")
    (tmp_path / "b.txt").write_text(LEAD)
    bad, good, missing = read(tmp_path, tmp_path / "c.txt")
    assert isinstance(bad, FailedSource)
    assert isinstance(good, RawArticle)
    assert isinstance(missing, FailedSource)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(READABLE),
    st.one_of(
        st.binary(max_size=300),
        st.lists(st.sampled_from(FRAGMENTS), max_size=12).map(lambda parts: "".join(parts).encode("utf-8")),
    ),
)
def test_no_content_stops_a_run(tmp_path, kind, content):
    path = tmp_path / f"a{kind}"
    path.write_bytes(content)
    for found in read(path):
        assert isinstance(found, FailedSource) or found.text.strip()


@pytest.mark.parametrize("unit", ["<!--", "[", "*a", "_a ", "`", "![a](", "**a *b", "<a", "> ", "# "])
def test_time_to_read_markdown_grows_with_its_length(unit):
    started = time.process_time()
    plain_prose(unit * (100_000 // len(unit)))
    assert time.process_time() - started < 5


# --- folders --------------------------------------------------------------------------------------


def test_folders_are_read_in_order_and_loops_end(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name in ("c.txt", "a.TXT", "b/d.md", ".git/e.txt", "b/f.xlsx"):
        (tmp_path / name).write_text(LEAD)
    (tmp_path / "b" / "again").symlink_to(tmp_path)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "missing")
    found = read(tmp_path)
    assert [article.source for article in found] == [
        str(tmp_path / name) for name in ("a.TXT", "b/d.md", "c.txt")
    ]


def test_a_file_name_that_is_not_utf8_is_no_trouble(tmp_path):
    path = tmp_path / b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    try:
        path.write_text(LEAD)
    except (OSError, UnicodeEncodeError):
        pytest.skip("this file system has no such names")
    (found,) = read(tmp_path)
    assert isinstance(found, RawArticle)
    assert found.source.endswith("caf\ufffd.txt")


def test_expect_counts_files_and_lines(tmp_path):
    (tmp_path / "a.txt").write_text(LEAD)
    (tmp_path / "b.jsonl").write_text('{"text": "x"}\n\n{"text": "y"}')
    (tmp_path / "c.png").write_bytes(b"x")
    assert FileReader().expect([str(tmp_path), str(tmp_path / "a.txt"), "nowhere"]) == 4


# --- plain text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        (f"Bridge opens to traffic\n\n{LEAD}", "Bridge opens to traffic", LEAD),
        (f"\ufeffIs the bridge safe?\r\n\r\n{LEAD}", "Is the bridge safe?", LEAD),
        (f"{LEAD}\n\nMore of it.", "The bridge 2 story", f"{LEAD}\n\nMore of it."),
        (f"{LEAD}\nA heading\nMore.", "The bridge 2 story", f"{LEAD}\nA heading\nMore."),
        (f"“It is done.”\n\n{LEAD}", "The bridge 2 story", f"“It is done.”\n\n{LEAD}"),
        (f"{'long ' * 30}\n\n{LEAD}", "The bridge 2 story", f"{'long ' * 30}\n\n{LEAD}"),
        ("Only one line\n\n", "The bridge 2 story", "Only one line\n\n"),
    ],
)
def test_only_what_is_plainly_a_title_becomes_one(tmp_path, text, title, body):
    found = read_one(tmp_path / "the-bridge_2-story.txt", text)
    assert (found.title, found.text) == (title, body)
    assert found.published_at is None


def test_hard_wrapped_lines_are_joined(tmp_path):
    paragraphs = [f"{LEAD} It was dearer than planned, and nobody said why.", f"{LEAD} {LEAD}"]
    wrapped = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in paragraphs)
    found = read_one(tmp_path / "a.txt", f"Bridge opens to traffic\n\n{wrapped}\n")
    assert (found.title, found.text) == ("Bridge opens to traffic", "\n\n".join(paragraphs))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Süßer Café — “naïve”"),
        ("utf-8-sig", "Süßer Café — “naïve”"),
        ("utf-16", "Süßer Café — “naïve”"),
        ("utf-32", "Süßer Café — “naïve”"),
        ("cp1252", "The café’s “naïve” owner paid €5 — again, and again, as he had every year"),
        ("cp1251", "Мост через реку открыли в пятницу, на два года позже срока. Чиновники довольны. " * 5),
        ("shift_jis", "橋は金曜日に開通した。役人たちはそれを称賛した。工事は二年遅れた。" * 5),
    ],
)
def test_encodings(tmp_path, encoding, text):
    assert read_one(tmp_path / "a.txt", text.encode(encoding)).text == text


# --- Markdown -------------------------------------------------------------------------------------

MARKDOWN = """---
title: "Bridge opens"
publisher: Harbour Post
authors: [Ada Roe, Bo Lind]
date: 2023-10-27
url: https://example.org/bridge
language: en
section: City
id: bridge-1
---

# Bridge opens

The **bridge** over the [Marrow](https://example.org/m "River") opened on *Friday*,
two years late. ![A photo](photo.jpg) It cost 2 * 3 = 6 million_crowns and __more__.

## What comes next

> The `mayor` said: \\*wait\\*.

- First ***point***
- Second point

---
<div>See <https://example.org>.</div> <!-- not shown -->
"""


def test_markdown_reads_as_prose(tmp_path):
    found = read_one(tmp_path / "a.md", MARKDOWN)
    assert found.text.split("\n\n") == [
        "The bridge over the Marrow opened on Friday, two years late. "
        "It cost 2 * 3 = 6 million_crowns and more.",
        "What comes next",
        "The mayor said: *wait*.",
        "First point",
        "Second point",
        "See https://example.org.",
    ]
    assert found.title == "Bridge opens"
    assert found.publisher == "Harbour Post"
    assert found.authors == ("Ada Roe", "Bo Lind")
    assert found.published_at == datetime(2023, 10, 27, tzinfo=UTC)
    assert found.published_at_source is DateSource.GIVEN
    assert not found.published_at_zone_known
    assert (found.url, found.language, found.section) == ("https://example.org/bridge", "en", "City")
    assert found.article_id == "bridge-1"
    assert (found.origins.title, found.origins.section) == (DateSource.GIVEN, DateSource.GIVEN)


def test_markdown_without_front_matter_takes_its_heading_as_title(tmp_path):
    found = read_one(tmp_path / "a.md", f"\n# The *bridge* opens #\n\n{LEAD}\n")
    assert (found.title, found.text) == ("The bridge opens", LEAD)
    assert found.origins.title is DateSource.TEXT
    found = read_one(tmp_path / "the-bridge.md", f"{LEAD}\n\n# Later\n\nMore.")
    assert (found.title, found.text) == ("The bridge", f"{LEAD}\n\nLater\n\nMore.")


def test_front_matter_builds_no_objects(tmp_path):
    found = read_one(tmp_path / "a.md", "---\ntitle: !!python/object/apply:os.getcwd []\n---\nText.")
    assert isinstance(found, FailedSource)


# --- JSON -----------------------------------------------------------------------------------------


def test_json_fields_have_their_usual_names(tmp_path):
    record = {
        "id": 17,
        "headline": "Bridge opens",
        "body": LEAD,
        "link": "https://example.org/bridge",
        "source": {"name": "Harbour Post"},
        "byline": "By Ada Roe and Bo Lind",
        "pubDate": "Fri, 27 Oct 2023 09:00:00 +0200",
        "lang": "en",
        "category": ["City", "Traffic"],
    }
    path = tmp_path / "a.json"
    found = read_one(path, json.dumps(record))
    assert found == RawArticle(
        text=LEAD,
        source=str(path),
        article_id="17",
        title="Bridge opens",
        publisher="Harbour Post",
        authors=("Ada Roe", "Bo Lind"),
        url="https://example.org/bridge",
        published_at=datetime(2023, 10, 27, 7, tzinfo=UTC),
        published_at_source=DateSource.GIVEN,
        language="en",
        section="City",
        origins=Origins(
            title=DateSource.GIVEN,
            publisher=DateSource.GIVEN,
            authors=DateSource.GIVEN,
            url=DateSource.GIVEN,
            language=DateSource.GIVEN,
            section=DateSource.GIVEN,
        ),
    )


@pytest.mark.parametrize("wrap", [lambda records: records, lambda records: {"articles": records}])
def test_json_lists_give_an_article_each(tmp_path, wrap):
    path = tmp_path / "a.json"
    path.write_text(
        json.dumps(wrap([{"text": "One."}, {"no": "text"}, {"id": "x", "text": ["Two.", "Three."]}]))
    )
    one, bad, two = read(path)
    assert (one.source, two.source) == (f"{path}#1", f"{path}#x")
    assert two.text == "Two.\n\nThree."
    assert isinstance(bad, FailedSource)
    assert "Record 2" in bad.error


def test_a_date_that_cannot_be_read_is_unknown(tmp_path):
    found = read_one(tmp_path / "a.json", json.dumps({"text": LEAD, "date": "last Tuesday"}))
    assert found.published_at is None
    assert found.published_at_source is DateSource.UNKNOWN


def test_lone_surrogates_in_json_do_no_harm(tmp_path):
    found = read_one(tmp_path / "a.json", '{"text": "a\\ud800b", "title": "c\\udc00", "id": "\\ud800"}')
    assert (found.text, found.title, found.article_id) == ("a\ufffdb", "c\ufffd", "\ufffd")


def test_bad_lines_of_jsonl_are_named_and_the_others_go_in(tmp_path, monkeypatch):
    monkeypatch.setattr(json_files, "MAX_LINE_BYTES", 1000)
    path = tmp_path / "a.jsonl"
    lines = [
        b'\xef\xbb\xbf{"id": "one", "text": "One."}',
        b"{broken",
        b"",
        b'{"text": "caf\xe9"}',
        b'{"text": "' + b"x" * 5000 + b'"}',
        b'{"title": "No text"}',
        b'{"text": "Seven."}',
    ]
    path.write_bytes(b"\n".join(lines))
    found = read(path)
    assert [item.source for item in found] == [f"{path}#{place}" for place in ("one", 2, 4, 5, 6, 7)]
    assert [item.exit_code if isinstance(item, FailedSource) else 0 for item in found] == [
        0,
        14,
        14,
        13,
        14,
        0,
    ]
    assert all(f"Line {line} of" in found[line - 2].error for line in (4, 5, 6))
    assert "Line 2 of" in found[1].error


def test_jsonl_is_streamed(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("w") as file:
        file.writelines(json.dumps({"id": str(number), "text": LEAD}) + "\n" for number in range(2000))
    reading = FileReader().read([str(path)])
    assert next(reading).article_id == "0"
    path.write_text("")
    assert sum(1 for _ in reading) < 1999


# --- HTML -----------------------------------------------------------------------------------------

PAGE = """<html lang="en"><head><meta charset="{charset}"><title>Bridge opens | Harbour Post</title>
<meta property="og:title" content="Bridge opens"><meta property="og:site_name" content="Harbour Post">
{head}</head><body><nav><a href="/">Home</a></nav><article><h1>Bridge opens</h1>
<p>The bridge over the Marrow opened on Friday, two years late, at a café’s distance from the old one.</p>
<p>It cost <b>$1.2 billion</b>, more than planned, and the city will pay for it over thirty years.</p>
<p>Updated 1 January 2020. The mayor said that the money had been well spent, whatever people say of it.</p>
</article><footer>© Harbour Post</footer></body></html>"""
JSON_LD = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "WebSite", "name": "x", "datePublished": "1999-01-01"}, {"@type": ["NewsArticle"],
"headline": "Bridge opens", "datePublished": "2023-10-27T09:00:00+02:00", "articleSection": "City",
"author": [{"@type": "Person", "name": "Ada Roe"}], "publisher": {"name": "The Harbour Post"}}]}</script>"""


def test_a_page_gives_its_text_and_what_it_says_of_itself(tmp_path):
    found = read_one(tmp_path / "a.html", PAGE.format(charset="utf-8", head=JSON_LD))
    first, second, *_ = found.text.split("\n")
    assert first.startswith("The bridge over the Marrow opened on Friday")
    assert second.startswith("It cost $1.2 billion, more")
    assert "Home" not in found.text
    assert "©" not in found.text
    assert (found.title, found.publisher, found.authors) == ("Bridge opens", "The Harbour Post", ("Ada Roe",))
    assert found.published_at == datetime(2023, 10, 27, 7, tzinfo=UTC)
    assert found.published_at_source is DateSource.JSON_LD
    assert (found.language, found.section) == ("en", "City")


def test_a_page_date_may_come_from_a_meta_element(tmp_path):
    head = '<meta property="article:published_time" content="2023-10-27">'
    found = read_one(tmp_path / "a.htm", PAGE.format(charset="utf-8", head=head))
    assert found.published_at == datetime(2023, 10, 27, tzinfo=UTC)
    assert found.published_at_source is DateSource.META
    assert not found.published_at_zone_known


def test_a_page_without_a_date_has_none(tmp_path):
    found = read_one(tmp_path / "a.html", PAGE.format(charset="utf-8", head="<!-- 2020-01-01 --><![bad["))
    assert found.published_at is None
    assert found.published_at_source is DateSource.UNKNOWN


def test_a_page_may_declare_its_encoding(tmp_path):
    page = PAGE.format(charset="iso-8859-2", head="").replace("café’s", "Łódź")
    found = read_one(tmp_path / "a.html", page.replace("©", "(c)").encode("iso-8859-2"))
    assert "Łódź" in found.text
