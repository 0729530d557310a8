"""The style page: every component and every state of a form in one place."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from portal.dev_forms import FILLED, EveryWidgetForm

MISTAKEN = {"email": "dee", "people": "0", "born_on_month": "13", "born_on_day": "1"}
ROW_COUNT = 95


def _forms() -> list[tuple[str, str, EveryWidgetForm]]:
    """Heading, name and form of each state. The prefix keeps the ids of one page apart."""
    return [
        (_("Empty, with help"), "empty", EveryWidgetForm(prefix="empty")),
        (_("Filled"), "filled", EveryWidgetForm(prefix="filled", initial=FILLED)),
        (
            _("With errors"),
            "mistaken",
            EveryWidgetForm({f"mistaken-{k}": v for k, v in MISTAKEN.items()}, prefix="mistaken"),
        ),
        (
            _("Disabled"),
            "disabled",
            EveryWidgetForm(prefix="disabled", initial=FILLED, disabled=True),
        ),
    ]


def _steps() -> list[dict[str, str]]:
    labels = [_("Delegation code"), _("Terms"), _("About you"), _("Sign-in"), _("Review")]
    states = ["complete", "complete", "current", "pending", "pending"]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def _rules() -> list[dict[str, Any]]:
    return [
        {"text": _("At least 15 characters"), "rule": "min-length", "value": 15},
        {
            "text": _("Not your name"),
            "rule": "not-words",
            "value": 6,
            "words": json.dumps(["dee", "rivera"]),
        },
    ]


@login_not_required
def style(request: HttpRequest) -> HttpResponse:
    forms = _forms()
    page = Paginator(range(ROW_COUNT), 10).get_page(request.GET.get("page", 5))
    return render(
        request,
        "portal/dev_style.html",
        {
            "forms": forms,
            "mistaken": forms[2][2],
            "steps": _steps(),
            "kinds": ["info", "success", "warning", "error"],
            "rows": [
                {"label": _("Full name"), "value": "Dee Rivera"},
                {"label": _("Work site"), "value": "1 Main Street\nSacramento, CA 95814"},
                {"label": _("Website"), "value": ""},
            ],
            "rules": _rules(),
            "page_obj": page,
        },
    )


@login_not_required
def style_dialog(request: HttpRequest) -> HttpResponse:
    """What the dialog's opener leads to without a script."""
    return render(request, "portal/dev_style_dialog.html")
