"""What the house itself remembers: that its worker is alive."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When a part of the house was last seen working, one row for each part."""

    part = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.part} {self.beat_at:%Y-%m-%d %H:%M:%S}"
