"""Who is on duty when, and the few dates that the desk as a whole remembers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Shift(models.Model):
    """One stretch of duty. The stand-in has it when the person cannot."""

    user = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="shifts"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stand_in = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shift_ends_later", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="shift_stand_in_is_another",
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("user")),
            ),
            models.UniqueConstraint(name="shift_once", fields=["user", "starts_at"]),
        ]
        indexes = [models.Index(name="shift_by_end", fields=["ends_at"])]


class Absence(models.Model):
    """When somebody is away: passed over by alerts and by the rota."""

    user = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="absences"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_later", condition=Q(ends_at__gt=F("starts_at"))
            )
        ]
        indexes = [models.Index(name="absence_by_end", fields=["ends_at"])]


class DeskDate(models.Model):
    """When something of the whole desk last happened; one row for each."""

    class Name(models.TextChoices):
        FIRST_OPENED = "first_opened"  # the form, in production
        REHEARSED = "rehearsed"  # recovery, as a lead says
        WATCHED = "watched"  # the worker looked for what is due
        UNHEARD = "unheard"  # it found an alert that nobody heard,
        SHUFFLED = "shuffled"  # it wrote the facts anew
        HOLDERS_SEEN = "holders_seen"  # it looked who holds which key
        FORGOT = "forgot"  # it looked what is to be forgotten

    name = models.CharField(max_length=16, choices=Name.choices, primary_key=True)
    at = models.DateTimeField()  # the minute
