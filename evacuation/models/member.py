"""A person on the evacuation desk."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Member(models.Model):
    """A desk person's roles, until a date. Asked on every request."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")

    user = models.OneToOneField(
        "auth.User", on_delete=models.PROTECT, related_name="member"
    )
    roles = ArrayField(models.CharField(max_length=16, choices=Role.choices))
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
                name="member_renewed_by_another",
                condition=Q(renewed_by__isnull=True) | ~Q(renewed_by=F("user")),
            ),
            models.CheckConstraint(
                name="member_has_a_role", condition=Q(roles__len__gte=1)
            ),
        ]
