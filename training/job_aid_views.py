from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from training.forms import SearchForm
from training.models import JobAidVersion


@method_decorator([login_not_required, require_safe], name="dispatch")
class JobAidList(ListView):
    """All job aids, or those that speak of what was asked for."""

    paginate_by = 25
    template_name = "training/job_aid_list.html"
    context_object_name = "versions"

    def get_queryset(self) -> QuerySet[JobAidVersion]:
        self.form = SearchForm(self.request.GET)
        words = self.form.words()
        found = JobAidVersion.objects.current()
        return found.about(words) if words else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=self.form, words=self.form.words(), **kwargs)


STEPS = ("steps", "steps__picture_en", "steps__picture_es")


@login_not_required
@require_safe
def job_aid(request: HttpRequest, slug: str) -> HttpResponse:
    """As it is now."""
    current = JobAidVersion.objects.current().prefetch_related(*STEPS)
    return _page(request, get_object_or_404(current, aid__slug=slug), is_current=True)


@login_not_required
@require_safe
def job_aid_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """As it was: an address that always says the same."""
    published = JobAidVersion.objects.published().select_related("aid").prefetch_related(*STEPS)
    version = get_object_or_404(published, aid__slug=slug, number=number)
    is_current = not published.filter(aid=version.aid_id, number__gt=number).exists()
    return _page(request, version, is_current=is_current)


def _page(request: HttpRequest, version: JobAidVersion, *, is_current: bool) -> HttpResponse:
    earlier = version.aid.versions.published().filter(number__lt=version.number)
    facts = {"version": version, "is_current": is_current, "earlier": earlier}
    return render(request, "training/job_aid.html", facts)
