"""The key by which the identity team knows one contact in two cases."""

from __future__ import annotations

from django.db import models


class DuplicateKey(models.Model):
    """Sealed for the identity team of one epoch; the next one gets the same key.

    One row, made when it is first needed (evacuation/duplicates.py).
    """

    epoch = models.PositiveIntegerField(primary_key=True)
    sealed = models.BinaryField()
