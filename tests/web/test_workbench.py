"""工作台: what needs me now, for every role."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.urls import reverse

from gangmu.base.models import Installation
from gangmu.org import actions as org
from gangmu.org.models import Appointment, User
from gangmu.org.permissions import access_of
from gangmu.progress import actions, queries
from gangmu.web.home.administering import _without_second_factor
from tests.conftest import PEOPLE
from tests.progress.conftest import add_target, approve, months, plan, save, submit, target, verify

__all__ = ["add_target", "approve", "months", "plan", "save", "submit", "target", "verify"]

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def workbench(as_):
    def show(person: str) -> BeautifulSoup:
        response = as_(person).get(reverse("home:workbench"))
        assert response.status_code == 200
        return BeautifulSoup(response.content, "html.parser")

    return show


def todos(soup: BeautifulSoup) -> list[str]:
    return [" ".join(one.get_text(" ", strip=True).split()) for one in soup.select(".todo:not(.beginning) li")]


def test_a_reporter_sees_what_is_due_and_what_came_back_by_due_date(
    workbench, city, submit, target, add_target, months
):
    add_target("MB-2")
    report = submit(value=80)
    actions.return_report(by=city.people["head"], report=report, version=report.version, reason="口径不对")
    found = todos(workbench("reporter"))
    assert found[0].startswith("2 填报 · 2026年1月 2月5日")
    assert found[-2:] == [
        "1 被退回 · 2026年10月 要重报 11月5日 · 已超期 11 个工作日",
        "1 填报 · 2026年10月 11月5日 · 已超期 11 个工作日",
    ]


def test_the_summary_counts_by_kind(workbench, submit, months):
    submit(value=80)
    assert "填报 9" in workbench("reporter").h1.find_next("p").text
    assert "审核 1" in workbench("head").h1.find_next("p").text


def test_each_todo_leads_to_where_it_is_done(workbench, submit, months, client):
    submit(value=80)
    for person in ("reporter", "head"):
        links = workbench(person).select(".todo a")
        assert links, person
        for link in links:
            assert client.get(link["href"]).status_code == 200


def test_the_monitor_has_what_was_approved_and_the_office_what_nobody_monitors(workbench, approve, add_target):
    approve(value=80)
    approve(value=80, of=add_target("MB-2", monitor=None))
    assert todos(workbench("monitor"))[0].startswith("1 核验 · 2026年10月")
    assert todos(workbench("office"))[0].startswith("1 核验 · 2026年10月")


def test_the_office_sees_who_has_not_reported_and_reminds_with_one_click(workbench, client, months, submit, add_target):
    add_target("MB-2", "swj")
    submit(value=80)
    soup = workbench("office")
    form = soup.find("form", action=reverse("progress:remind", args=[months[10].pk]))
    assert "市商务局" in form.text
    assert "市教育局" not in form.text
    button = form.find("button", attrs={"name": "one"})
    data = {"back": "workbench", button["name"]: button["value"]}
    assert client.post(form["action"], data).headers["Location"] == "/"
    assert "2026年10月还有 1 项没有报" in workbench("other_reporter").text


def alarms(soup: BeautifulSoup) -> list[dict[str, str]]:
    """The rows of the list of red and yellow targets: what each cell says, the name under 目标."""
    return [
        {one.get("data-label", "目标"): one.get_text(" ", strip=True) for one in row.select("td")}
        for row in soup.select("#alarms tbody tr")
    ]


def test_a_leader_sees_reds_of_the_own_targets_with_reasons_the_principal_of_all(workbench, city, submit, add_target):
    mine = add_target("T-1", name="分管的", leader=city.people["leader"])
    other = add_target("T-2", name="别人的")
    submit(value=50, of=mine, problem="土地没有交付")
    submit(value=40, of=other)
    User.objects.filter(username="head").update(phone="0571-88001234")
    (row,) = alarms(workbench("leader"))
    assert row["目标"] == "分管的"
    assert "落后 41.8 个百分点" in row["红黄绿"]
    assert (row["存在问题"], row["起于"], row["责任单位"]) == ("土地没有交付", "10月起", "市教育局")
    assert row["联系人"] == "教育局局长孙立 0571-88001234"
    assert [row["目标"] for row in alarms(workbench("principal"))] == ["别人的", "分管的"]


def test_a_leader_sees_main_indicators_with_their_year_and_no_log_of_clicks(workbench, city, submit, add_target):
    submit(9, value=80, of=(mine := add_target("T-1", name="主要的", leader=city.people["leader"])))
    submit(10, value=110, of=mine)
    soup = workbench("leader")
    (row,) = soup.select("#main tbody tr")
    assert "主要的" in row.text
    assert row.select_one("svg title").text.startswith("9月 80")
    assert "最近变化" not in soup.text
    assert "没有滞后的目标" in soup.text


def test_supervision_sees_what_is_red_since_when_with_whom(workbench, submit, add_target):
    submit(9, value=50)
    submit(10, value=55)
    submit(10, value=115, of=add_target("MB-2", name="不滞后的"))
    (row,) = alarms(workbench("supervisor"))
    assert row["目标"] == "教育投入"
    assert row["起于"] == "9月起"
    assert row["联系人"].startswith("教育局局长孙立")
    assert "最近变化" not in workbench("supervisor").text


def test_the_list_of_reds_goes_to_excel_as_seen(as_, submit):
    submit(value=50)
    response = as_("supervisor").get(reverse("home:workbench"), {"export": "csv"})
    assert "教育投入" in response.content.decode("utf-8-sig")
    assert "attachment" in response["Content-Disposition"]


def test_a_head_sees_lamps_score_and_whether_the_clerk_has_reported(workbench, submit, add_target, months):
    submit(value=50)
    add_target("MB-2", name="还没报的")
    panel = " ".join(workbench("head").select_one("#own-unit").text.split())
    assert "严重滞后 1" in panel
    assert "未报 1" in panel
    assert "2026年10月填报：已报 1 / 2 项 还差 1 项" in panel
    assert "填报员：教育局赵云" in panel
    names = [one.text for one in workbench("head").select("#own td.cell-title a")]
    assert names == ["教育投入", "还没报的"]


def test_a_unit_without_anybody_to_report_is_told_to_its_head_and_the_office(workbench, city, target, months):
    Appointment.objects.filter(user=city.people["reporter"]).delete()
    assert "没有填报员账号，没人能报" in workbench("head").select_one("#own-unit").text
    assert any("1 单位没有填报员账号" in one for one in todos(workbench("office")))


def test_the_office_is_told_what_to_do_next(workbench, target, months, submit):
    shown = workbench("office")
    assert "接下来做什么" in shown.text
    (line,) = [one for one in todos(shown) if "催报" in one]
    assert line.startswith("1 催报：2026年10月还没有报")
    submit(value=50)
    found = todos(workbench("office"))
    assert not [one for one in found if "催报" in one]
    assert "1 本月新转为严重滞后，向分管领导报告" in found


def test_changes_are_told_in_words_and_only_to_those_who_may_see(workbench, submit):
    submit(value=80)
    assert "提交 MB-1 教育投入 · 市教育局 · 2026年10月" in " ".join(workbench("head").text.split())
    assert "MB-1" not in workbench("other_head").text
    for person in ("system_admin", "security_admin"):
        assert "MB-1" not in workbench(person).text


def test_the_system_administrator_sees_accounts_without_a_role(workbench, city):
    User.objects.create_user(username="new", name="新人", password="correct horse")
    assert "1 账号还没有身份，请安全管理员授予" in todos(workbench("system_admin"))


def test_the_security_administrator_sees_roles_that_end_soon(workbench, city):
    Appointment.objects.filter(user=city.people["third_party"]).update(until=dt.date(2026, 12, 1))
    assert "评估机构褚明 · 第三方 · 云州市人民政府" in todos(workbench("security_admin"))[0]


def test_the_system_administrator_sees_locks_missing_second_factors_and_the_machine(workbench, city, settings):
    settings.SECOND_FACTOR = "none"
    assert not [one for one in todos(workbench("system_admin")) if "两步验证" in one]
    soup = workbench("system_admin")
    assert "系统运行" in soup.text
    assert "还没有用 gangmu backup 备份过" in soup.text
    org.note_sign_in(username="reporter", person=None, verb="person.sign_in_locked", count=1)
    assert "1 近 7 天因登录失败过多被锁定 请问清是不是本人" in todos(workbench("system_admin"))


def test_accounts_that_must_have_a_second_factor_and_have_none_are_counted(city, settings):
    settings.SECOND_FACTOR = "admins"
    today = dt.date(2026, 11, 20)
    assert _without_second_factor(today) == 3
    Authenticator.objects.create(user=city.people["auditor"], type=Authenticator.Type.TOTP, data={})
    assert _without_second_factor(today) == 2
    settings.SECOND_FACTOR = "all"
    assert _without_second_factor(today) == len(PEOPLE) - 1


def test_the_assessment_group_sees_its_run_and_what_is_missing(workbench, submit, target):
    submit(value=80)
    soup = workbench("assessor")
    assert "还没有算过分" in soup.text
    assert "1 2026年10月报了还没有核验的" in todos(soup)


def test_the_auditor_sees_the_newest_events(workbench, submit):
    submit(value=80)
    soup = workbench("auditor")
    assert "还没有校验过" in soup.text
    assert "提交 MB-1" in soup.get_text(" ", strip=True)


def test_deadlines_of_the_month_are_marked(workbench, months, target):
    soup = workbench("reporter")
    assert [one.text for one in soup.select(".month .deadline")] == ["5"]
    assert soup.select_one(".month .today").text == "20"


BEGINNERS = ("system_admin", "security_admin", "auditor", "office")


def beginning(soup: BeautifulSoup) -> dict[str, str]:
    """Step → done, mine or somebody's."""
    states = {"已完成": "done", "未完成": "open"}
    lines = soup.select(".beginning li")
    return {
        one.select("span")[1].find(string=True): "mine" if one.a else states[one.select_one(".visually-hidden").text]
        for one in lines
    }


