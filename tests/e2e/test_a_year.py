"""One city, from an empty system to explained scores, in the browser, by nine people, on a published list.

The list is that of Hohhot, 2021 (tests/data/published): tasks with lead units and month deadlines. It is July 2021.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page, expect

from gangmu.base import audit
from gangmu.base.sheets import SheetOut, write_workbook
from gangmu.org.actions import Administrator, found
from gangmu.org.actions.chain import seal_rows
from gangmu.org.models import User
from gangmu.org.sheets import person_columns, unit_columns
from gangmu.org.states import Kind, Role
from tests.e2e.conftest import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

LIST = Path(__file__).parent.parent / "data/published/decomposition_hohhot_2021_deadlines.csv"
UNITS = [
    "市住建局",
    "市轨道交通公司",
    "青山文投公司",
    "市机场建管公司",
    "市教育局",
    "赛罕区政府",
    "经济技术开发区管委会",
    "市统计局",
]
PEOPLE = [
    ("office", "目标办", "root", Role.OFFICE),
    ("mayor", "市长", "root", Role.PRINCIPAL),
    ("assessor", "考核组", "root", Role.ASSESSOR),
    ("reporter", "教育局填报员", "市教育局", Role.REPORTER),
    ("head", "教育局局长", "市教育局", Role.HEAD),
    ("monitor", "统计局核验员", "市统计局", Role.MONITOR),
]
SCHEME = """
title: 重点量化任务考核办法
year: 2021
decimals: 2
tables:
  target:
    given:
      goal: number
      actual: number
    computed:
      完成率: ratio(actual, goal)
      得分: 100 * clamp(完成率, 0, 1)
  unit:
    given:
      late_reports: {number, default: 0}
    computed:
      任务得分: mean(得分)
      报送扣分: -0.5 * late_reports
      总分: 任务得分 + 报送扣分
      等次: band(总分, "优秀" >= 90, "合格" >= 60, "不合格")
      名次: rank(总分)
scales:
  等次: [优秀, 合格, 不合格]
