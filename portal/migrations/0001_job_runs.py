from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("ran_at", models.DateTimeField()),
                ("seconds", models.FloatField()),
                ("succeeded_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seconds__gte", 0)),
                        name="jobrun_takes_no_negative_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("succeeded_at__isnull", True),
                            ("succeeded_at__lte", models.F("ran_at")),
                            _connector="OR",
                        ),
                        name="jobrun_succeeded_when_it_ran",
                    ),
                ],
            },
        ),
    ]
