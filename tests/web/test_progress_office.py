"""填报进度: periods, who has reported, reminders; and the tables of reports on pages of other stages."""

import datetime as dt
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.urls import reverse

from gangmu.base.errors import Denied, Problems
from gangmu.base.models import Event
from gangmu.org.models import Appointment, Substitution, User
from gangmu.org.states import Role
from gangmu.progress import actions, queries
from gangmu.progress.models import Reminder, ReportingPeriod
from gangmu.targets.states import Accumulation, Direction
from tests.progress.conftest import add_target, approve, months, plan, save, submit, target, verify

__all__ = ["add_target", "approve", "months", "plan", "save", "submit", "target", "verify"]


class TestPeriods:
    def test_deadlines_fall_on_working_days(self, months):
        assert months[9].due == dt.date(2026, 10, 8)  # the fifth lies in the National Day holidays
        assert months[10].due == dt.date(2026, 11, 5)
        assert months[1].due == dt.date(2026, 2, 5)

    def test_a_day_past_the_end_of_the_month_means_its_last_day(self):
        opens, due = actions.DueRule(31, next_month=False, open_days=5).dates(dt.date(2026, 4, 1))
        assert due == dt.date(2026, 4, 30)
        assert opens == dt.date(2026, 4, 25)

    def test_the_office_opens_a_year_by_one_rule(self, as_, plan, target):
        data = {"plan": plan.pk, "first": "1", "next_month": "0", "day": "25", "open_days": "5"}
        response = as_("office").post(reverse("progress:periods"), data)
        assert response.status_code == 302
        assert ReportingPeriod.objects.count() == 12
        assert ReportingPeriod.objects.get(month=dt.date(2026, 3, 1)).due == dt.date(2026, 3, 25)
        assert Event.objects.filter(verb="period.open", reason="当月25日").count() == 12

    def test_a_plan_issued_late_asks_for_no_month_before_it_starts(self, as_, plan, target):
        data = {"plan": plan.pk, "first": "9", "next_month": "0", "day": "25", "open_days": "5"}
        assert as_("office").post(reverse("progress:periods"), data).status_code == 302
        assert [one.month.month for one in ReportingPeriod.objects.order_by("month")] == [9, 10, 11, 12]

    def test_months_that_are_set_stay_as_they_are(self, city, plan, months):
        assert actions.open_year(by=city.people["office"], plan=plan, rule=actions.DueRule(20)) == []

    def test_others_do_not(self, city, plan, as_):
        with pytest.raises(Denied):
            actions.open_year(by=city.people["head"], plan=plan, rule=actions.DueRule(5))
        assert as_("head").get(reverse("progress:periods")).status_code == 403

    def test_a_deadline_before_the_opening_is_refused(self, city, plan):
        with pytest.raises(Problems, match="截止早于开放"):
            actions.open_period(
                by=city.people["office"],
                plan=plan,
                month=dt.date(2026, 5, 1),
                opens=dt.date(2026, 6, 5),
                due=dt.date(2026, 6, 1),
            )

    def test_other_dates_for_one_month(self, as_, months):
        path = reverse("progress:period-dates", args=[months[10].pk])
        typed = {"opens": "2026-10-28", "due": "2026-11-30", "version": "1"}
        assert as_("office").post(path, typed).status_code == 302
        assert as_("office").post(path, typed).status_code == 422  # somebody was faster
        assert ReportingPeriod.objects.get(pk=months[10].pk).due == dt.date(2026, 11, 30)


