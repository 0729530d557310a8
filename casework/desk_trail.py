"""What the case desk sees in the administration is on record with its case, so that the consumer sees it."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.admin_trail import READING
from casework.workflows import desk_reads


class OnRecord:
    """For the ModelAdmin of something that has a ``case``. One read leaves one event, with its own verb."""

    records_own_reads = True
    listed: str  # the verb of its list

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().changelist_view(request, *args, **kwargs)  # type: ignore[misc]
        shown = (getattr(response, "context_data", None) or {}).get("cl")
        if request.method in READING and shown is not None:
            cases = [row.case for row in shown.result_list]
            desk_reads.note_listed(self.listed, cases=cases, by=request.user)  # type: ignore[arg-type]
        return response