publish: {unit: [总分, 等次, 名次]}
components: {任务得分: 100, 报送扣分: 0}
"""


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2021, 7, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        yield dt.date(2021, 7, 5)


@pytest.fixture
def administrators(transactional_db) -> None:
    """An empty system right after `gangmu found`."""
    three = (("xitong", Role.SYSTEM_ADMIN), ("anquan", Role.SECURITY_ADMIN), ("shenji", Role.AUDITOR))
    people = [Administrator(username, str(role.label), role) for username, role in three]
    found(code="root", name="呼和浩特市人民政府", since=dt.date(2021, 1, 1), administrators=people)
    know_passwords()


def know_passwords() -> None:
    """Initial passwords are told once and differ each time; here everybody has the same."""
    for user in User.objects.order_by("pk"):
        user.set_password(PASSWORD)
        user.password_is_initial = False
        user.save()
    seal_rows(reason="密码由测试统一")  # else the trail rightly says that somebody changed them outside of it


def workbook(name: str, columns, rows) -> bytes:
    return write_workbook([SheetOut(name, columns, rows)])


def upload(page: Page, path: str, name: str, data: bytes) -> None:
    page.goto(path)
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("main input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": data})
    page.get_by_role("button", name="上传").click()


def bring_in_the_organisation(sign_in) -> None:
    since = dt.date(2021, 1, 1)
    units = [
        {"code": name, "name": name, "kind": Kind.DEPARTMENT, "parent_code": "root", "since": since, "order": order}
        for order, name in enumerate(UNITS, 2)
    ]
    people = [
        {"username": username, "name": name, "unit_code": unit, "role": role, "since": since}
        for username, name, unit, role in PEOPLE
    ]
    system = sign_in("xitong")
    upload(system, "/org/units/import/", "单位.xlsx", workbook("单位", unit_columns(), units))
    system.get_by_role("button", name=f"确认导入 {len(UNITS)} 行").click()
    expect(system.get_by_text("赛罕区政府").first).to_be_visible()
    table = workbook("人员", person_columns(), people)
    upload(system, "/org/people/import/", "人员.xlsx", table)
    system.get_by_role("button", name=f"确认导入 {len(PEOPLE)} 行").click()
    system.wait_for_load_state()
    security = sign_in("anquan")
    upload(security, "/org/people/import/", "人员.xlsx", table)
    security.get_by_role("button", name=f"确认导入 {len(PEOPLE)} 行").click()
    security.wait_for_load_state()
    know_passwords()


def import_the_list(office: Page) -> None:
    office.goto("/plans/new/")
    office.get_by_label("年度").fill("2021")
    office.get_by_label("名称").fill("2021年重点量化目标")
    office.get_by_role("button", name="建立").click()
    office.get_by_role("link", name="从 Excel 导入").first.click()
    office.locator("main input[type=file]").set_input_files(LIST)
    office.get_by_role("button", name="上传并检查").click()
    expect(office.get_by_label("B 列作为")).to_have_value("lead")
    office.get_by_role("button", name="下一步：逐行核对").click()
    expect(office.get_by_text("里有两个数").first).to_be_visible()
    office.locator("#answer-goal").select_option(label="都作为定性目标，原文记入完成标准")
    office.get_by_role("button", name="重新检查").click()
    expect(office.get_by_text("个问题要先处理")).to_have_count(0)
    office.get_by_role("button", name="导入 14 个目标").click()
    office.get_by_role("link", name="查看目标体系").click()
    expect(office.get_by_role("link", name="新建、续建幼儿园")).to_be_visible()


def let_statistics_monitor(office: Page, target: str) -> None:
    office.get_by_role("link", name=target).click()
    office.get_by_role("link", name="修改").first.click()
    row = office.locator("select[name^=assignment][name$=unit]").last
    row.select_option(label="市统计局")
    office.locator("select[name^=assignment][name$=part]").last.select_option(label="监控")
    office.get_by_role("button", name="保存").first.click()
    expect(office.get_by_text("市统计局").first).to_be_visible()


def issue_and_open(office: Page) -> None:
    office.goto("/plans/")
    office.get_by_role("link", name="2021年重点量化目标").click()
    office.get_by_role("link", name="下达").click()
    expect(office.get_by_text("14 个目标作为 2021 年度目标正式下达")).to_be_visible()
    office.get_by_role("checkbox", name="仍要下达").check()
    office.get_by_role("button", name="确认下达").click()
    expect(office.get_by_text("已下达").first).to_be_visible()
    office.goto("/reports/periods/")
    office.get_by_label("几日").fill("8")
    office.get_by_role("button", name="设定").click()


def report(reporter: Page) -> None:
    reporter.goto("/reports/due/")
    reporter.get_by_label("新建、续建幼儿园 本月累计").fill("5")
    reporter.get_by_label("新建、续建幼儿园 进展情况").fill("五所已建成，四所在建")
    reporter.get_by_label("新建、续建中小学 本月累计").fill("12.5亿元")
    reporter.get_by_role("button", name="保存").first.click()
    expect(reporter.get_by_text("亿元").first).to_be_visible()  # refused with the reason, nothing lost
    expect(reporter.get_by_label("新建、续建中小学 本月累计")).to_have_value("12.5亿元")
    reporter.get_by_label("新建、续建中小学 本月累计").fill("１２")
    reporter.get_by_role("button", name="保存").first.click()
    expect(reporter.get_by_text("已填 2/2 项")).to_be_visible()
    reporter.get_by_role("button", name="全部提交").click()
    expect(reporter.get_by_text("待审核").first).to_be_visible()


def pass_all(page: Page, button: str) -> None:
    page.goto("/reports/review/")
    page.get_by_label("全选").check()
    page.get_by_role("button", name=button).click()


def score(assessor: Page) -> None:
    assessor.goto("/scores/schemes/new/")
    assessor.get_by_label("年度").fill("2021")
    assessor.get_by_label("办法原文").fill(SCHEME)
    expect(assessor.get_by_text("没有发现问题")).to_be_visible()  # checked while it is written
    assessor.get_by_role("button", name="录入这份办法").click()
    expect(assessor.get_by_text("重点量化任务考核办法").first).to_be_visible()
    assessor.goto("/scores/new/")
    assessor.get_by_role("button", name="建立").click()
    assessor.get_by_role("button", name="算分").first.click()
    expect(assessor.get_by_text("市教育局").first).to_be_visible()


def test_a_city_runs_its_year_in_the_browser(administrators, sign_in):
    bring_in_the_organisation(sign_in)
    office = sign_in("office")
    import_the_list(office)
    let_statistics_monitor(office, "新建、续建幼儿园")
    issue_and_open(office)

    report(sign_in("reporter"))
    pass_all(sign_in("head"), "通过所选")
    monitor = sign_in("monitor")
    monitor.goto("/reports/review/")
    expect(monitor.get_by_text("新建、续建中小学")).to_have_count(0)  # not theirs to verify
    pass_all(monitor, "核验所选")
    pass_all(office, "核验所选")  # what nobody monitors is the office's

    assessor = sign_in("assessor")
    score(assessor)
    # 5 of 9 and 12 of 23: (100·5/9 + 100·12/23) / 2 = 53.864…
    assessor.get_by_role("link", name="市教育局").click()
    expect(assessor.get_by_text("53.86").first).to_be_visible()
    expect(assessor.get_by_text("新建、续建幼儿园").first).to_be_visible()

    mayor = sign_in("mayor", width=390, height=844)
    mayor.goto("/scores/")
    expect(mayor.get_by_role("link", name="重点量化任务考核办法").first).to_be_visible()

    auditor = sign_in("shenji")
    auditor.goto("/audit/")
    auditor.get_by_text("校验整条留痕").click()
    auditor.get_by_role("button", name="现在校验").click()
    expect(auditor.get_by_text("完整").first).to_be_visible()
    assert audit.verify().intact
