"""What is written into a case, sealed; files lie beside, sealed as streams."""

from __future__ import annotations

import uuid

from django.db import models

from evacuation.models.case import Case
from evacuation.models.choices import Compartment, RecordKind


class Record(models.Model):
    """One sealed record (vault/records.py). Its size is one of a few."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="records")
    compartment = models.CharField(max_length=16, choices=Compartment.choices)
    kind = models.CharField(max_length=12, choices=RecordKind.choices)
    version = models.PositiveIntegerField(default=1)
    epoch = models.PositiveIntegerField(default=1)
    sealed = models.BinaryField()
    written_at = models.DateTimeField()  # the hour
    # When it goes by itself: a reply 72 hours after it was read. The hour.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(name="record_of", fields=["case", "compartment", "kind"]),
            models.Index(
                name="record_going",
                fields=["gone_at"],
                condition=models.Q(gone_at__isnull=False),
            ),
        ]


class CaseFile(models.Model):
    """A file of a case: its bytes on disk under this id, its size padded.

    Key, name and type lie in the sealed record that names it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    size = models.PositiveBigIntegerField()
    written_at = models.DateTimeField()  # the hour
