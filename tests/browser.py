"""A real browser: the Chromium of the system, driven by Playwright, with no way to any other machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = (1440, 900)
PHONE = (390, 844)


@dataclass
class Opened:
    """A page with what its console and its policy said."""

    page: Page
    complaints: list[str] = field(default_factory=list)


@contextmanager
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    assert program, "The tests of the page need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@contextmanager
def opened(
    running: Browser, address: str, *, size: tuple[int, int] = WIDE, dark: bool = False
) -> Iterator[Opened]:
    """A page at an address; whatever it complains of is kept."""
    width, height = size
    page = running.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    found = Opened(page)
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: found.complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("dialog", lambda dialog: (found.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))
    try:
        page.goto(address)
        yield found
    finally:
        page.close()
