from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.models import Assister
from accounts.standing_admin import AssisterAdmin
from accounts.tasks import advance_bulk_job
from accounts.workflows import bulk_jobs
from delegation import bulk_codes
from delegation.models import DelegationCode
from delegation.workflows import delegation_codes
from notifications import broker
from portal.errors import Refusal

CODE_COLUMNS = ("sent_to", "issued_at", "issued_by", "expires_at", "used_at", "revoked_at")
# Where the mail went, and what it said.
FACTS_OF_THE_MAIL = {"email", "certification_number"}

admin.site.unregister(Assister)


class DelegationCodeInline(admin.TabularInline):
    model = DelegationCode
    fields = CODE_COLUMNS
    readonly_fields = CODE_COLUMNS
    extra = 0
    view_on_site = False  # that would be the invitation's own link
    can_delete = False
    verbose_name_plural = gettext_lazy("Delegation codes sent")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Assister)
class AssisterWithCodesAdmin(AssisterAdmin):
    """The assister's page with what delegation adds: the button that invites them."""

    inlines = [DelegationCodeInline]
    actions = [*AssisterAdmin.actions, "issue_codes"]
    change_form_template = "admin/assister_change_form.html"

    def has_issue_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("delegation.issue_delegationcode")

    @admin.action(permissions=["issue"], description=gettext_lazy("Issue delegation codes"))
    def issue_codes(self, request: HttpRequest, rows: QuerySet[Assister]) -> HttpResponse | None:
        """To everyone chosen, after a page that says who gets one."""
        try:
            job = bulk_jobs.begin_with_assisters(
                kind=bulk_codes.CODES.name,
                assisters=rows.values_list("pk", flat=True),
                by=request.user,  # type: ignore[arg-type]
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return None
        broker.nudge(advance_bulk_job, job.pk)
        return redirect("admin:accounts_bulkjob_change", job.pk)

    def get_urls(self) -> list[URLPattern]:
        issue = path(
            "<path:object_id>/issue-code/",
            self.admin_site.admin_view(require_POST(self.issue_code)),
            name="accounts_assister_issue_code",
        )
        return [issue, *super().get_urls()]

    def issue_code(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm("delegation.issue_delegationcode"):
            raise PermissionDenied
        assister = self.get_object(request, unquote(object_id))
        if assister is None:
            raise Http404
        try:
            code = delegation_codes.issue(assister=assister, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                format_html(
                    _("A delegation code is on its way to {}. A code sent before no longer works."),
                    code.sent_to,
                ),
            )
        return redirect(reverse("admin:accounts_assister_change", args=[assister.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        assister = kwargs.get("obj")
        context["may_issue_code"] = (
            assister is not None
            and not assister.is_activated
            and any(one.ended_on is None for one in assister.affiliations.all())
            and request.user.has_perm("delegation.issue_delegationcode")
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Assister, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if (
            change
            and FACTS_OF_THE_MAIL.intersection(form.changed_data)
            and delegation_codes.revoke(
                assister=obj,
                by=request.user,  # type: ignore[arg-type]
            )
        ):
            messages.warning(
                request,
                _(
                    "The code sent before no longer works: its e-mail is out of date. Issue a new one."
                ),
            )
