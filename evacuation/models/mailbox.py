"""The requester's way back, the decoys and a partner's: five rows of one shape."""

from __future__ import annotations

from django.db import models


class Mailbox(models.Model):
    """A look-up and one sealed record; which case it leads to is inside."""

    lookup = models.BinaryField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