class TestBoard:
    def test_it_says_who_owes_what(self, as_, city, months, submit, add_target):
        add_target("MB-2")
        add_target("MB-3", "swj")
        submit(value=80)
        soup = BeautifulSoup(as_("office").get(reverse("progress:period", args=[months[10].pk])).content, "html.parser")
        rows = {
            row.td.text: [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
            for row in soup.select("tbody tr")
        }
        assert rows["市教育局"][2:5] == ["2", "1", "1"]
        assert rows["市教育局"][9] == "1 项"
        path = reverse("progress:period", args=[months[10].pk]) + f"?unit={city.unit['jyj'].pk}"
        assert "目标MB-2" in BeautifulSoup(as_("office").get(path).content, "html.parser").find(id="missing").text
        assert rows["市商务局"][2:4] == ["1", "0"]

    def test_a_reminder_is_recorded_and_shown_to_the_unit_until_it_has_reported(self, as_, months, target, submit):
        path = reverse("progress:remind", args=[months[10].pk])
        assert as_("office").post(path, {"everybody": "1", "words": "请于今天报齐"}).status_code == 302
        assert Event.objects.get(verb="period.remind").after == {"missing": 1}
        workbench = reverse("home:workbench")
        assert "请于今天报齐" in as_("reporter").get(workbench).text
        assert "请于今天报齐" not in as_("other_reporter").get(workbench).text
        submit(value=80)
        assert "请于今天报齐" not in as_("reporter").get(workbench).text

    def test_whoever_has_reported_is_not_reminded(self, city, months, submit):
        submit(value=80)
        with pytest.raises(Denied, match="报齐"):
            actions.remind(by=city.people["office"], period=months[10], units=[city.unit["jyj"]])
        assert not Reminder.objects.exists()

    def test_a_unit_without_a_reporter_is_told_as_such_and_not_reminded(self, as_, city, months, add_target, today):
        add_target("MB-D", "donghu")
        add_target("MB-J", "jyj")
        page = as_("office").get(reverse("progress:period", args=[months[10].pk]), {"show": "unserved"})
        assert [one.unit.code for one in page.context["units"]] == ["donghu"]
        assert "没有填报员账号，没人看得到催报" in page.content.decode()
        path = reverse("progress:remind", args=[months[10].pk])
        refused = as_("office").post(path, {"unit": city.unit["donghu"].pk})
        assert (refused.status_code, Reminder.objects.count()) == (403, 0)
        assert "东湖区没有填报员账号" in refused.content.decode()
        page = as_("office").post(path, {"everybody": "1"}, follow=True).content.decode()
        assert [one.unit.code for one in Reminder.objects.all()] == ["jyj"]
        assert "已催报 1 个单位" in page
        assert "东湖区没有填报员账号" in page

    def test_an_account_out_of_use_is_no_reporter_but_a_substitute_is(self, city, months, target, today):
        office = city.people["reporter"].appointments.get()
        User.objects.filter(pk=office.user_id).update(is_active=False)
        assert [one.unit.code for one in queries.coverage(months[10]).unserved] == ["jyj"]
        Substitution.objects.create(
            appointment=office, substitute=city.people["head"], since=today, until=today + dt.timedelta(days=9)
        )
        assert queries.coverage(months[10]).unserved == []

    def test_words_too_long_to_be_kept_are_refused(self, city, months, target):
        units = [city.unit["jyj"]]
        with pytest.raises(Problems, match="催报内容"):
            actions.remind(by=city.people["office"], period=months[10], units=units, words="长" * 301)
        assert not Reminder.objects.exists()

    def test_it_goes_to_excel_with_the_list_of_what_is_missing(self, as_, months, target):
        response = as_("office").get(reverse("progress:period-export", args=[months[10].pk]))
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        assert book.sheetnames == ["填报进度", "未报清单"]
        assert "MB-1" in {cell.value for row in book["未报清单"] for cell in row}

    @pytest.mark.parametrize("rows", [3, 300])
    def test_it_costs_the_same_at_any_length(self, as_, months, add_target, rows, django_assert_max_num_queries):
        for number in range(rows):
            add_target(f"MB-{number:03}", ("jyj", "swj", "fgw")[number % 3])
        client = as_("office")
        with django_assert_max_num_queries(12):
            assert client.get(reverse("progress:period", args=[months[10].pk])).status_code == 200

    def test_the_board_of_a_higher_government_is_not_for_an_office_below(self, as_, city, months, add_target):
        add_target("MB-9", "donghu")
        Appointment.objects.filter(user=city.people["office"]).update(unit=city.unit["donghu"])
        client = as_("office")
        assert client.get(reverse("progress:period", args=[months[10].pk])).status_code == 403
        assert client.post(reverse("progress:remind", args=[months[10].pk]), {"everybody": "1"}).status_code == 403

    def test_a_plan_of_another_government_is_not_found(self, as_, city, months):
        Appointment.objects.filter(user=city.people["office"]).update(unit=city.unit["donghu"], role=Role.OFFICE)
        assert as_("office").get(reverse("progress:period", args=[months[10].pk])).status_code == 404


class TestLamps:
    def test_each_colour_says_which_rule_gave_it(self, city, plan, months, add_target, submit, today):
        values = {"T-1": 110, "T-2": 92, "T-3": 80, "T-4": None}
        made = {code: add_target(code) for code in values}  # 120 a year, planned 100 by the end of October
        for code, value in values.items():
            if value is not None:
                submit(value=value, of=made[code])
        found = queries.statuses(plan, today)
        colors = {code: found[one.pk].color for code, one in made.items()}
        assert colors == {"T-1": "green", "T-2": "yellow", "T-3": "red", "T-4": "grey"}
        assert "落后 6.8 个百分点" in found[made["T-2"].pk].reason
        assert "10 月填报没有提交，截止 11月5日" in found[made["T-4"].pk].reason

    def test_for_lower_is_better_less_is_fine(self, plan, months, add_target, submit, today):
        level = {"direction": Direction.LOWER, "accumulation": Accumulation.LATEST, "goal": 35, "nodes": False}
        fine, bad = add_target("T-1", **level), add_target("T-2", **level)
        submit(value=33, of=fine)
        submit(value=40, of=bad)
        found = queries.statuses(plan, today)
        assert found[fine.pk].color == "green"
        assert found[bad.pk].color == "red"
        assert "高于控制目标 5 亿元（14.3%）" in found[bad.pk].reason

    def test_a_goal_of_zero_is_kept_or_broken(self, plan, months, add_target, submit, today):
        zero = add_target("T-1", direction=Direction.LOWER, goal=0, nodes=False)
        submit(value=1, of=zero)
        assert queries.status(zero, today).color == "red"

    def test_ten_points_behind_is_still_yellow(self, plan, months, add_target, submit, today):
        edge = add_target("T-1", goal=100, nodes=False)  # months/12: 83.33 by October
        submit(value="73.333334", of=edge)
        assert queries.status(edge, today).color == "yellow"

    def test_without_periods_it_is_too_early(self, target, today):
        assert "还没有到填报的时候" in queries.status(target, today).reason

    def test_it_costs_the_same_at_any_number(self, plan, months, add_target, today, django_assert_max_num_queries):
        for number in range(100):
            add_target(f"MB-{number:03}")
        with django_assert_max_num_queries(6):
            assert len(queries.statuses(plan, today)) == 100


class TestOnOtherPages:
    def test_a_targets_page_lists_its_reports_with_values_lateness_and_evidence(self, as_, verify, submit, target):
        verify(9, value=80, official=78, note="按统计数")
        submit(10, value=90)
        soup = BeautifulSoup(as_("office").get(reverse("targets:target", args=[target.pk])).content, "html.parser")
        text = soup.find(id="reports").text
        for said in ("2026年9月", "78", "按统计数", "15 天", "待审核", "落后"):
            assert said in text

    def test_drafts_of_others_do_not_show(self, as_, save, target):
        save(value=80)
        soup = BeautifulSoup(as_("office").get(reverse("targets:target", args=[target.pk])).content, "html.parser")
        assert "还没有填报" in soup.find(id="reports").text

    def test_a_units_reports_month_by_month(self, as_, rf, city, submit):
        submit(9, value=70)
        submit(10, value=80)
        request = rf.get("/")
        request.user = city.people["office"]
        context = Context({"request": request, "unit": city.unit["jyj"]})
        text = Template("{% load progress %}{% reports_of_unit unit %}").render(context)
        assert text.index("2026年10月") < text.index("2026年9月")
        assert "共 2 份，迟报 2 份" in text
