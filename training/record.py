"""What an assister's record says of their training."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Assister
from training.models import Progress


def of(assister: Assister) -> Iterable[str]:
    if assister.user_id is None:
        return
    for progress in Progress.objects.filter(user=assister.user_id).select_related("course"):
        done = progress.completed_at
        said = _("%(course)s: completed on %(day)s") if done else _("%(course)s: begun on %(day)s")
        day = date_format(timezone.localdate(done or progress.begun_at), "DATE_FORMAT")
        yield said % {"course": progress.course.title, "day": day}
