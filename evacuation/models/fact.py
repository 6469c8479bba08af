"""Statistics facts: one for each closed case, of which the row says nothing."""

from __future__ import annotations

import uuid

from django.db import models


class Fact(models.Model):
    """Boxed for the stewards, of one size (vault/facts.py).

    No date, no case: the rows are written anew, shuffled, every week, so that neither
    their place nor the transaction that made them tells which case one is of.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
