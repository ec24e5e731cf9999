"""What each stage can put out for comments: from the name of a thing to its parts, for whoever may put it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404
from django.urls import reverse

from gangmu.assessment.methods import check_text, in_words
from gangmu.assessment.queries import get_scheme
from gangmu.base.quantities import format_quantity
from gangmu.documents.queries import get_paper
from gangmu.documents.subjects import Subject, of_paper
from gangmu.org.permissions import Access
from gangmu.org.queries import today
from gangmu.targets.agreed import prefetch_terms, terms_on
from gangmu.targets.models import Target
from gangmu.targets.queries import get_plan
from gangmu.web.requests import whole


def _paper(access: Access, pk: int) -> Subject:
    return of_paper(get_paper(access, pk))


def _plan(access: Access, pk: int) -> Subject:
    """Each target in a line."""
    plan = get_plan(access, pk)
    targets = list(plan.targets.order_by("code"))
    prefetch_terms(targets)
    items = tuple((target.code, _in_a_line(target)) for target in targets)
    return Subject(f"targets.plan:{plan.pk}", plan.unit, plan.title, items)


def _in_a_line(target: Target) -> str:
    value = terms_on(target, today()).goal
    goal = "" if value is None else format_quantity(value, target.unit_of_measure)
    return " ".join(filter(None, [target.code, target.name, goal]))


def _scheme(access: Access, pk: int) -> Subject:
    """Each rule of the method in words; of a text that cannot be read each line."""
    scheme = get_scheme(access, pk)
    method = check_text(scheme.text).scheme
    if method is None:
        rules = [line for line in scheme.text.splitlines() if line.strip()]
    else:
        chapters = in_words(method)
        rules = [
            f"{one.name} = {one.text}" if one.computed else f"{one.name}{one.text}"
            for chapter in chapters
            for one in chapter.rules
        ]
    items = tuple((str(number), rule) for number, rule in enumerate(rules, start=1))
    return Subject(f"assessment.scheme:{scheme.pk}", scheme.unit, scheme.title, items)


SUBJECTS: Mapping[str, tuple[Callable[[Access, int], Subject], str]] = {
    "documents.paper": (_paper, "documents:paper"),
    "targets.plan": (_plan, "targets:plan"),
    "assessment.scheme": (_scheme, "assessment:scheme"),
}


def subject_of(access: Access, about: str) -> Subject:
    """The thing of this name with its parts, or Http404 when there is none or it may not be seen."""
    label, _colon, pk = about.partition(":")
    if label not in SUBJECTS:
        raise Http404
    return SUBJECTS[label][0](access, whole(pk))


def address(about: str) -> str:
    """The page of the thing that is commented on."""
    label, _colon, pk = about.partition(":")
    return reverse(SUBJECTS[label][1], args=[whole(pk)]) if label in SUBJECTS else ""
