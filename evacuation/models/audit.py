"""The append-only audit chain. A trigger refuses anything but INSERT."""

from __future__ import annotations

from django.db import models


class AuditRow(models.Model):
    """One event (vault/chain.py). `minute`: Unix minutes."""

    number = models.PositiveBigIntegerField(primary_key=True)
    previous = models.BinaryField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32)
    actor = models.CharField(max_length=64)
    verb = models.CharField(max_length=40)
    minute = models.PositiveBigIntegerField()
    pseudonym = models.BinaryField(max_length=32, default=b"")
    reference = models.BinaryField(max_length=32, default=b"")
    record = models.BinaryField(max_length=32, default=b"")

    class Meta:
        indexes = [
            models.Index(name="audit_actor", fields=["actor", "number"]),
            models.Index(name="audit_pseudonym", fields=["pseudonym"]),
        ]


class AuditHead(models.Model):
    """The chain's end as the house signed it; a copy is kept elsewhere."""

    number = models.PositiveBigIntegerField(primary_key=True)
    digest = models.BinaryField(max_length=32)
    minute = models.PositiveBigIntegerField()
    signature = models.BinaryField(max_length=64)
