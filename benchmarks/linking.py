"""How long the linking page takes to say no: ``python -m benchmarks.linking``.

An unknown code, and a known one with a wrong date of birth, in turns, through the workflow and with
commits. Both should take the same time: who tries must not learn from it whether a code exists.
"""

import os
import random
import time
from datetime import date, timedelta
from statistics import median, quantiles
from uuid import uuid4

from portal.embedded import BASE_DIR, prepare_demo

ROUNDS = 300
TEXTS = {"known": "KKKKKKKKK0", "used": "KKKKKKKKK1", "unknown": "ZZZZZZZZZZ"}


def main() -> None:
    os.environ.setdefault("DEMO", "1")
    prepare_demo(BASE_DIR / ".local" / "benchmark")
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    times: dict[str, list[float]] = {name: [] for name in TEXTS}
    for _round in range(ROUNDS):
        _prepare()
        for name in random.sample(list(TEXTS), len(TEXTS)):
            times[name].append(_try(TEXTS[name]))
    for name, taken in times.items():
        tenths = quantiles(taken, n=10)
        print(
            f"{name:<8} median {median(taken):.2f} ms, from {tenths[0]:.2f} to {tenths[-1]:.2f} ms in 8 of 10"
        )


def _prepare() -> None:
    """A live code and a used one, of cases of their own; nothing counted yet."""
    from django.utils import timezone

    from accesscodes import code_text
    from accesscodes.models import AccessCode, HelpLineCall, IdentityCheck
    from accounts.models import User
    from cases.models import Case
    from limiter.models import AttemptLog

    AttemptLog.objects.all().delete()
    AccessCode.objects.filter(digest__in=map(code_text.digest, TEXTS.values())).delete()
    by, _new = User.objects.get_or_create(username="bench", email="bench@portal.example")
    now = timezone.now()
    for n, name in enumerate(("known", "used")):
        case, _new = Case.objects.get_or_create(
            number=f"999000000{n}",
            last_name="Bench",
            born_on=date(1980, 1, 1),
            zip_code="93727",
            language="en",
            program="medi-cal",
            status="active",
            coverage_year=2026,
        )
        call = HelpLineCall.objects.create(by=by, ended_at=now + timedelta(hours=1))
        check = IdentityCheck.objects.create(call=call, case=case, by=by, outcome="failed")
        used = {"used_at": now, "used_by": by} if name == "used" else {}
        AccessCode.objects.create(
            case=case,
            call=call,
            identity_check=check,
            form_key=uuid4(),
            digest=code_text.digest(TEXTS[name]),
            ending="K0",
            issued_at=now,
            issued_by=by,
            expires_at=now + timedelta(hours=24),
            **used,
        )


def _try(text: str) -> float:
    from accesscodes.errors import WrongFacts
    from accesscodes.workflows import redemptions
    from accounts.models import User

    by = User.objects.get(username="bench")
    began = time.perf_counter()
    try:
        redemptions.redeem(typed=text, born_on=date(1980, 1, 2), by=by)
    except WrongFacts:
        return (time.perf_counter() - began) * 1000
    raise SystemExit("It was not refused.")


if __name__ == "__main__":
    main()
