from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_remove_notice_notice_is_about_something_and_more"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="notice",
            options={
                "ordering": ["-created_at", "-pk"],
                "permissions": [("retry_notice", "Can send a notice that was given up again")],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="carried_secrets",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["-created_at", "-id"], name="notice_of_time"),
        ),
        # Of those before, the wiped ones are told by their kind.
        migrations.RunSQL(
            "UPDATE notifications_notice SET carried_secrets = true WHERE secrets IS NOT NULL"
            " OR kind IN ('delegation_code', 'take_up_code', 'welcome', 'account_mail')",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("secrets__isnull", True), ("carried_secrets", True), _connector="OR"
                ),
                name="notice_secrets_are_remembered",
            ),
        ),
    ]
