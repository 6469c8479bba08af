"""Charters and rosters as they were signed. The columns are for looking up alone."""

from __future__ import annotations

from django.db import models


class SignedDocument(models.Model):
    """One signed document (vault/documents.py); believed only after verification."""

    class Kind(models.TextChoices):
        CHARTER = "charter"
        ROSTER = "roster"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    number = models.PositiveBigIntegerField()
    data = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="document_once", fields=["kind", "number"])
        ]


class RosterDraft(models.Model):
    """The next roster with one lead's signature, until a second lead signs.

    By its number there is one at a time. Nothing in it is secret or believed.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    body = models.BinaryField()
    signature = models.BinaryField(max_length=64)
    signed_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()


class LockDown(models.Model):
    """A lead closed everything but intake and alerts; two leads open it again."""

    began_at = models.DateTimeField()
    began_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    # The first of two who lift it.
    lifting_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="lock_down_once",
                fields=["lifted_at"],
                condition=models.Q(lifted_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="lock_down_lifted_by_two",
                condition=models.Q(lifted_at__isnull=True)
                | (
                    models.Q(lifting_by__isnull=False, lifted_by__isnull=False)
                    & ~models.Q(lifting_by=models.F("lifted_by"))
                ),
            ),
        ]
