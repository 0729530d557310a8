import uuid

import django.db.models.functions.datetime
from django.db import migrations, models

import notifications.models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                (
                    "to",
                    models.EmailField(
                        max_length=254, verbose_name="email address of the recipient"
                    ),
                ),
                ("language", models.CharField(max_length=10)),
                ("about_type", models.CharField(max_length=80)),
                ("about_id", models.CharField(max_length=40)),
                ("secrets", models.BinaryField(blank=True, null=True)),
                (
                    "message_id",
                    models.CharField(
                        default=notifications.models.new_message_id, max_length=320, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting to be sent"),
                            ("sent", "Sent"),
                            ("dead", "Given up"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "next_attempt_at",
                    models.DateTimeField(
                        blank=True, db_default=django.db.models.functions.datetime.Now(), null=True
                    ),
                ),
                ("queued_until", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.CharField(blank=True, max_length=80)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")),
                        fields=["next_attempt_at"],
                        name="notice_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "sent", "dead"])),
                        name="notice_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(
                                models.Q(("state", "sent"), _negated=True),
                                ("sent_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_sent_and_sent_at_agree",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("next_attempt_at__isnull", False), ("state", "pending")),
                            models.Q(
                                models.Q(("state", "pending"), _negated=True),
                                ("next_attempt_at__isnull", True),
                                ("queued_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="notice_attempted_only_while_pending",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "pending"), ("secrets__isnull", True), _connector="OR"
                        ),
                        name="notice_secrets_wiped_when_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dead"), _negated=True),
                            models.Q(("last_error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_dead_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("about_type", ""), _negated=True),
                            models.Q(("about_id", ""), _negated=True),
                        ),
                        name="notice_is_about_something",
                    ),
                ],
            },
        ),
    ]
