import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_entitycontact"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("first_name", models.CharField(max_length=80)),
                ("last_name", models.CharField(max_length=80)),
                ("email", models.EmailField(max_length=254)),
                ("username", models.CharField(max_length=30)),
                ("password", models.CharField(max_length=128)),
                (
                    "language",
                    models.CharField(choices=[("en", "English"), ("es", "Spanish")], max_length=2),
                ),
                ("digest", models.CharField(max_length=80)),
                ("code_expires_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["code_expires_at"], name="signup_code_expires_at")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), _negated=True), name="signup_email_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("password__startswith", "argon2$")),
                        name="signup_password_is_hashed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[^:]+:[0-9a-f]{64}$")),
                        name="signup_code_is_a_digest",
                    ),
                ],
            },
        ),
    ]
