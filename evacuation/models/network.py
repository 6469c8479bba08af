"""How many requests a network sent today. Unlogged: no archive or replica has it."""

from __future__ import annotations

from django.db import models


class NetworkCount(models.Model):
    """`network`: a hash under the day's key, which is gone tomorrow."""

    network = models.BinaryField(max_length=32, primary_key=True)
    day = models.DateField()
    count = models.PositiveIntegerField()
