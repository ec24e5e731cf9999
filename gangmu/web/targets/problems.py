"""Refusals of an action, shown where they belong on a form."""

from __future__ import annotations

from django import forms

from gangmu.base.errors import Problems


def into_form(form: forms.BaseForm, problems: Problems) -> None:
    """Each problem at its field, the others at the head of the form."""
    for problem in problems.problems:
        name = problem.column if problem.column in form.fields else None
        form.add_error(name, problem.what)
