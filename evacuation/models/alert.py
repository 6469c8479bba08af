"""Somebody must look: raised with the request, climbing until acknowledged."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from evacuation.models.case import Case


class Alert(models.Model):
    """One per case and kind while it is open. Says nothing of what it is about."""

    class Kind(models.TextChoices):
        REQUEST = "request"
        MESSAGE = "message"
        DEADLINE = "deadline"
        DECISION = "decision"  # approvers are asked, and nobody else at first
        VOUCH = "vouch"  # a partner answered
        HOST = "host"  # who receives them answered
        CHECK_IN = "check_in"  # somebody should have been heard
        STOP = "stop"  # they said the words that stop their journey

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    raised_at = models.DateTimeField()  # the minute
    # Of an appeal: users who decided before, and are not asked again.
    barred = ArrayField(models.IntegerField(), default=list)
    # How far it has climbed, and when the next notice goes out.
    step = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="alert_open_once",
                fields=["case", "kind"],
                condition=models.Q(acknowledged_at__isnull=True),
            )
        ]
        indexes = [
            models.Index(
                name="alert_due",
                fields=["next_at"],
                condition=models.Q(acknowledged_at__isnull=True),
            )
        ]
