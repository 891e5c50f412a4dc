"""The page over the sample articles, without a language model: reading, limits, keys, themes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from api_server import Served
from axe_playwright_python.sync_playwright import Axe
from browser import PHONE, WIDE, Opened, opened
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.e2e

QUESTION = "What concerns did US officials list?"
PATIENCE = 30_000
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
BYTES = (
    "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
    ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
)


@pytest.fixture
def reader(filled: Served, chromium: Browser) -> Iterator[Opened]:
    with opened(chromium, filled.address) as found:
        yield found


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".made-by")).to_be_visible(timeout=PATIENCE)


def test_a_reload_leads_to_the_same_sentence(reader: Opened) -> None:
    ask(reader.page, QUESTION)
    reader.page.locator(".claim .cite").first.click()
    marked = reader.page.locator("#source mark.active").inner_text()
    reader.page.reload()
    expect(reader.page.locator("#source mark.active")).to_have_text(marked)
    expect(reader.page.locator(".made-by")).to_be_visible(timeout=PATIENCE)


def test_keys_go_through_the_claims_and_to_the_source(reader: Opened) -> None:
    page = reader.page
    ask(page, QUESTION)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert "claim 2" in (page.evaluate("document.activeElement.getAttribute('aria-label')"))
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#source mark.active")).to_be_visible()
    page.keyboard.press("Escape")
    assert "claim 1" in (page.evaluate("document.activeElement.getAttribute('aria-label')"))
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "INPUT"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard")


def test_another_time_range_asks_again(reader: Opened) -> None:
    page = reader.page
    ask(page, "How high will the walls be raised?")
    expect(page.locator(".claim").first).to_contain_text("80 centimetres")
    page.locator(".chip.editor summary").click()
    page.locator(".chip.editor input[type=date]").first.fill("2025-01-01")
    page.locator(".chip.editor button.primary").click()
    again = page.locator(".turn").nth(1)
    expect(again.locator(".chip.editor summary")).to_contain_text("since 1 Jan 2025", timeout=PATIENCE)
    expect(again.locator(".abstention")).to_be_visible(timeout=PATIENCE)
    again.get_by_role("button", name="Ask again without limits").click()
    expect(page.locator(".turn").nth(2).locator(".claim").first).to_contain_text(
        "80 centimetres", timeout=PATIENCE
    )


def test_what_the_articles_do_not_say_is_said(reader: Opened) -> None:
    ask(reader.page, "Who won the World Series?")
    expect(reader.page.locator(".abstention h3").first).to_have_text("Not in your articles")
    expect(reader.page.locator(".claim")).to_have_count(0)
    reader.page.locator(".abstention .cite").first.click()
    expect(reader.page.locator("#source mark.active")).to_be_visible()


def test_what_is_suggested_has_an_answer(reader: Opened) -> None:
    expect(reader.page.locator(".choices a")).to_have_count(3, timeout=PATIENCE)
    reader.page.locator(".choices a").first.click()
    expect(reader.page.locator(".claim").first).to_be_visible(timeout=PATIENCE)


def test_every_view_that_is_offered_shows_something(reader: Opened) -> None:
    for view in reader.page.locator("#views a").all():
        reader.page.goto(reader.page.url.partition("#")[0] + str(view.get_attribute("href")))
        expect(reader.page.locator("main")).not_to_be_empty()
    assert reader.complaints == []


def test_the_summary_opens_its_places(reader: Opened) -> None:
    reader.page.locator("#library .articles button", has_text="Washington").click()
    reader.page.get_by_role("link", name="Summary").click()
    lede = reader.page.locator(".summary .lede button").first
    lede.click(timeout=PATIENCE)
    expect(reader.page.locator("#source mark.active").first).to_be_visible()
    marked = "".join(reader.page.locator("#source mark.active").all_inner_texts())
    assert marked == lede.inner_text()
    assert reader.complaints == []


def test_the_digest_tells_stories_and_opens_their_places(reader: Opened) -> None:
    page = reader.page
    page.get_by_role("link", name="Digest", exact=True).click()
    page.get_by_label("Since").fill("2024-03-01")
    page.get_by_label("Until").fill("2024-12-31")
    page.get_by_role("button", name="Tell the stories").click()
    expect(page.locator(".story").first).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".story table.conflict")).to_contain_text("83 million crowns")
    expect(page.locator(".story table.conflict")).to_contain_text("the later correction")
    first = page.locator(".story .field button").first
    first.click()
    expect(page.locator("#source mark.active").first).to_be_visible()
    marked = "".join(page.locator("#source mark.active").all_inner_texts())
    assert marked == first.inner_text()
    page.reload()
    expect(page.locator(".story").first).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as exported:
        page.get_by_role("button", name="Markdown").click()
    written = exported.value.path().read_text("utf-8")
    assert "### Where sources differ" in written
    assert "83 million crowns" in written
    assert serious(page) == []
    assert reader.complaints == []


def test_sources_that_differ_are_a_table_that_names_the_correction(reader: Opened) -> None:
    ask(reader.page, "How much will the flood walls cost?")
    rows = reader.page.locator("table.conflict tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text="83 million crowns")).to_contain_text("the later correction")
    expect(rows.filter(has_text="38 million crowns")).not_to_contain_text("the later correction")


def test_a_speaker_is_given_with_the_role_the_article_gives(desk: Served, chromium: Browser) -> None:
    told = "Mayor Petra Lund told the Harbour Courier that the old bridge would be shut for nine weeks."
    desk.add(told, id="bridge", title="Bridge to be shut", published_at="2025-01-01T08:00:00Z")
    with opened(chromium, desk.address) as found:
        ask(found.page, "How long will the old bridge be shut?")
        expect(found.page.locator(".speaker")).to_contain_text("Petra Lund, Mayor, said")
        expect(found.page.locator("main")).not_to_contain_text("[object")


def test_a_copy_leads_to_its_original(desk: Served, chromium: Browser) -> None:
    story = " ".join(f"Sentence {number} of a story about the ferries of Ellery." for number in range(12))
    desk.add(story, id="first", title="The original", published_at="2025-01-01T08:00:00Z")
    desk.add(story, id="second", title="The reprint", published_at="2025-01-02T08:00:00Z")
    with opened(chromium, f"{desk.address}/#/ask?article=second&tab=copies") as found:
        row = found.page.locator("#source .rows li")
        expect(row).to_contain_text("the original: the earliest")
        row.get_by_role("button").click()
        expect(found.page.locator("#source h2")).to_have_text("The original")
        assert found.complaints == []


def test_the_library_filters(reader: Opened) -> None:
    expect(reader.page.locator("#library .articles li")).to_have_count(7)
    reader.page.locator("#library input[type=search]").fill("comet")
    expect(reader.page.locator("#library .articles li")).to_have_count(1)
    reader.page.locator("#library .articles button").click()
    expect(reader.page.locator("#source h2")).to_contain_text("comet")


def test_a_claim_is_copied_with_its_source(reader: Opened) -> None:
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(reader.page, QUESTION)
    reader.page.locator(".claim").first.hover()
    reader.page.locator(".claim .copy").first.click()
    expect(reader.page.locator(".claim .copy").first).to_have_text("Copied")
    copied = reader.page.evaluate("navigator.clipboard.readText()")
    assert "Harbour Courier" in copied
    assert "military-to-military" in copied


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(
    filled: Served, chromium: Browser, size: tuple[int, int], dark: bool
) -> None:
    with opened(chromium, filled.address, size=size, dark=dark) as found:
        page = found.page
        expect(page.locator(".thread")).to_contain_text("7 articles")
        assert serious(page) == []
        ask(page, QUESTION)
        page.locator(".claim .cite").first.click()
        expect(page.locator("#source mark.active")).to_be_visible()
        assert serious(page) == []
        page.goto(f"{filled.address}/#/library?add=1")
        expect(page.locator(".library-view .articles li")).to_have_count(7)
        assert serious(page) == []
        assert found.complaints == []


def serious(page: Page) -> list[str]:
    """Rules broken seriously or critically, with the first element that does."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{broken['id']}: {broken['nodes'][0]['html'][:120]}"
        for broken in violations
        if broken["impact"] in ("serious", "critical")
    ]


def test_the_first_paint_is_quick_and_the_page_light(filled: Served, chromium: Browser) -> None:
    """The quickest of three: the machine may be busy, the page has to be able to."""
    paints, sizes = [], []
    for _ in range(3):
        with opened(chromium, filled.address) as found:
            expect(found.page.locator("#library .articles li")).to_have_count(7)
            paints.append(found.page.evaluate(FIRST_PAINT))
            sizes.append(found.page.evaluate(BYTES))
            assert found.complaints == []
    assert min(paints) < 1000
    assert max(sizes) < 150_000
