"""Rows for tests: one factory for each model, each making a valid row."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from audit.models import AuditEvent
from limiter.models import AttemptLog
from notifications import secret_box
from notifications.models import Notice


class AuditEventFactory(DjangoModelFactory):
    class Meta:
        model = AuditEvent

    verb = "invitation.accept"


class AttemptLogFactory(DjangoModelFactory):
    class Meta:
        model = AttemptLog

    key = factory.Sequence(lambda n: f"{n:064x}")
    name = "a-limit"
    most = 3
    within = timedelta(minutes=15)
    attempts = factory.LazyFunction(lambda: [timezone.now()])


class NoticeFactory(DjangoModelFactory):
    """Due now, about a group of the name "Pat & Dee’s", unless ``about`` says otherwise."""

    class Meta:
        model = Notice
        exclude = ["about", "secret"]

    class Params:
        sent = factory.Trait(
            state="sent",
            sent_at=factory.LazyFunction(timezone.now),
            next_attempt_at=None,
            secrets=None,
        )
        dead = factory.Trait(
            state="dead", last_error="SMTPDataError", next_attempt_at=None, secrets=None
        )

    about = factory.SubFactory("tests.factories.GroupFactory")
    secret = "XK7-2F"
    kind = "probe"
    to = factory.Sequence(lambda n: f"pat{n}@example.org")
    language = "en"
    about_type = factory.LazyAttribute(lambda notice: notice.about._meta.label_lower)
    about_id = factory.LazyAttribute(lambda notice: str(notice.about.pk))
    secrets = factory.LazyAttribute(lambda notice: secret_box.seal({"code": notice.secret}))


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = "auth.Group"
        django_get_or_create = ["name"]

    name = "Pat & Dee’s"
