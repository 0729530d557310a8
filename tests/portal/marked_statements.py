"""A change and a renewal from the first word to the end, with marked data; part of all one can do."""

from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from casework.models import ChangeReport, Renewal
from tests.factories import StaffFactory

PLANTED = {
    "new street": "9 Markerelm Street",
    "what is to be corrected": "Markerwhich apartment?",
    "who joined": "A markercousin joined.",
    "plan wished for": "Markergold 80 HMO",
}
MEANT = {
    "new street": {
        "casework_changereport.answers",
        "casework_changereport.facts",
    },
    "what is to be corrected": {"casework_changereport.words"},
    "who joined": {"casework_renewal.answers", "casework_renewal.facts"},
    "plan wished for": {"casework_renewal.answers", "casework_renewal.facts"},
}
QUEUE = "/admin/casework/changereport/"


def walk(roads, *, consumer):
    """By username."""
    pat, kim = roads.browser(), roads.browser()
    pat.client.force_login(User.objects.get(username=consumer))
    kim.client.force_login(StaffFactory(role="Case desk"))
    change = reports(pat)
    kim.goes(f"{QUEUE}{change}/change/")
    kim.sends(f"{QUEUE}{change}/return/", words=PLANTED["what is to be corrected"])
    pat.goes(f"/my-case/changes/{change}/")
    pat.sends(f"/my-case/changes/{change}/review/", version=2)
    renews(pat)
    [renewal] = Renewal.objects.all()
    kim.goes(f"/admin/casework/renewal/{renewal.pk}/change/")


def reports(pat):
    key, day = uuid4(), timezone.localdate()
    pat.sends("/my-case/changes/report/", kind="address", key=key)
    pat.sends(
        f"/my-case/changes/{key}/edit/",
        version=1,
        street=PLANTED["new street"],
        city="Fresno",
        zip_code="93701",
        from_on_month=day.month,
        from_on_day=day.day,
        from_on_year=day.year,
    )
    pat.sends(f"/my-case/changes/{key}/review/", version=2)
    assert ChangeReport.objects.get().is_sent
    return key


def renews(pat):
    pat.sends("/my-case/renewal/begin/")
    steps = {
        "household": {"household": "other", "household_words": PLANTED["who joined"]},
        "income": {"income_is": "same"},
        "consent": {"consent": "yes"},
        "plan": {"plan_is": "other", "plan": PLANTED["plan wished for"]},
    }
    for version, (step, typed) in enumerate(steps.items(), start=1):
        pat.sends(f"/my-case/renewal/{step}/", version=version, **typed)
    pat.sends("/my-case/renewal/review/", version=5)
    pat.goes("/my-case/renewal/")
