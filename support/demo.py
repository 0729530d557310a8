"""The demo's queue: one report that waits."""

from django.contrib.auth import get_user_model

from support.models import ProblemReport

STEP = "Delegation code"
MESSAGE = (
    "These three facts do not belong together. Compare each one with your e-mail; capital letters "
    "and spaces make no difference. If they are the same, call the Help Line at 855-324-3147."
)


def load() -> list[str]:
    if not ProblemReport.objects.exists():
        ProblemReport.objects.create(
            reporter=get_user_model().objects.filter(username="lee").first(),
            language="en",
            role=ProblemReport.Role.CONSUMER,
            step=STEP,
            message=MESSAGE,
            words="I typed all three from the e-mail, twice. My entity changed its name this spring.",
            page="/activate/",
        )
    return ["", "The queue of problem reports, for eas: /admin/support/problemreport/"]
