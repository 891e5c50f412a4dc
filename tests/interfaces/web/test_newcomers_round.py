"""What somebody does who opens the page for the first time, with the real local model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import Served, served
from browser import Opened, opened
from playwright.sync_api import Browser, Page, expect

from rag.settings import Settings

pytestmark = pytest.mark.e2e

QUESTION = "What concerns did US officials list?"
MINUTES = 180_000
"""Milliseconds that the local model may take on a busy machine."""


@pytest.fixture
def with_model(tmp_path: Path, users_assets: Path) -> Iterator[Served]:
    settings = Settings(data=tmp_path / "data", assets=users_assets, model="local")
    with served(settings) as running:
        yield running


@pytest.fixture
def newcomer(with_model: Served, chromium: Browser) -> Iterator[Opened]:
    with opened(chromium, with_model.address) as found:
        yield found


def ask(page: Page, question: str) -> None:
    before = page.locator(".turn").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").nth(before).locator(".made-by")).to_be_visible(timeout=MINUTES)


def test_add_ask_read_and_delete(newcomer: Opened, checkout: Path) -> None:
    page = newcomer.page
    expect(page.get_by_text("Your library is empty")).to_be_visible()
    page.locator("main input[type=file]").set_input_files(checkout / "samples" / "washington-talks.md")
    expect(page.locator("#library .articles li")).to_have_count(1, timeout=MINUTES)

    ask(page, QUESTION)
    expect(page.locator(".claim")).to_have_count(6)
    quote = page.locator(".claim blockquote").first.inner_text().strip("“”")
    page.locator(".claim .cite").first.click()
    assert page.locator("#source mark.active").inner_text() == quote
    address = page.url
    assert "article=" in address
    assert "at=" in address

    page.keyboard.press("Escape")
    expect(page.locator("#source mark")).to_have_count(0)
    assert page.evaluate("document.activeElement.className") == "cite"
    page.go_back()

    page.keyboard.press("Escape")
    ask(page, "And since 2024?")
    follow_up = page.locator(".turn").nth(1)
    expect(follow_up.locator(".chip.rewritten")).to_contain_text(
        "What concerns did US officials list since 2024?"
    )

    page.locator("#library .articles button").first.click()
    page.locator("#source").get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.locator("#library .articles li")).to_have_count(0)
    assert newcomer.complaints == []
