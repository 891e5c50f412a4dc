"""Asking on in the page, without a language model: follow-ups, questions asked back, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import Served, served
from browser import PHONE, WIDE, Opened, opened
from playwright.sync_api import Browser, Locator, Page, expect

from rag.settings import Settings
from tests.interfaces.web.test_reading_desk import serious

pytestmark = pytest.mark.e2e

QUESTION = "What concerns did US officials list?"
PATIENCE = 30_000


@pytest.fixture(scope="module")
def talking(tmp_path_factory: pytest.TempPathFactory, users_assets: Path, checkout: Path) -> Iterator[Served]:
    """One archive with the sample articles; each test has a conversation of its own."""
    settings = Settings(data=tmp_path_factory.mktemp("talks"), assets=users_assets, model="extractive")
    with served(settings) as running:
        assert running.newsdesk.ingest([checkout / "samples"]).failed == ()
        yield running


@pytest.fixture
def reader(talking: Served, chromium: Browser) -> Iterator[Opened]:
    with opened(chromium, talking.address) as found:
        yield found
        assert found.complaints == []


def ask(page: Page, question: str) -> Locator:
    """The turn, once it is answered or asked back."""
    turn = page.locator(".turn").nth(page.locator(".turn").count())
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(turn.locator(".made-by, .asked-back")).to_be_visible(timeout=PATIENCE)
    return turn


def test_a_follow_up_shows_how_it_is_understood_and_can_be_changed(reader: Opened) -> None:
    page = reader.page
    first = ask(page, QUESTION)
    expect(first.locator(".chip.rewritten")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "question"
    chip = ask(page, "and the Chinese side?").locator(".chip.rewritten")
    expect(chip).to_contain_text("What concerns did the Chinese side list?")
    chip.locator("summary").click()
    expect(chip).to_contain_text("is put into")
    chip.locator("input").fill("Who met Antony Blinken?")
    chip.locator("button.primary").click()
    changed = page.locator(".turn").nth(2)
    expect(changed.locator(".asked")).to_have_text("Who met Antony Blinken?")
    expect(changed.locator(".made-by")).to_be_visible(timeout=PATIENCE)


def test_a_reload_brings_the_turns_back_and_asks_nothing(reader: Opened, talking: Served) -> None:
    page = reader.page
    ask(page, QUESTION)
    ask(page, "and the Chinese side?")
    claims = page.locator(".claim-text").all_inner_texts()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/v1/ask" in request.url else None)
    page.reload()
    expect(page.locator(".turn .made-by")).to_have_count(2, timeout=PATIENCE)
    assert page.locator(".claim-text").all_inner_texts() == claims
    expect(page.locator(".chip.rewritten")).to_have_count(1)
    assert asked == []


def test_what_is_unclear_is_asked_back_and_a_button_answers(reader: Opened) -> None:
    page = reader.page
    back = ask(page, "How long did he talk with Blinken?").locator(".asked-back")
    expect(back.locator("h3")).to_have_text("Whom do you mean by “he”?")
    picked = back.locator(".picks button").first
    question = picked.get_attribute("title")
    picked.click()
    expect(page.locator(".turn").nth(1).locator(".asked")).to_have_text(question or "")
    expect(page.locator(".turn").nth(1).locator(".made-by")).to_be_visible(timeout=PATIENCE)


def test_a_conversation_is_listed_renamed_exported_and_deleted(reader: Opened) -> None:
    page = reader.page
    ask(page, "How high will the walls be raised?")
    bar = page.locator(".conversation-bar")
    bar.get_by_role("button", name="Rename").click()
    bar.get_by_role("textbox").fill("Walls <b>and</b> rivers")
    page.keyboard.press("Enter")
    listed = page.locator("#library .conversations a", has_text="Walls <b>and</b> rivers")
    expect(listed).to_have_count(1)
    with page.expect_download() as saved:
        bar.get_by_role("button", name="Export").click()
    assert saved.value.suggested_filename == "walls-b-and-b-rivers.md"
    assert Path(saved.value.path()).read_text().startswith("# Walls <b>and</b> rivers\n\n## How high")

    bar.get_by_role("link", name="New question").click()
    expect(page.locator(".turn")).to_have_count(0)
    listed.click()
    expect(page.locator(".turn .made-by")).to_have_count(1, timeout=PATIENCE)
    bar.get_by_role("button", name="Delete…").click()
    bar.get_by_role("button", name="Delete it").click()
    expect(listed).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(0)
    page.go_back()
    expect(page.locator(".thread .problem")).to_contain_text("There is no conversation")
    reader.complaints.clear()  # the browser complains of the 404 itself


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing_serious(
    talking: Served, chromium: Browser, size: tuple[int, int], dark: bool
) -> None:
    with opened(chromium, talking.address, size=size, dark=dark) as found:
        ask(found.page, QUESTION)
        ask(found.page, "and the Chinese side?").locator(".chip.rewritten summary").click()
        ask(found.page, "How long did she stay in Kestrel Bay?")
        assert serious(found.page) == []
        assert found.complaints == []
