"""An admin whose rows have a standing: buttons for the decisions that fit, a page that confirms each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin_decisions import Decision, DecisionForm
from portal.errors import Refusal

# Of more at once the desk could not look at the names any more.
MOST_AT_ONCE = 200
MOST_REFUSALS_SHOWN = 10


class DecidingAdmin(admin.ModelAdmin):
    """``decisions`` by name. All are offered on a row's page, and nothing more is shown of it, unless a
    subclass says otherwise; the workflows have the last word.
    """

    decisions: dict[str, Decision]

    def offered(self, row: Any) -> list[Decision]:
        return list(self.decisions.values())

    def history_of(self, row: Any) -> dict[str, Any]:
        return {}

    def get_urls(self) -> list[URLPattern]:
        decide = path(
            "<path:object_id>/decide/<slug:name>/",
            self.admin_site.admin_view(self.decide),
            name=f"accounts_{self.opts.model_name}_decide",
        )
        return [decide, *super().get_urls()]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"accounts.change_{self.opts.model_name}")

    def decide(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Ask for the reason, then do it. What the workflow refuses is said on the same page."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        row, decision = self.get_object(request, unquote(object_id)), self.decisions.get(name)
        if row is None or decision is None:
            raise Http404
        form = DecisionForm(decision, request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                self._run(decision, row, form, request)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Done: {}.").format(decision.label))
                return redirect(f"admin:accounts_{self.opts.model_name}_change", row.pk)
        return self.confirming_page(request, decision, form, [row])

    def _run(
        self, decision: Decision, row: Model, form: DecisionForm, request: HttpRequest
    ) -> None:
        decision.run(**{decision.about: row}, **form.cleaned_data, by=request.user)

    def confirming_page(
        self,
        request: HttpRequest,
        decision: Decision,
        form: DecisionForm,
        rows: list[Any],
        action: str = "",
    ) -> HttpResponse:
        """``action`` names the list's action where it is several rows."""
        back = reverse(f"admin:accounts_{self.opts.model_name}_changelist")
        if not action:
            back = reverse(f"admin:accounts_{self.opts.model_name}_change", args=[rows[0].pk])
        context = {
            **self.admin_site.each_context(request),
            "title": decision.label,
            "opts": self.opts,
            "decision": decision,
            "form": form,
            "rows": rows,
            "action": action,
            "back": back,
        }
        return TemplateResponse(request, "admin/decision.html", context)

    def decide_about_all(
        self, request: HttpRequest, decision: Decision, rows: QuerySet, action: str
    ) -> HttpResponse | None:
        """The list's action: first the page that confirms, then one after the other."""
        if rows.count() > MOST_AT_ONCE:
            text = _("Choose at most {} at once, so that you can look at the names.")
            messages.error(request, text.format(MOST_AT_ONCE))
            return None
        confirmed = "confirmed" in request.POST
        form = DecisionForm(decision, request.POST if confirmed else None)
        chosen = list(rows)
        if not form.is_valid():
            return self.confirming_page(request, decision, form, chosen, action)
        done, refused = 0, []
        for row in chosen:
            try:
                self._run(decision, row, form, request)
            except Refusal as refusal:
                refused.append(f"{row.certification_number}: {refusal}")
            else:
                done += 1
        self._report(request, decision, done, refused)
        return None

    def _report(
        self, request: HttpRequest, decision: Decision, done: int, refused: list[str]
    ) -> None:
        if done:
            words = ngettext("{what}: done for {n} person.", "{what}: done for {n} people.", done)
            messages.success(request, words.format(what=decision.label, n=done))
        for words in refused[:MOST_REFUSALS_SHOWN]:
            messages.error(request, words)
        if (more := len(refused) - MOST_REFUSALS_SHOWN) > 0:
            words = ngettext("And {n} more was refused.", "And {n} more were refused.", more)
            messages.error(request, words.format(n=more))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row is not None:
            decides = self.has_decide_permission(request)
            context["decisions"] = [
                (
                    reverse(
                        f"admin:accounts_{self.opts.model_name}_decide", args=[row.pk, one.name]
                    ),
                    one,
                )
                for one in (self.offered(row) if decides else [])
            ]
            context["history"] = self.history_of(row)
        return super().render_change_form(request, context, *args, **kwargs)


def bulk_action(decision: Decision) -> Callable[..., HttpResponse | None]:
    name = decision.name.replace("-", "_")

    def act(model_admin: DecidingAdmin, request: HttpRequest, rows: QuerySet) -> Any:
        return model_admin.decide_about_all(request, decision, rows, name)

    act.__name__ = name
    return admin.action(permissions=["decide"], description=decision.label)(act)  # type: ignore[arg-type]
