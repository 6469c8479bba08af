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
