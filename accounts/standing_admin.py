"""The certification desk's lists: entities, work sites, assisters; statuses change by decisions only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts import addresses, assister_record, counties, standing_views
from accounts.admin_decisions import (
    IN_BULK,
    OF_ASSISTERS,
    OF_ENTITIES,
    for_assister,
    for_entity,
)
from accounts.admin_parts import RefusalsAsMessages, UUIDAutocompletes
from accounts.deciding_admin import DecidingAdmin, bulk_action
from accounts.errors import EntityNameTaken
from accounts.models import Affiliation, Assister, Entity, Lack, OpeningHours, Site
from accounts.workflows import assisters, entities
from portal.db import refusing

NAME_TAKEN = gettext_lazy("There is an entity of this kind and name already.")
REGISTERED = (
    "entity",
    "certification_number",
    "first_name",
    "last_name",
    "email",
    "language",
)


class EntityForm(forms.ModelForm):
    counties = forms.MultipleChoiceField(
        label=gettext_lazy("Counties served"),
        choices=counties.CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Entity
        fields = ["kind", "legal_name", "phone", "email", "counties"]

    def clean(self) -> dict[str, Any]:
        """The constraint's rule, said at the field; it asks for the status, which is on no form."""
        facts = super().clean() or {}
        same = Entity.objects.filter(
            kind=facts.get("kind"), legal_name__lower=facts.get("legal_name", "").lower()
        )
        taken = same.exclude(status=Entity.Status.ENDED).exclude(pk=self.instance.pk).exists()
        if taken and self.instance.status != Entity.Status.ENDED:
            self.add_error("legal_name", NAME_TAKEN)
        return facts


@admin.register(Entity)
class EntityAdmin(RefusalsAsMessages, DecidingAdmin):
    form = EntityForm
    decisions = OF_ENTITIES
    list_display = ["legal_name", "kind", "status", "assisters_now", "phone", "email"]
    list_filter = ["kind", "status"]
    search_fields = ["legal_name", "email"]
    show_full_result_count = False
    readonly_fields = ["status"]
    change_form_template = "admin/standing_change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entity]:
        theirs = Affiliation.objects.open().filter(entity=OuterRef("pk")).order_by()
        count = theirs.values("entity").annotate(count=Count("pk")).values("count")
        return super().get_queryset(request).annotate(now=Coalesce(Subquery(count), 0))

    @admin.display(description=gettext_lazy("assisters"), ordering="now")
    def assisters_now(self, entity: Entity) -> int:
        return entity.now  # type: ignore[attr-defined]

    def offered(self, row: Entity) -> list:
        return for_entity(row)

    def history_of(self, entity: Entity) -> dict[str, Any]:
        return {"changes": entity.standing_changes.select_related("by")[:20]}

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ["kind", "legal_name", "phone", "email", "counties"]
        return ["status", *fields] if obj else fields

    def save_model(self, request: HttpRequest, obj: Entity, form: Any, change: bool) -> None:
        if change:
            with refusing("entity_one_of_a_name", EntityNameTaken(NAME_TAKEN)):
                super().save_model(request, obj, form, change)
            return
        obj.pk = entities.register(**form.cleaned_data, by=request.user).pk  # type: ignore[arg-type]


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    list_display = ["street", "city", "zip_code", "entity", "phone"]
    list_select_related = ["entity"]
    search_fields = ["street", "city", "zip_code", "entity__legal_name"]
    show_full_result_count = False
    inlines = [OpeningHoursInline]


class StandingFilter(admin.SimpleListFilter):
    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ready", _("Ready")), *Lack.choices]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        wanted = self.value()
        if wanted == "ready":
            return rows.ready()  # type: ignore[attr-defined]
        return rows.lacking(Lack(wanted)) if wanted in Lack.values else rows  # type: ignore[attr-defined]


class DueFilter(admin.SimpleListFilter):
    title = gettext_lazy("due for renewal")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("30", _("Within 30 days")),
            ("60", _("Within 60 days")),
            ("grace", _("In the time of grace")),
        ]

    def queryset(self, request: HttpRequest, rows: QuerySet) -> QuerySet:
        known = self.value() in {"30", "60", "grace"}
        return rows.due(self.value()) if known else rows  # type: ignore[attr-defined]


