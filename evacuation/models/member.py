"""A person on the evacuation desk."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.sealed import SealedTextField


class Member(models.Model):
    """A desk person's roles, until a date, and their keys. Asked on every request.

    Roles open pages; what opens text is read from the signed roster alone. The public
    keys stand here to be signed: they are believed only from there, too.
    """

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        VERIFIER = "verifier", _("Verifier")
        APPROVER_PROGRAMME = "approver_programme", _("Approver, programme")
        APPROVER_FINANCE = "approver_finance", _("Approver, finance")
        LEAD = "lead", _("Lead")
        MEDICAL = "medical", _("Medical focal point")
        AUDITOR = "auditor", _("Auditor")
        STEWARD = "steward", _("Steward of statistics")
        ADMINISTRATOR = "administrator", _("Administrator of the desk")

    user = models.OneToOneField(
        "auth.User", on_delete=models.PROTECT, related_name="member"
    )
    roles = ArrayField(models.CharField(max_length=18, choices=Role.choices))
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
    # A lead's word, at once and alone, until the next roster.
    suspended_at = models.DateTimeField(null=True)
    # Keys, made at activation (vault/members.py).
    box_public = models.BinaryField(max_length=32, null=True)
    sign_public = models.BinaryField(max_length=32, null=True)
    salt = models.BinaryField(max_length=16, null=True)
    by_password = models.BinaryField(null=True)
    by_code = models.BinaryField(null=True)
    activated_at = models.DateTimeField(null=True)
    code_proven_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # the minute
    time_zone = models.CharField(max_length=40, default="UTC")
    # Where a content-free alert goes, under the server's key.
    notice_mail = SealedTextField(blank=True, default="")
    notice_phone = SealedTextField(blank=True, default="")
    notice_language = SealedTextField(blank=True, default="")

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
