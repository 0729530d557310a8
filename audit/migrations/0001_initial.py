import django.utils.timezone
from django.db import migrations, models

from audit.append_only import AppendOnly


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AuditEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("verb", models.CharField(max_length=80)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("done", "Done"), ("refused", "Refused"), ("failed", "Failed")],
                        default="done",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=80)),
                ("actor_id", models.UUIDField(blank=True, null=True)),
                ("acting_for_id", models.UUIDField(blank=True, null=True)),
                ("entity_id", models.UUIDField(blank=True, null=True)),
                ("case_id", models.UUIDField(blank=True, null=True)),
                ("object_type", models.CharField(blank=True, max_length=80)),
                ("object_id", models.CharField(blank=True, max_length=40)),
                ("request_id", models.CharField(blank=True, max_length=40)),
                ("address", models.GenericIPAddressField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["actor_id", "-at", "-id"], name="auditevent_of_actor"),
                    models.Index(
                        fields=["object_type", "object_id", "-at", "-id"],
                        name="auditevent_of_object",
                    ),
                    models.Index(
                        condition=models.Q(("case_id__isnull", False)),
                        fields=["case_id", "-at", "-id"],
                        name="auditevent_of_case",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verb__regex", "^[a-z_]+\\.[a-z_]+$")),
                        name="auditevent_verb_is_noun_dot_verb",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^[A-Za-z0-9_.:-]*$")),
                        name="auditevent_reason_is_one_word",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["done", "refused", "failed"])),
                        name="auditevent_outcome_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome", "done"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="auditevent_refusal_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("object_id", ""), ("object_type", "")),
                            models.Q(
                                models.Q(("object_type", ""), ("object_id", ""), _connector="OR"),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="auditevent_object_type_and_id_agree",
                    ),
                ],
            },
        ),
        AppendOnly("audit_auditevent"),
    ]
