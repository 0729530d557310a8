from typing import Any

from django import forms
from django.contrib import admin
from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin import RefusalsAsMessages
from portal.db import refusing
from training import files
from training.errors import BadVideo, MinutesDoNotAddUp
from training.models import Chapter, Course, Question, Section


def _do_not_add_up() -> str:
    return _("The minutes of the chapters must add up to those of the course.")


class MinutesFormSet(forms.BaseInlineFormSet):
    """The chapters of a course; their minutes add up to its own."""

    def clean(self) -> None:
        super().clean()
        minutes = [form.cleaned_data.get("minutes") or 0 for form in self.forms if form.is_valid()]
        if any(self.errors) or self.instance.minutes is None or not minutes:
            return
        if sum(minutes) != self.instance.minutes:
            raise forms.ValidationError(
                _("The chapters take %(sum)d minutes, the course %(course)d. Make them equal.")
                % {"sum": sum(minutes), "course": self.instance.minutes}
            )


class ChapterInline(admin.StackedInline):
    model = Chapter
    formset = MinutesFormSet
    fields = [("number", "minutes"), ("title_en", "title_es")]
    extra = 0
    show_change_link = True
    view_on_site = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Course)
class CourseAdmin(RefusalsAsMessages, admin.ModelAdmin):
    list_display = ["title_en", "minutes", "is_listed"]
    search_fields = ["title_en", "title_es"]
    fields = [
        "title_en",
        "title_es",
        "summary_en",
        "summary_es",
        "minutes",
        "order",
        "is_listed",
    ]
    inlines = [ChapterInline]
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Course and chapters are saved now: whoever was faster makes the database say no here."""
        with refusing("course_minutes_add_up", MinutesDoNotAddUp(_do_not_add_up())):
            super().save_related(request, form, formsets, change)
            _judge_minutes()


def _judge_minutes() -> None:
    """Now rather than at the commit, where nobody could tell the user."""
    names = "course_minutes_add_up, chapter_minutes_add_up"
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")


class PartOfChapter:
    """Whoever may see or change a chapter may do so with its parts."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("training.view_chapter")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("training.change_chapter")

    has_add_permission = has_delete_permission = has_change_permission


class SectionInline(PartOfChapter, admin.StackedInline):
    model = Section
    fields = ["number", ("title_en", "title_es"), "text_en", "text_es"]
    extra = 0


class QuestionInline(PartOfChapter, admin.StackedInline):
    model = Question
    fields = [
        "number",
        ("text_en", "text_es"),
        ("choice_1_en", "choice_1_es"),
        ("choice_2_en", "choice_2_es"),
        ("choice_3_en", "choice_3_es"),
        "right",
        ("why_en", "why_es"),
    ]
    extra = 0


class ChapterForm(forms.ModelForm):
    """A chapter, with a slot for a video: a file or an address, with captions either way."""

    upload = forms.FileField(
        label=gettext_lazy("Video (MP4 or WebM)"),
        help_text=gettext_lazy("Up to 25 MB; a longer one is linked to."),
        required=False,
    )
    without_video = forms.BooleanField(label=gettext_lazy("Take the video away"), required=False)

    class Meta:
        model = Chapter
        fields = [
            "title_en",
            "title_es",
            "transcript_en",
            "transcript_es",
            "captions_en",
            "captions_es",
            "video_link",
            "link_has_captions",
        ]

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload:
            try:
                files.kind_of_video(upload)
            except BadVideo as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return upload

    def clean_captions_en(self) -> str:
        return self._captions("captions_en")

    def clean_captions_es(self) -> str:
        return self._captions("captions_es")

    def _captions(self, name: str) -> str:
        text: str = self.cleaned_data[name].strip()
        if text and not text.startswith("WEBVTT"):
            raise forms.ValidationError(_("Captions begin with the line WEBVTT."))
        return text

    def clean(self) -> dict[str, Any]:
        """Said at the field; the database holds the same."""
        facts = super().clean() or {}
        has_file = bool(facts.get("upload")) or (
            self.instance.video_id is not None and not facts.get("without_video")
        )
        link = facts.get("video_link") or ""
        if has_file and link:
            self.add_error("video_link", _("One video at most: a file, or an address."))
        for name in ("captions_en", "captions_es"):
            if has_file and not facts.get(name) and name not in self.errors:
                self.add_error(name, _("A video needs captions in both languages."))
            if not has_file and facts.get(name):
                self.add_error(name, _("Captions belong to a video of our own."))
        if bool(link) != bool(facts.get("link_has_captions")):
            self.add_error(
                "link_has_captions", _("Check this box for a linked video, and only for one.")
            )
        return facts


@admin.register(Chapter)
class ChapterAdmin(RefusalsAsMessages, admin.ModelAdmin):
    form = ChapterForm
    list_display = ["title_en", "course", "number", "minutes"]
    list_select_related = ["course"]
    search_fields = ["title_en", "title_es"]
    readonly_fields = ["course", "number", "minutes", "video"]
    fieldsets = [
        (None, {"fields": ["course", "number", "minutes", ("title_en", "title_es")]}),
        (
            gettext_lazy("Video"),
            {
                "fields": [
                    "video",
                    "upload",
                    "without_video",
                    "captions_en",
                    "captions_es",
                    "video_link",
                    "link_has_captions",
                ]
            },
        ),
        (gettext_lazy("Transcript"), {"fields": ["transcript_en", "transcript_es"]}),
    ]
    inlines = [SectionInline, QuestionInline]
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.cleaned_data.get("without_video"):
            obj.video = None
        if upload := form.cleaned_data.get("upload"):
            obj.video = files.add_video(upload, by=request.user)  # type: ignore[arg-type]
        super().save_model(request, obj, form, change)
