"""A real browser on a live server. Chromium is Debian's; `CHROMIUM` may name another."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

RESULTS = Path(__file__).parent.parent.parent / "test-results"
PASSWORD = "correct horse"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
# A closed network refuses the browser's own look-ups; without these flags it tries them all the time.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def complains(said: ConsoleMessage) -> bool:
    return said.type == "error" and "status of 422" not in said.text


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    # Playwright keeps an event loop in this thread, where Django would otherwise refuse to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sign_in(request, chromium, live_server) -> Iterator[Callable[..., Page]]:
    """`sign_in("reporter")` opens a browser of its own for that person, signed in through the page.

    What each saw last is kept in test-results/.
    Anything the browser complains about (a script error, a refused style, a missing file) fails the test; that a page
    was answered with 422 because of what was typed is no complaint.
    """
    contexts, complaints = [], []

    def opened(username: str, *, width: int = 1440, height: int = 900) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": height}, locale="zh-CN", accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(f"{username}: {error}"))
        page.on("console", lambda said: complaints.append(f"{username}: {said.text}") if complains(said) else None)
        page.goto("/accounts/login/")
        page.get_by_label("登录名").fill(username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url(f"{live_server.url}/")
        return page

    yield opened
    for number, context in enumerate(contexts):
        RESULTS.mkdir(exist_ok=True)
        context.pages[0].screenshot(path=RESULTS / f"{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert not complaints, "\n".join(complaints)
