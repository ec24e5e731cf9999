"""The verbs of a scheme and of an assessment."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gangmu.assessment import policies, queries
from gangmu.assessment.models import Assessment, Scheme
from gangmu.assessment.states import AssessmentState
from gangmu.base.verbs import Verb, Verbs

SCHEMES = Verbs(
    Scheme,
    Verb("add", _("登记考核办法"), policies.may_keep_schemes),
    told=("title", "year", "digest"),
)

ASSESSMENTS = Verbs(
    Assessment,
    Verb("create", _("建立考核"), policies.may_assess, when=policies.check_plan_issued),
    Verb(
        "run",
        _("计分"),
        policies.may_assess,
        {AssessmentState.OPEN: AssessmentState.OPEN},
        when=policies.check_plan_issued,
    ),
    Verb(
        "finalise",
        _("定稿"),
        policies.may_assess,
        {AssessmentState.OPEN: AssessmentState.FINAL},
        when=policies.check_computed,
        binding=True,
    ),
    get=queries.get_assessment,
    owners={AssessmentState.OPEN: "office"},
    told=("state",),
    lock=lambda numbers: (
        Assessment.objects.select_for_update(of=("self",)).select_related("plan", "scheme").filter(pk__in=numbers)
    ),
)

TABLES = (SCHEMES, ASSESSMENTS)
