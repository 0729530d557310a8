from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delegation", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="activationdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("take_up_digest", ""), ("take_up_expires_at__isnull", True)),
                    models.Q(
                        models.Q(("take_up_digest", ""), _negated=True),
                        ("take_up_expires_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="activationdraft_take_up_code_and_expiry_agree",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegationcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("sent_to", ""), _negated=True),
                name="delegationcode_sent_to_given",
            ),
        ),
    ]
