"""For tests of forms: draws them as pages do, and asks the result questions."""

from collections import Counter
from html.parser import HTMLParser

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django import forms

VOID = {"input", "br", "img", "hr", "meta", "link"}


class Element:
    def __init__(self, tag: str, attrs: dict[str, str | None]) -> None:
        self.tag, self.attrs, self.text = tag, attrs, ""

    @property
    def classes(self) -> set[str]:
        return set((self.attrs.get("class") or "").split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


class Page:
    """HTML that is whole: tags closed in order, no attribute or id twice."""

    def __init__(self, html: str) -> None:
        self.html = html
        reader = _Reader()
        reader.feed(html)
        assert not reader._open, f"left open: {[element.tag for element in reader._open]}"
        self.elements = reader.elements
        ids = Counter(element.attrs["id"] for element in self.elements if "id" in element.attrs)
        assert max(ids.values(), default=0) <= 1, f"ids given twice: {ids.most_common(3)}"

    def all(self, tag: str, **attrs: str) -> list[Element]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and wanted.items() <= element.attrs.items()
        ]

    def one(self, tag: str, **attrs: str) -> Element:
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} {attrs}> in {self.html}"
        return found[0]

    def by_id(self, id_: str | None) -> Element:
        found = [element for element in self.elements if element.attrs.get("id") == id_]
        assert found, f"nothing has the id {id_!r}"
        return found[0]


def drawn(form: forms.BaseForm) -> Page:
    return Page(render_crispy_form(form))


def fields_left_out(form) -> set[str]:
    """The fields that the form's layout forgets; crispy leaves them out without a word."""
    render_crispy_form(form)
    return set(form.fields) - form.rendered_fields


def labels_lead_somewhere(page: Page) -> None:
    """Every label stands for a control, every control has a label, every reference an end."""
    controls = {
        element.attrs.get("id")
        for element in page.elements
        if element.tag in {"input", "select", "textarea"} and element.attrs.get("type") != "hidden"
    }
    labelled = {element.attrs.get("for") for element in page.all("label")}
    assert controls == labelled
    for element in page.elements:
        for id_ in (element.attrs.get("aria-describedby") or "").split():
            page.by_id(id_)


def form_with(field, *layout, data=None, initial=None, **kwargs):
    """A form of one field, `thing`, and the house's helper."""

    class ThingForm(forms.Form):
        thing = field

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["thing"].label = "The thing"
            self.helper = FormHelper(self)
            self.helper.form_tag = False
            self.helper.disable_csrf = True
            if layout:
                self.helper.layout = Layout(*layout)

    return ThingForm(data, initial={"thing": initial}, **kwargs)
