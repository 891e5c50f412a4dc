"""Hostile text in the page: shown as the text that it is, and nothing of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from api_server import Served, served
from browser import Opened, opened
from naughty_strings import ADDRESSES, PAYLOADS
from playwright.sync_api import Browser, Page, expect

from rag.settings import Settings

pytestmark = pytest.mark.e2e

PATIENCE = 30_000
FOREIGN = (
    "document.querySelectorAll('main script, main img, main iframe, aside img, [onerror], [onload]').length"
)
WATCHING = (
    "addEventListener('securitypolicyviolation', (event) => console.error('CSP', event.violatedDirective))"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, users_assets: Path) -> Iterator[Served]:
    """An archive whose every article is a payload in every field."""
    settings = Settings(data=tmp_path_factory.mktemp("hostile"), assets=users_assets, model="extractive")
    with served(settings) as running:
        for number, payload in enumerate(PAYLOADS):
            running.add(
                f"{payload} The mayor of Ellery number {number} said {payload} to the press.",
                id=f"a{number}",
                title=payload,
                publisher=payload,
                authors=[payload],
                section=payload,
                url=ADDRESSES[number % len(ADDRESSES)],
            )
        yield running


@pytest.fixture
def reader(hostile: Served, chromium: Browser) -> Iterator[Opened]:
    with opened(chromium, hostile.address) as found:
        found.page.evaluate(WATCHING)
        yield found
        assert found.page.evaluate(FOREIGN) == 0
        assert found.complaints == []


def ask(page: Page, question: str) -> None:
    turn = page.locator(".turn").nth(page.locator(".turn").count())
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(turn.locator(".made-by, .asked-back")).to_be_visible(timeout=PATIENCE)


def test_every_article_opens_as_text(reader: Opened) -> None:
    page = reader.page
    rows = page.locator("#library .articles li")
    expect(rows).to_have_count(len(PAYLOADS), timeout=PATIENCE)
    for number in range(len(PAYLOADS)):
        rows.nth(number).get_by_role("button").click()
        expect(page.locator("#source .article-text")).to_contain_text("The mayor of Ellery")
        for link in page.locator("#source a[href]").all():
            assert re.match(r"https?://|#/", str(link.get_attribute("href")))


def test_every_question_is_shown_as_text(reader: Opened) -> None:
    for payload in PAYLOADS[:6]:
        ask(reader.page, f"What did the mayor of Ellery say of {payload}?")
        expect(reader.page.locator(".turn .asked").last).to_contain_text(payload.strip())
    reader.page.reload()
    reader.page.evaluate(WATCHING)
    expect(reader.page.locator(".turn")).to_have_count(6, timeout=PATIENCE)


def test_an_address_of_the_page_is_no_code(hostile: Served, chromium: Browser) -> None:
    for payload in ("<img src=x onerror=alert(1)>", "javascript:alert(1)", "%00", "%", "__proto__"):
        for place in (f"ask?q=Who+is+{payload}", f"ask?article={payload}", f"{payload}"):
            with opened(chromium, f"{hostile.address}/#/{place}") as found:
                expect(found.page.locator("main")).not_to_be_empty()
                found.page.wait_for_load_state("networkidle")
                refused = [line for line in found.complaints if "status of 4" not in line]
                assert refused == []
                assert found.page.evaluate(FOREIGN) == 0
