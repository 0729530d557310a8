from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import ListView

from accounts import assister_home
from training import files, outline
from training.models import JobAidVersion, NewsItem, TrainingFile

NEWEST = 3


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What assisters come for, on one page: news, materials, training, job aids."""
    facts = {
        "news": NewsItem.objects.current()[:NEWEST],
        "courses": outline.of_all(request.user),
        "cards": assister_home.cards(),
        "versions": JobAidVersion.objects.current(),
    }
    return render(request, "training/home.html", facts)


@method_decorator([login_not_required, require_safe], name="dispatch")
class NewsList(ListView):
    paginate_by = 10
    template_name = "training/news_list.html"
    context_object_name = "news"

    def get_queryset(self) -> QuerySet[NewsItem]:
        return NewsItem.objects.current()


@login_not_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What staff uploaded: pictures that were encoded anew, and videos, which are read in parts."""
    row = get_object_or_404(TrainingFile, pk=pk, shipped_as="")
    return files.served(row, request.headers.get("Range", ""))
