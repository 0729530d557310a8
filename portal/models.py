"""What belongs to no single app. With this file post_migrate is sent for the portal, the last app:
see portal.apps."""

from django.db import models


class JobRun(models.Model):
    """When a scheduled job ran last, for /metrics: a job that no longer runs says nothing itself."""

    name = models.CharField(max_length=120, primary_key=True)
    ran_at = models.DateTimeField()
    seconds = models.FloatField()
    succeeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seconds__gte=0), name="jobrun_takes_no_negative_time"
            ),
            models.CheckConstraint(
                condition=models.Q(succeeded_at__isnull=True)
                | models.Q(succeeded_at__lte=models.F("ran_at")),
                name="jobrun_succeeded_when_it_ran",
            ),
        ]

    def __str__(self) -> str:
        return f"Last run of {self.name}"
