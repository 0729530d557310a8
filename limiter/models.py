from django.contrib.postgres.fields import ArrayField
from django.db import models


class AttemptLog(models.Model):
    """When the latest attempts under one limit and one key were admitted, oldest first.

    The key is kept as an HMAC: it may be a certification number, an address or a name. Written
    through ``limiter.limits`` only.
    """

    key = models.CharField(max_length=64, primary_key=True)
    name = models.CharField("name of the limit", max_length=80)
    most = models.PositiveSmallIntegerField()
    within = models.DurationField()
    attempts = ArrayField(models.DateTimeField())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(most__gte=1), name="attemptlog_admits_at_least_one"
            ),
            models.CheckConstraint(
                condition=models.Q(attempts__len__lte=models.F("most")),
                name="attemptlog_keeps_no_more_than_it_needs",
            ),
        ]

    def __str__(self) -> str:
        return f"Attempts under {self.name}"
