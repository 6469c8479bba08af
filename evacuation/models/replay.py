"""Answers to partners' requests, kept a day for whoever did not hear them."""

from __future__ import annotations

from django.db import models


class ReplayedAnswer(models.Model):
    """Sealed under what the partner's secret and Idempotency-Key derive together."""

    lookup = models.BinaryField(max_length=32, primary_key=True)
    sealed = models.BinaryField()
    gone_at = models.DateTimeField()  # the hour
