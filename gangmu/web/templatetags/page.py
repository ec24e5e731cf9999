"""`{% load page %}`: icons from the sprite, and form fields in the house's look."""

from typing import Any

from django import template
from django.forms import BoundField, widgets
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw one icon of gangmu/web/icons.txt. Without a label it is decoration, and screen readers skip it."""
    role = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"/></svg>', role, static("vendor/icons.svg"), name)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **attrs: Any) -> dict[str, Any]:
    """Draw one form field with label, help and errors. Further arguments become attributes, `_` read as `-`."""
    extra = {name.replace("_", "-"): value for name, value in attrs.items()}
    own = bound.field.widget.attrs.get("class", "")
    extra["class"] = " ".join(dict.fromkeys(f"{css_class(bound)} {own} {extra.get('class', '')}".split()))
    return {"bound": bound, "input": bound.as_widget(attrs=extra), "check": is_check(bound)}


def css_class(bound: BoundField) -> str:
    """The class that makes this field's widget look like the others."""
    wrong = " is-invalid" if bound.errors else ""
    widget = bound.field.widget
    if isinstance(widget, widgets.CheckboxInput | widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "form-check-input" + wrong
    if isinstance(widget, widgets.Select):
        return "form-select" + wrong
    return "form-control" + wrong


def is_check(bound: BoundField) -> bool:
    """A single tick box: its label stands behind it."""
    return isinstance(bound.field.widget, widgets.CheckboxInput)
