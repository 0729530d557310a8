"""What the form templates of the pack `uswds` need to know of a field, worked out in one place.

Django's widgets stay as they are: nothing here changes a form, a field or a widget.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList, flatatt
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

# In the order of asking: CheckboxSelectMultiple is a RadioSelect, and that is a Select.
KINDS: list[tuple[type[forms.Widget], str]] = [
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.PasswordInput, "password"),
    (forms.ClearableFileInput, "clearable_file"),
    (forms.SelectDateWidget, "parts"),
    (forms.MultiWidget, "parts"),
]
PLAIN = {"input", "textarea", "select"}
CLASSES = {"select": "usa-select", "textarea": "usa-textarea"}
LISTS = {"radios": "radio", "checkboxes": "checkbox"}
# Django's templates that are nothing but one <input>.
INPUTS = {
    widget.template_name
    for widget in (
        forms.TextInput,
        forms.NumberInput,
        forms.EmailInput,
        forms.URLInput,
        forms.PasswordInput,
        forms.SearchInput,
        forms.TelInput,
        forms.ColorInput,
    )
}
# What crispy's layout objects may put round a field, by their names for it.
WRAPPED = ("crispy_prepended_text", "crispy_appended_text", "buttons")
ADDED = ("wrapper_class", "form_show_labels", *WRAPPED)


def kind_of(widget: forms.Widget) -> str:
    """The word by which field.html tells widgets apart."""
    if widget.is_hidden:
        return "hidden"
    return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "input")


def _attribute(name: str, value: object) -> str:
    if value is False:
        return ""
    return f" {escape(name)}" if value is True else f' {escape(name)}="{escape(value)}"'


def _joined(*words: str | None) -> str:
    return " ".join(word for word in words if word)


@dataclass(frozen=True)
class Choice:
    """One line of a list of radio buttons or checkboxes, or the heading over some of them."""

    label: str
    id: str = ""
    attrs: str = ""
    is_heading: bool = False


@dataclass(frozen=True)
class Part:
    """One box of a field that has several, as the month of a date."""

    name: str
    label: str
    id: str
    html: SafeString


@dataclass
class Drawn:
    """A bound field as the templates draw it."""

    field: BoundField
    added: Mapping[str, Any] = dataclasses.field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """What a template asks first; to be refused costs it more than the answer."""
        return getattr(self, name)

    @cached_property
    def kind(self) -> str:
        return kind_of(self.field.field.widget)

    @property
    def id(self) -> str:
        return self.field.field.widget.attrs.get("id") or self.field.auto_id

    @cached_property
    def errors(self) -> ErrorList:
        return self.field.errors

    @cached_property
    def label(self) -> str:
        """Translated once: every look at it, even whether it is there, would do so again."""
        return str(self.field.label or "")

    @cached_property
    def hint(self) -> str:
        return str(self.field.help_text or "")

    @property
    def label_above(self) -> bool:
        return bool(self.label) and self.kind != "checkbox"

    @property
    def hint_above(self) -> bool:
        return bool(self.hint) and self.kind != "checkbox"

    @property
    def is_bare(self) -> bool:
        """Its label is for who hears the page."""
        return self.added.get("form_show_labels") is False

    @property
    def group_class(self) -> str:
        error = "usa-form-group--error" if self.errors else ""
        return _joined("usa-form-group", error, self.added.get("wrapper_class"))

    @property
    def is_plain(self) -> bool:
        """The widget is all there is."""
        return self.kind in PLAIN and not any(self.added.get(name) for name in WRAPPED)

    @property
    def is_optional(self) -> bool:
        """Optional fields are marked, required ones are not; a box to tick needs no mark."""
        inner = self.field.field
        return not inner.required and not inner.disabled and self.kind != "checkbox"

    @property
    def is_group(self) -> bool:
        """Several controls under one legend."""
        return self.kind in LISTS or self.kind == "parts"

    @cached_property
    def describedby(self) -> str:
        own = self.field.field.widget.attrs.get("aria-describedby")
        if not self.id:
            return own or ""
        return _joined(
            f"{self.id}_helptext" if self.hint else "",
            f"{self.id}_error" if self.errors else "",
            own,
        )

    @property
    def target(self) -> str:
        """The id of what takes the focus when the error summary's link is followed."""
        if self.kind == "hidden" or not self.id:
            return ""
        if self.kind in LISTS:
            return f"{self.id}_0"
        if self.kind == "parts":
            return self.parts[0].id
        return self.field.id_for_label

    def _class(self, base: str, own: str | None = None) -> str:
        return _joined(base, own, "usa-input--error" if self.errors else "")

    @cached_property
    def widget(self) -> SafeString:
        """The widget in the dress of the design system."""
        own = self.field.field.widget.attrs.get("class")
        attrs: dict[str, str | bool] = {
            "class": self._class(CLASSES.get(self.kind, "usa-input"), own)
        }
        if self.kind == "checkbox":
            attrs["class"] = _joined("usa-checkbox__input", own)
        if self.describedby:
            attrs["aria-describedby"] = self.describedby
        if self.kind == "clearable_file":
            return self._rendered("django/forms/widgets/file.html", self._built, attrs)
        if self.field.field.widget.template_name in INPUTS:
            return self._input(attrs)
        return self.field.as_widget(attrs=attrs)

    def _input(self, attrs: dict[str, Any]) -> SafeString:
        """What Django's template for all of these gives, at a fifth of its time; a test compares."""
        bound, widget = self.field, self.field.field.widget
        attrs = bound.build_widget_attrs(attrs)
        if bound.auto_id and "id" not in widget.attrs:
            attrs.setdefault("id", bound.auto_id)
        built = widget.get_context(bound.html_name, bound.value(), attrs)["widget"]
        given = {} if built["value"] is None else {"value": built["value"]}
        pairs = {"type": built["type"], "name": built["name"], **given, **built["attrs"]}
        return mark_safe(f"<input{''.join(_attribute(*pair) for pair in pairs.items())}>")

    def _rendered(
        self, template_name: str, built: dict[str, Any], attrs: dict[str, Any]
    ) -> SafeString:
        """One control by Django's template for it, as Widget.render() does; it escapes."""
        context = {"widget": {**built, "attrs": {**built["attrs"], **attrs}}}
        return mark_safe(self.field.form.renderer.render(template_name, context))

    @cached_property
    def _built(self) -> dict[str, Any]:
        """What Django's own template of the widget would be given."""
        bound = self.field
        attrs = bound.build_widget_attrs({"id": self.id} if self.id else {})
        return bound.field.widget.get_context(bound.html_name, bound.value(), attrs)["widget"]

    @cached_property
    def choices(self) -> list[Choice]:
        kind = LISTS[self.kind]
        lines = []
        for group, options, _index in self._built["optgroups"]:
            if group:
                lines.append(Choice(label=group, is_heading=True))
            lines += [self._choice(option, kind) for option in options]
        return lines

    def _choice(self, option: dict[str, Any], kind: str) -> Choice:
        attrs = {
            **option["attrs"],
            "type": kind,
            "name": option["name"],
            "value": str(option["value"]),
            "class": _joined(f"usa-{kind}__input", option["attrs"].get("class")),
        }
        return Choice(option["label"], option["attrs"].get("id", ""), flatatt(attrs))

    @cached_property
    def parts(self) -> list[Part]:
        widget = self.field.field.widget
        names = getattr(widget, "part_names", None) or self._part_names()
        parts = []
        for (name, label), sub in zip(names, self._built["subwidgets"], strict=True):
            base = "usa-select" if sub["template_name"].endswith("select.html") else "usa-input"
            attrs = {"class": self._class(base, sub["attrs"].get("class"))}
            html = self._rendered(sub["template_name"], sub, attrs)
            parts.append(Part(name, label, sub["attrs"].get("id", ""), html))
        return parts

    def _part_names(self) -> list[tuple[str, str]]:
        widget = self.field.field.widget
        if isinstance(widget, forms.SelectDateWidget):
            words = {"month": _("Month"), "day": _("Day"), "year": _("Year")}
            order = [sub["name"].rsplit("_", 1)[-1] for sub in self._built["subwidgets"]]
            return [(name, words[name]) for name in order]
        if isinstance(widget, forms.SplitDateTimeWidget):
            return [("date", _("Date")), ("time", _("Time"))]
        count = len(self._built["subwidgets"])
        return [("", _("Part %(number)s") % {"number": number + 1}) for number in range(count)]

    @property
    def file(self) -> dict[str, Any] | None:
        """Of a file that is there already: name, address, and the box that takes it away."""
        if self.kind != "clearable_file" or not self._built["is_initial"]:
            return None
        return self._built
