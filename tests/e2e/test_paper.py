"""What comes out of the printer, read back from the PDF: an official hands it on as it is."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader

from gangmu.progress.models import ReportingPeriod
from gangmu.targets.models import Target
from tests.conftest import YEAR
from tests.targets.conftest import draft, issue, many, plan, source

__all__ = ["draft", "issue", "many", "plan", "source"]
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

CONTROLS = (
    "打印本页",
    "筛选",
    "选择列",
    "导出Excel",
    "保存",
    "全部提交",
    "催所选",
    "催全部",
    "退出登录",
    "菜单",
    "上一页",
    "下一页",
    "工作台",
)
A4 = (595, 842)
# Some fonts draw a character and its radical alike, and a PDF then tells the radical.
DRAWN_ALIKE = str.maketrans("⺠⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻥⻦⻨⻩⻬⻮⻰", "民见角贝车长门青页风飞食马骨鱼鸟麦黄齐齿龙")


def words(page: PageObject) -> str:
    return plain(page.extract_text())


def plain(text: str) -> str:
    """Without blanks, and with the signs that fonts draw alike told as one."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(DRAWN_ALIKE))


def size(page: PageObject) -> tuple[int, int]:
    return round(page.mediabox.width), round(page.mediabox.height)


def ends(page: PageObject) -> list[float]:
    """Where each piece of text begins, from the left edge of the sheet."""
    found: list[float] = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: (
            found.append(cm[0] * tm[4] + cm[2] * tm[5] + cm[4]) if text.strip() else None
        )
    )
    return found


@pytest.fixture
def printed(sign_in) -> Callable[..., list[PageObject]]:
    """`printed("office", "/plans/1/")` presses 打印 on that page and returns the sheets."""

    def sheets(username: str, address: str) -> list[PageObject]:
        page: Page = sign_in(username)
        # The dialogue would stand in the way of the PDF; what matters is that it was asked for.
        page.context.add_init_script("window.print = () => { document.body.dataset.printed = 1; }")
        page.goto(address)
        page.get_by_role("link", name="打印", exact=True).click()
        page.locator("body[data-printed]").wait_for()
        for chart in page.locator("[data-chart]").all():
            chart.locator("canvas").first.wait_for()
        return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages[:]

    return sheets


@pytest.fixture
def november(plan):
    def opened() -> ReportingPeriod:
        return ReportingPeriod.objects.create(
            plan=plan, month=dt.date(YEAR, 11, 1), opens=dt.date(YEAR, 11, 1), due=dt.date(YEAR, 12, 5)
        )

    return opened


def check(sheets: list[PageObject], *, headings: tuple[str, ...], title: str, landscape: bool) -> None:
    """Every sheet lies the same way, is numbered, tells its title and the headings of its table, and cuts nothing."""
    for number, sheet in enumerate(sheets, start=1):
        assert size(sheet) == (A4[::-1] if landscape else A4)
        said = words(sheet)
        assert f"第{number}页共{len(sheets)}页" in said
        assert plain(title) in said, f"sheet {number}"
        assert [one for one in headings if plain(one) not in said] == [], f"sheet {number}"
        assert [one for one in CONTROLS if one in said] == [], f"sheet {number}"
        assert all(0 < start < sheet.mediabox.width for start in ends(sheet))
    assert "打印日期:2026-11-20" in words(sheets[0])


def test_a_plan_of_four_hundred_targets_takes_at_most_fifteen_sheets(many, issue, november, printed):
    many(400)
    made = issue()
    november()
    sheets = printed("office", f"/plans/{made.pk}/?group=lead")
    headings = ("目标", "全年目标", "累计完成", "占全年", "差距", "十二个月", "红黄绿", "时限", "分管领导")
    check(sheets, headings=headings, title=made.title, landscape=True)
    assert len(sheets) <= 15
    whole = "".join(words(sheet) for sheet in sheets)
    assert all(f"目标任务第{number}项" in whole for number in range(1, 401))


def test_what_is_filtered_is_printed_and_says_so(many, issue, printed):
    many(300)
    made = issue()
    sheets = printed("office", f"/plans/{made.pk}/?q=目标任务&category=key")
    assert "搜索:目标任务" in words(sheets[0])
    assert "共150个目标" in words(sheets[0])


def test_the_grid_of_a_month_is_a_list_on_paper(many, issue, november, city, printed):
    many(68)
    issue()
    period = november()
    sheets = printed("reporter", f"/reports/due/?period={period.pk}")
    headings = (
        "目标",
        "上期累计",
        "本月累计",
        "比上期",
        "进度/序时",
        "进展情况",
        "存在问题",
        "下一步打算",
        "状态与佐证",
    )
    check(sheets, headings=headings, title="2026年11月填报", landscape=True)
    assert len(sheets) <= 2


def test_a_grid_of_several_pages_is_printed_whole(many, issue, november, printed):
    many(200)
    issue()
    period = november()
    sheets = printed("reporter", f"/reports/due/?period={period.pk}")
    whole = "".join(words(sheet) for sheet in sheets)
    assert all(f"目标任务第{number}项" in whole for number in range(4, 201, 4))


def test_the_board_of_a_month_has_neither_boxes_nor_chasing(many, issue, november, printed):
    many(8)
    issue()
    period = november()
    sheets = printed("office", f"/reports/periods/{period.pk}/")
    headings = ("单位", "应报", "已报", "待审核", "待核验", "已核验", "被退回", "迟报", "还差")
    check(sheets, headings=headings, title="2026年11月填报进度", landscape=True)


def test_a_target_stands_on_upright_sheets_with_its_whole_chart(many, issue, november, printed, sign_in):
    many(1)
    issue()
    november()
    address = f"/plans/targets/{Target.objects.get().pk}/"
    sheets = printed("office", address)
    check(sheets, headings=(), title="目标任务第 1 项", landscape=False)
    assert len(sheets) <= 4
    page = sign_in("office")
    page.goto(address)
    page.locator("[data-chart] canvas").first.wait_for()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 900})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    frame, canvas = (page.locator(one).first.bounding_box() for one in ("[data-chart]", "[data-chart] canvas"))
    assert canvas["width"] <= frame["width"]
    assert canvas["height"] <= frame["height"]


def test_in_english_the_sheets_are_numbered_in_english(many, issue, sign_in):
    many(60)
    made = issue()
    page = sign_in("office")
    page.get_by_label("语言").click()
    page.get_by_role("button", name="English").click()
    page.goto(f"/plans/{made.pk}/")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert f"Page1of{len(sheets)}" in words(sheets[0])
    assert size(sheets[0]) == A4[::-1]
