"""A visit to a mailbox: a split session that says nothing of which one."""

from __future__ import annotations

import uuid

from django.db import models


class MailboxVisit(models.Model):
    """The receipt under a key that exists in a cookie alone (vault/visits.py)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    seen_at = models.DateTimeField()  # the minute

    class Meta:
        indexes = [models.Index(name="visit_seen", fields=["seen_at"])]
