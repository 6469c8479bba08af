"""The rows of the shred database. No relation leads out of it or into it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ShredRow(models.Model):
    """The outer key of a case, or of a team's epoch.

    Written before what it protects. While a case gets a new key, the old one stands
    beside it until the main database has committed.
    """

    scope = models.CharField(max_length=64, primary_key=True)
    key = models.BinaryField(max_length=32)
    next_key = models.BinaryField(max_length=32, null=True)
    audit_key = models.BinaryField(max_length=32)
    mailboxes = ArrayField(models.BinaryField(max_length=32), default=list)
    made_at = models.DateTimeField()


class HighWater(models.Model):
    """The highest numbers of charter and roster that were ever seen: no way back."""

    kind = models.CharField(max_length=8, primary_key=True)
    number = models.PositiveBigIntegerField()


class DayKey(models.Model):
    """A key that lives one day: client addresses are counted under it."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)