def test_a_founded_system_tells_each_of_the_three_what_to_do_first(db, client):
    people = [org.Administrator(name, name, name) for name in BEGINNERS[:3]]
    org.found(code="root", name="云州市人民政府", since=dt.date(2026, 1, 1), administrators=people)
    User.objects.update(password_is_initial=False)
    mine = {
        "system_admin": {"建立单位", "开人员账号"},
        "security_admin": {"授予身份", "指定目标办"},
        "auditor": {"校验一次留痕"},
    }
    for username, steps in mine.items():
        client.force_login(User.objects.get(username=username), backend=BACKEND)
        soup = BeautifulSoup(client.get(reverse("home:workbench")).content, "html.parser")
        shown = beginning(soup)
        assert len(shown) == 9
        assert {step for step, state in shown.items() if state == "mine"} == steps
        assert "done" not in shown.values()
        assert "现在没有要办的事" not in soup.text
        for link in soup.select(".beginning a"):
            assert client.get(link["href"]).status_code == 200


def test_each_step_is_ticked_by_what_was_done_and_the_list_goes_when_all_is(workbench, city, plan, target):
    assert beginning(workbench("office")) == {
        "建立单位": "done", "开人员账号": "done", "授予身份": "done", "指定目标办": "done", "校验一次留痕": "open",
        "建立年度目标体系": "done", "导入或录入目标": "done", "下达目标": "done", "设定填报期": "mine",
    }  # fmt: skip
    actions.open_period(
        by=city.people["office"],
        plan=plan,
        month=dt.date(2026, 10, 1),
        opens=dt.date(2026, 10, 1),
        due=dt.date(2026, 11, 5),
    )
    assert beginning(workbench("office")) == {}
    assert beginning(workbench("auditor"))["校验一次留痕"] == "mine"
    org.verify_chain(by=city.people["auditor"])
    assert [beginning(workbench(person)) for person in BEGINNERS] == [{}] * 4


