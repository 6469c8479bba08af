"""People who may read more than the public, until a date; and how they come in."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Monitor(models.Model):
    """A vetted person. Asked on every request: expiry and ending act at once."""

    class Role(models.TextChoices):
        MONITOR = "monitor", _("Monitor")
        EDITOR = "editor", _("Editor")
        ADMINISTRATOR = "administrator", _("Administrator (people, no entries)")

    user = models.OneToOneField(
        "auth.User", on_delete=models.PROTECT, related_name="monitor"
    )
    role = models.CharField(max_length=16, choices=Role.choices)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    sponsor = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    renewed_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="monitor_renewed_by_another",
                condition=Q(renewed_by__isnull=True) | ~Q(renewed_by=F("user")),
            ),
            models.CheckConstraint(
                name="monitor_sponsored_by_another",
                condition=Q(sponsor__isnull=True) | ~Q(sponsor=F("user")),
            ),
            models.CheckConstraint(
                name="monitor_of_some_country",
                condition=Q(role="administrator") | Q(countries__len__gte=1),
            ),
        ]


class Invitation(models.Model):
    """A single-use way in. The link's secret is kept as a SHA-256 hash alone."""

    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=24)
    countries = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    code_name = models.CharField(max_length=40)
    sponsor = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    user = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
