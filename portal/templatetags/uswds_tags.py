from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.translation import gettext as _

from portal.uswds import ADDED, Drawn

register = template.Library()


@register.simple_tag(takes_context=True)
def drawn(context: Context, field: BoundField) -> Drawn:
    """A bound field as the pack draws it, with what crispy's layout object adds; see portal.uswds."""
    return Drawn(field, {name: context.get(name) for name in ADDED})


@register.filter
def problems(form: forms.BaseForm) -> list[dict[str, str]]:
    """Every error of the form in the order of its fields, with the id that its link leads to."""
    found = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for field in form:
        target = Drawn(field).target if field.errors else ""
        found += [{"text": str(text), "target": target} for text in field.errors]
    return found


@register.simple_tag
def error_prefix(form: forms.BaseForm) -> str:
    """Begins the title of a page whose form failed: `{% error_prefix form %}`."""
    return _("Error: ") if form.errors else ""


@register.filter
def page_numbers(page: Page[Any]) -> list[int | str]:
    """The numbers to offer: the ends, and some around this page."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def help_line_number() -> str:
    """For pages that come without a request, and so without what the context processors give."""
    return settings.HELP_LINE_NUMBER
