"""The list of reports under review: what was reported, beside goal, schedule and the months before, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gangmu.base.quantities import format_quantity
from gangmu.org.permissions import Access
from gangmu.progress.models import Report
from gangmu.progress.queries import ReviewRow, review_rows
from gangmu.web.listing import Column, Entry, Listing, Table, tabled
from gangmu.web.listing.targets import BY_KEY, Line
from gangmu.web.requests import Request

LONGEST = 160
"""Signs of words in a cell; the rest is on the report's page."""
FORM = "review-form"
"""The form to which boxes and buttons of the list belong; it stands beside the list, which has a form of its own."""


@dataclass
class Waiting(Line):
    """One report as a row: a target's line as it would stand by this report."""

    row: ReviewRow | None = None

    @property
    def filed(self) -> Any:
        return self.row and self.row.report


def _line(row: ReviewRow) -> Waiting:
    report = row.report
    course = dict(row.earlier) | ({report.period.month: report.value} if report.value is not None else {})
    return Waiting(report.target, row.status, course=course, report=report, row=row)


def _check(one: Waiting) -> str:
    report = one.filed
    return format_html(
        '<input type="hidden" form="{0}" name="version-{1}" value="{2}">'
        '<input class="form-check-input" type="checkbox" form="{0}" name="report" value="{1}" aria-label="{3}">',
        *(FORM, report.pk, report.version, one.target.name),
    )


def _name(one: Waiting) -> str:
    period = f"{one.target.code} · {one.filed.period}"
    return format_html(
        '<a href="/reports/{}/">{}</a><small class="text-secondary">{}</small>', one.filed.pk, one.target.name, period
    )


def _value(one: Waiting) -> str:
    value = one.filed.value
    return "" if value is None else format_quantity(value, one.target.measure)


def _last(one: Waiting) -> str:
    last = one.row.last if one.row else None
    return "" if last is None else format_quantity(last, one.target.measure)


def _said(one: Waiting) -> str:
    """Words, what one would ask about the number, the explanation given, and the files."""
    report = one.filed
    asked = format_html_join(
        "", '<div class="line-ask">{}</div>', ((each,) for each in (one.row.asked if one.row else ()))
    )
    jump = format_html("<div><b>{}</b>{}</div>", gettext("说明："), report.jump_reason) if report.jump_reason else ""
    links = ((file.pk, file.name) for file in report.files)
    files = format_html_join("", '<li><a href="/reports/evidence/{}/">{}</a></li>', links)
    files = format_html('<ul class="review-files">{}</ul>', files) if files else files
    words = truncatechars(report.words, LONGEST)
    more = ((gettext("存在问题"), report.problem), (gettext("下一步打算"), report.next_step))
    told = (f"{label}{gettext('：')}{truncatechars(text, LONGEST)}" for label, text in more if text)
    words = "\n".join(filter(None, [words, *told]))
    return format_html('<div class="review-words">{}{}{}{}</div>', words, asked, jump, files)


def _submitted(one: Waiting) -> str:
    report = one.filed
    at = timezone.localtime(report.submitted_at)
    late = gettext("迟 %(n)d 天") % {"n": report.days_late} if report.days_late else ""
    late = format_html(' <small class="tag tag-late">{}</small>', late) if late else late
    return format_html("{}<br><small>{}</small>{}", report.submitted_by.name, f"{at:%m-%d %H:%M}", late)


def _acts(word: Any) -> Any:
    """The buttons of a row, with these words for the main one."""

    def drawn(one: Waiting) -> str:
        return format_html(
            '<button class="btn btn-outline-primary btn-sm" form="{0}" name="one" value="{1}">{2}</button>'
            '<details class="return-inline"><summary class="btn btn-link btn-sm">{3}</summary><div class="return-form">'
            '<label class="form-label" for="reason-{1}">{4}</label>'
            '<input class="form-control" form="{0}" id="reason-{1}" name="reason-{1}" maxlength="300">'
            '<button class="btn btn-outline-primary" form="{0}" name="return" value="{1}">{3}</button></div></details>',
            *(FORM, one.filed.pk, word, gettext("退回"), gettext("退回理由")),
        )

    return drawn


def _all() -> str:
    box = '<input class="form-check-input js-only" type="checkbox" data-check-all="report" aria-label="{}">'
    return format_html(box, gettext("全选"))


def _bold(one: Waiting) -> str:
    return f"<b>{escape(_value(one))}</b>"


def _of(path: str) -> Any:
    """A value of the report, by its path."""
    told = attrgetter(path)
    return lambda one: told(one.filed)


def _columns(kind: str) -> tuple[Column, ...]:
    word = gettext("通过") if kind == "approve" else gettext("核验")
    return (
        Column("check", mark_safe(_all()), str, draw=_check, fixed=True, kind="cell-check"),
        replace(BY_KEY["name"], draw=_name, field=""),
        Column("unit", _("单位"), lambda one: one.filed.unit.label),
        replace(BY_KEY["goal"], shown=True),
        Column("last", _("上期"), _last, lambda one: one.row.last, number=True),
        Column(
            "value",
            _("本期累计"),
            _value,
            lambda one: one.filed.value,
            draw=lambda one: f"<b>{escape(_value(one))}</b>",
            number=True,
        ),
        BY_KEY["share"],
        BY_KEY["gap"],
        replace(BY_KEY["trend"], shown=False),
        BY_KEY["lamp"],
        Column("words", _("进展与说明"), lambda one: one.filed.words, draw=_said, kind="cell-wide"),
        Column("problem", _("存在问题"), lambda one: one.filed.problem, shown=False, kind="cell-wide"),
        Column("next_step", _("下一步打算"), lambda one: one.filed.next_step, shown=False, kind="cell-wide"),
        Column(
            "period", _("填报期"), lambda one: str(one.filed.period), lambda one: one.filed.period.month, shown=False
        ),
        Column(
            "submitted",
            _("提交"),
            lambda one: one.filed.submitted_by.name,
            lambda one: one.filed.submitted_at,
            draw=_submitted,
        ),
        Column("acts", "", str, draw=_acts(word), fixed=True, kind="cell-actions"),
    )


def listed(request: Request, rows: QuerySet[Report], kind: str, access: Access) -> Table:
    """The reports that wait, the oldest deadline first unless asked otherwise; only those shown are read."""
    entries = [Entry(pk) for pk in rows.values_list("pk", flat=True)]

    def read(found: Sequence[Entry]) -> Sequence[Waiting]:
        known = rows.in_bulk([one.row for one in found])
        return [_line(one) for one in review_rows([known[one.row] for one in found], access.tree)]

    return tabled(request, Listing("review", _columns(kind)), entries, read)
