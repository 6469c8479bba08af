"""Organisations whose word counts, and doors for who has no account."""

from __future__ import annotations

from django.db import models


class Trusted(models.Model):
    """One that leads trust. Never tied to a request: that stands in sealed records.

    `suspended_at`: when it was last stopped. A word given before counts no more, also
    where the organisation is trusted again.
    """

    code = models.SlugField(max_length=32, primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()  # the minute
    suspended_at = models.DateTimeField(null=True)  # the minute
    revoked_at = models.DateTimeField(null=True)  # the minute; there is no way back
    # When a lead said that every case was looked at since.
    looked_at = models.DateTimeField(null=True)  # the minute

    class Meta:
        ordering = ["name"]


class DoorRow(models.Model):
    """What waits for an answer: by link and code, without an account.

    Which case it is about, and what is asked, is inside (vault/doors.py).
    """

    lookup = models.BinaryField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    wrong = models.PositiveSmallIntegerField(default=0)  # wrong codes so far
    gone_at = models.DateTimeField()  # the hour after it ends

    class Meta:
        abstract = True


class VouchDoor(DoorRow):
    """A question to somebody of a trusted organisation."""


class HostDoor(DoorRow):
    """A host says that they receive, and later that somebody arrived."""
