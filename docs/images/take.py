"""Takes the pictures of the README again, from a demo city of its own: .venv/bin/python docs/images/take.py

Needs Chromium (`CHROMIUM` may name another), Chinese fonts, and the test requirements (./test installs them).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from bench.server import await_page, free_port  # noqa: E402
from gangmu.demo import PASSWORD  # noqa: E402

GANGMU = str(Path(sys.executable).parent / "gangmu")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
DAY = "2026-11-20"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="gangmu-pictures-") as folder:
        os.environ["GANGMU_DATA"] = folder
        for arguments in (["migrate", "--noinput"], ["collectstatic", "--noinput"], ["load_demo", "--today", DAY]):
            subprocess.run([GANGMU, "manage", *arguments], check=True, stdout=subprocess.DEVNULL)
        port = free_port()
        server = subprocess.Popen([GANGMU, "serve", "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            await_page(port, server)
            take(f"http://localhost:{port}")
        finally:
            server.terminate()
            server.wait(20)


def take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(
            base_url=address, viewport={"width": 1440, "height": 900}, locale="zh-CN", color_scheme="light"
        )
        sign_in(page, "office")
        page.goto("/plans/")
        page.get_by_role("link", name=f"{DAY[:4]}年").first.click()
        page.wait_for_load_state("networkidle")
        page.screenshot(path=HERE / "plan.png")
        page.goto("/scores/")
        page.locator("main table a").first.click()
        page.wait_for_load_state("networkidle")
        page.locator("main td a[href*='unit-scores']").nth(4).click()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(800)  # the chart finishes drawing
        page.set_viewport_size({"width": 1440, "height": 1240})  # down to the first steps of the derivation
        page.wait_for_timeout(800)
        page.screenshot(path=HERE / "score.png")
        take_method(page)
        browser.close()


def take_method(page: Page) -> None:
    """Somebody raises the share of key targets by ten points: who would move."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/scores/")
    page.locator("main a[href*='/schemes/']:not([href*='new'])").first.click()
    page.get_by_role("link", name="以此为底稿修订").click()
    text = page.get_by_label("办法原文")
    text.fill(text.input_value().replace("value: 40", "value: 50", 1).replace("value: 30", "value: 20", 1))
    page.locator(".moves").first.wait_for()
    text.evaluate("box => { box.scrollTop = 0; }")
    page.screenshot(path=HERE / "method.png")


def sign_in(page: Page, username: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")


if __name__ == "__main__":
    main()