def test_the_office_of_a_new_system_begins_with_a_plan(workbench, city):
    shown = beginning(workbench("office"))
    assert [step for step, state in shown.items() if state == "mine"] == list(shown)[-4:]


def test_the_demo_has_no_list_of_first_steps(workbench, city):
    Installation.objects.create(is_demo=True)
    assert [beginning(workbench(person)) for person in BEGINNERS] == [{}] * 4


@pytest.mark.parametrize("person", [username for username, *_rest in PEOPLE if username not in BEGINNERS])
def test_an_empty_system_has_a_page_that_teaches(workbench, person):
    soup = workbench(person)
    assert "现在没有要办的事" in soup.text
    assert not soup.select(".beginning")


@pytest.mark.parametrize("person", [username for username, *_rest in PEOPLE])
@pytest.mark.parametrize("rows", [3, 300])
def test_its_queries_are_few_however_long_the_plan(
    as_, submit, add_target, person, rows, django_assert_max_num_queries
):
    made = [add_target(f"MB-{number:03}") for number in range(rows)]
    for one in made[:3]:
        submit(value=50, of=one)
    client = as_(person)
    with django_assert_max_num_queries(28):
        assert client.get(reverse("home:workbench")).status_code == 200


def test_todos_are_the_same_as_the_lists_they_lead_to(city, submit, approve, add_target, months, today):
    submit(value=80)
    approve(value=80, of=add_target("MB-2"))
    for person, kind, rows in (("head", "approve", queries.to_approve), ("monitor", "verify", queries.to_verify)):
        access = access_of(city.people[person])
        counted = sum(one.count for one in queries.todos(access, today) if one.kind == kind)
        assert counted == rows(access).count() == 1
