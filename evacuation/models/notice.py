"""Notices: a constant text on its way to one person over one channel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evacuation.models.alert import Alert


class Drill(models.Model):
    """A test alert to one person, who says of each channel that it came."""

    user = models.ForeignKey(
        "auth.User", on_delete=models.CASCADE, related_name="drills"
    )
    asked_at = models.DateTimeField()  # the minute
    mail_heard_at = models.DateTimeField(null=True)
    phone_heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(name="drill_newest", fields=["user", "-asked_at"])]


class Notice(models.Model):
    """One row for an occasion, a step, a person and a channel: never two.

    The occasion is an alert, a drill, or a day on which leads are told that something
    is lacking; the step says what then (services/notices.py).
    """

    class Channel(models.TextChoices):
        MAIL = "mail"
        PHONE = "phone"

    alert = models.ForeignKey(
        Alert, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    drill = models.ForeignKey(
        Drill, null=True, on_delete=models.CASCADE, related_name="notices"
    )
    day = models.DateField(null=True)
    step = models.PositiveSmallIntegerField(default=0)
    user = models.ForeignKey("auth.User", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    # When it is tried, or tried again if its worker died; empty when that is over.
    next_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="notice_once",
                fields=["alert", "drill", "day", "step", "user", "channel"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="notice_has_one_occasion",
                condition=Q(alert__isnull=False, drill__isnull=True, day__isnull=True)
                | Q(alert__isnull=True, drill__isnull=False, day__isnull=True)
                | Q(alert__isnull=True, drill__isnull=True, day__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="notice_due",
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
            )
        ]
