"""Whoever was known before affiliations were kept works for their entity since their activation, or today."""

from django.db import migrations
from django.utils import timezone


def affiliate(apps, schema_editor):
    Assister = apps.get_model("accounts", "Assister")
    Affiliation = apps.get_model("accounts", "Affiliation")
    Certification = apps.get_model("accounts", "Certification")
    today = timezone.localdate()
    known = Assister.objects.filter(affiliations=None).values_list(
        "pk", "entity_id", "activated_at"
    )
    affiliations, certifications = [], []
    for pk, entity, activated in known.iterator():
        since = timezone.localdate(activated) if activated else today
        affiliations.append(Affiliation(assister_id=pk, entity_id=entity, began_on=since))
        certifications.append(Certification(assister_id=pk, status="pending"))
    Affiliation.objects.bulk_create(affiliations, batch_size=1000)
    Certification.objects.bulk_create(certifications, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_standing")]
    operations = [migrations.RunPython(affiliate, migrations.RunPython.noop)]