class AssisterForm(forms.ModelForm):
    def clean_email(self) -> str:
        """Said now: whoever is invited there could not activate."""
        address = self.cleaned_data["email"]
        if "email" in self.changed_data and (
            why := addresses.taken([address], besides=self.instance.pk).get(address.lower())
        ):
            raise forms.ValidationError(why)
        return address


@admin.register(Assister)
class AssisterAdmin(RefusalsAsMessages, UUIDAutocompletes, DecidingAdmin):
    form = AssisterForm
    decisions = OF_ASSISTERS
    list_display = [
        "certification_number",
        "full_name",
        "standing_now",
        "days_to_due",
        "last_sign_in",
        "role_abbreviation",
        "entity",
    ]
    list_filter = [
        StandingFilter,
        DueFilter,
        "entity__kind",
        ("activated_at", admin.EmptyFieldListFilter),
    ]
    search_fields = [
        "certification_number",
        "first_name",
        "last_name",
        "email",
        "entity__legal_name",
    ]
    show_full_result_count = False
    list_per_page = 50
    autocomplete_fields = ["entity"]
    actions = [bulk_action(OF_ASSISTERS[name]) for name in IN_BULK]
    change_form_template = "admin/standing_change_form.html"
    fields = [
        "entity",
        "certification_number",
        ("first_name", "last_name"),
        "email",
        "language",
        "phone",
        "spoken_languages",
        "site",
        "user",
        "activated_at",
        "also_on_record",
    ]
    # What the assister says of themselves while activating, and what activation writes.
    readonly_fields = [
        "phone",
        "spoken_languages",
        "site",
        "user",
        "activated_at",
        "also_on_record",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assister]:
        return super().get_queryset(request).with_standing()  # type: ignore[attr-defined]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whom they work for is changed by a decision, not by an edit."""
        return [*self.readonly_fields, "entity"] if obj else self.readonly_fields

    @admin.display(description=gettext_lazy("Also on record"))
    def also_on_record(self, assister: Assister) -> str:
        return "\n".join(assister_record.lines(assister)) if assister.pk else ""

    @admin.display(description=gettext_lazy("standing"))
    def standing_now(self, assister: Assister) -> str:
        standing = assister.standing()
        return ", ".join(str(one.what) for one in standing.missing) or _("Ready")

    @admin.display(description=gettext_lazy("days to due date"))
    def days_to_due(self, assister: Assister) -> int | None:
        """Below zero in the time of grace; nothing where no certification runs."""
        row = assister.certification(timezone.localdate())
        if row is None or row.due_on is None or row.ended_on is not None:
            return None
        return (row.due_on - timezone.localdate()).days

    @admin.display(description=gettext_lazy("last sign-in"), ordering="user__last_login")
    def last_sign_in(self, assister: Assister) -> Any:
        return assister.user.last_login if assister.user else None

    def offered(self, row: Assister) -> list:
        return for_assister(row)

    def history_of(self, assister: Assister) -> dict[str, Any]:
        return {
            "missing": assister.standing().missing,
            "certifications": sorted(assister.certifications.all(), key=lambda row: -row.pk),
            "badges": sorted(assister.badges.all(), key=lambda row: -row.number),
            "affiliations": assister.affiliations.all(),
            "has_badge": any(one.returned_on is None for one in assister.badges.all()),
            "changes": assister.standing_changes.select_related("by")[:20],
        }

    def get_urls(self) -> list[URLPattern]:
        badge = path(
            "<path:object_id>/badge/",
            self.admin_site.admin_view(require_GET(self.badge)),
            name="accounts_assister_badge",
        )
        return [badge, *super().get_urls()]

    def badge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The badge to print."""
        if not request.user.has_perm("accounts.change_assister"):
            raise PermissionDenied
        assister = self.get_object(request, unquote(object_id))
        if assister is None:
            raise Http404
        return standing_views.badge_page(request, assister)

    def save_model(self, request: HttpRequest, obj: Assister, form: Any, change: bool) -> None:
        """Only what was edited: an activation that ends meanwhile must not be undone."""
        if change:
            obj.save(update_fields=form.changed_data)
            return
        facts = form.cleaned_data
        obj.pk = assisters.register(
            **{name: facts[name] for name in REGISTERED},
            by=request.user,  # type: ignore[arg-type]
        ).pk
