from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms.models import BaseModelFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin import RefusalsAsMessages
from portal import page_notes, uploads
from portal.errors import Refusal
from portal.page_names import PagesField
from training import files
from training.models import JobAid, JobAidStep, JobAidVersion
from training.workflows import job_aids

MAY_PUBLISH = "training.publish_jobaidversion"


class JobAidForm(forms.ModelForm):
    pages = PagesField(
        label=gettext_lazy("Further pages that link to it"),
        help_text=gettext_lazy("Beside those that link to it already."),
        required=False,
    )

    class Meta:
        model = JobAid
        fields = ["slug", "order", "is_listed", "pages"]


@admin.register(JobAid)
class JobAidAdmin(admin.ModelAdmin):
    """The job aids as such; their words are in their versions."""

    form = JobAidForm
    list_display = ["slug", "order", "is_listed"]
    search_fields = ["slug", "versions__title_en", "versions__title_es"]
    view_on_site = False
    change_form_template = "admin/jobaid_change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []  # pages elsewhere lead to it

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        page_notes.forget_on_commit()

    def get_urls(self) -> list[URLPattern]:
        draft = path(
            "<path:object_id>/draft/",
            self.admin_site.admin_view(require_POST(self.draft)),
            name="training_jobaid_draft",
        )
        return [draft, *super().get_urls()]

    def draft(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm(MAY_PUBLISH):
            raise PermissionDenied
        aid = self.get_object(request, unquote(object_id))
        if aid is None:
            raise Http404
        try:
            made = job_aids.draft(aid=aid, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect(reverse("admin:training_jobaid_change", args=[aid.pk]))
        messages.success(request, _("Change what is to change, save it, then publish it."))
        return redirect(reverse("admin:training_jobaidversion_change", args=[made.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        aid = kwargs.get("obj")
        context["versions"] = aid.versions.all() if aid else []
        context["may_draft"] = aid is not None and request.user.has_perm(MAY_PUBLISH)
        return super().render_change_form(request, context, *args, **kwargs)


class StepForm(forms.ModelForm):
    """One step; a picture that is uploaded takes the place of the one that was there."""

    upload_en = forms.FileField(
        label=gettext_lazy("New picture of the English page"), required=False
    )
    upload_es = forms.FileField(
        label=gettext_lazy("New picture of the Spanish page"), required=False
    )
    without_picture = forms.BooleanField(
        label=gettext_lazy("Take the pictures away"), required=False
    )

    class Meta:
        model = JobAidStep
        fields = ["number", "text_en", "text_es", "shows_en", "shows_es"]

    def clean_upload_en(self) -> uploads.CleanImage | None:
        return self._image("upload_en")

    def clean_upload_es(self) -> uploads.CleanImage | None:
        return self._image("upload_es")

    def _image(self, name: str) -> uploads.CleanImage | None:
        upload = self.cleaned_data[name]
        if not upload:
            return None
        try:
            return uploads.read_image(upload, upload.name)
        except uploads.BadUpload as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        is_kept = not facts.get("without_picture")
        has = {
            language: bool(facts.get(f"upload_{language}"))
            or (is_kept and getattr(self.instance, f"picture_{language}_id") is not None)
            for language in ("en", "es")
        }
        if any(has.values()) and not all(has.values()):
            self.add_error("upload_es", _("Give a picture for each language, or none."))
        for language in ("en", "es"):
            said = f"shows_{language}"
            if any(has.values()) != bool(facts.get(said)):
                self.add_error(said, _("Say what the picture shows, if there is one."))
        return facts

    def take_pictures(self, *, by: Any) -> None:
        """Store what was uploaded, on a row that is about to be saved."""
        for language in ("en", "es"):
            if self.cleaned_data.get("without_picture"):
                setattr(self.instance, f"picture_{language}", None)
            if image := self.cleaned_data.get(f"upload_{language}"):
                setattr(self.instance, f"picture_{language}", files.add_picture(image, by=by))


class StepInline(admin.StackedInline):
    model = JobAidStep
    form = StepForm
    fields = [
        "number",
        "text_en",
        "text_es",
        ("picture_en", "picture_es"),
        ("upload_en", "upload_es"),
        "without_picture",
        ("shows_en", "shows_es"),
    ]
    readonly_fields = ["picture_en", "picture_es"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[JobAidStep]:
        return super().get_queryset(request).select_related("picture_en", "picture_es")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or not obj.is_published:
            return self.fields
        own = {"upload_en", "upload_es", "without_picture"}
        return [it for it in self.fields if it not in own and it != ("upload_en", "upload_es")]

    def _is_draft(self, obj: Any) -> bool:
        return obj is not None and not obj.is_published

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("training.view_jobaidversion")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_draft(obj) and request.user.has_perm("training.change_jobaidversion")


@admin.register(JobAidVersion)
class JobAidVersionAdmin(RefusalsAsMessages, admin.ModelAdmin):
    """What a job aid says: a draft is edited, what is published is only read."""

    list_display = ["title_en", "number", "published_at"]
    list_filter = [("published_at", admin.EmptyFieldListFilter)]
    search_fields = ["aid__slug", "title_en", "title_es"]
    list_select_related = ["aid"]
    fields = ["aid", "number", "title_en", "title_es", "summary_en", "summary_es", "published_at"]
    readonly_fields = ["aid", "number", "published_at"]
    inlines = [StepInline]
    view_on_site = False
    change_form_template = "admin/jobaidversion_change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_draft = obj is None or not obj.is_published
        return is_draft and super().has_change_permission(request, obj)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet, change: bool
    ) -> None:
        deleted = formset.deleted_forms
        for step in formset.forms:
            if step.has_changed() and step not in deleted:
                step.take_pictures(by=request.user)  # type: ignore[attr-defined]
        formset.save()

    def get_urls(self) -> list[URLPattern]:
        publish = path(
            "<path:object_id>/publish/",
            self.admin_site.admin_view(require_POST(self.publish)),
            name="training_jobaidversion_publish",
        )
        return [publish, *super().get_urls()]

    def publish(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not request.user.has_perm(MAY_PUBLISH):
            raise PermissionDenied
        version = self.get_object(request, unquote(object_id))
        if version is None:
            raise Http404
        try:
            job_aids.publish(version=version, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("It is published: this is what everybody reads now."))
        return redirect(reverse("admin:training_jobaidversion_change", args=[version.pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        version = kwargs.get("obj")
        context["may_publish"] = (
            version is not None and not version.is_published and request.user.has_perm(MAY_PUBLISH)
        )
        return super().render_change_form(request, context, *args, **kwargs)
