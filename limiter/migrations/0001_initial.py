import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="AttemptLog",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name of the limit")),
                ("most", models.PositiveSmallIntegerField()),
                ("within", models.DurationField()),
                (
                    "attempts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateTimeField(), size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("most__gte", 1)), name="attemptlog_admits_at_least_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attempts__len__lte", models.F("most"))),
                        name="attemptlog_keeps_no_more_than_it_needs",
                    ),
                ],
            },
        ),
    ]
