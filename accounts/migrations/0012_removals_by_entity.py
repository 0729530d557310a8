from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_zip_codes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="entityrequest",
            name="entityrequest_one_open_per_assister",
        ),
        migrations.AddConstraint(
            model_name="entityrequest",
            constraint=models.UniqueConstraint(
                models.F("entity"),
                models.F("assister"),
                condition=models.Q(("state", "open"), ("what", "remove")),
                name="entityrequest_one_open_per_assister",
            ),
        ),
    ]
