"""A request for help: what a thief of the database may know of it, and no more."""

from __future__ import annotations

import uuid

from django.db import models

from evacuation.models.choices import State, Urgency


class Case(models.Model):
    """Ids, state, level and due times in clear; everything else lies in records."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(
        max_length=16, choices=State.choices, default=State.RECEIVED
    )
    level = models.CharField(max_length=8, choices=Urgency.choices)
    # Rises with every change through a service; forms carry it back.
    version = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()  # the hour
    next_due_at = models.DateTimeField(null=True)  # five minutes
    acknowledged_at = models.DateTimeField(null=True)  # five minutes
    closed_at = models.DateTimeField(null=True)  # the hour
    # Erasure was asked for and waits (critical, or on hold): the hour.
    erase_at = models.DateTimeField(null=True)

    # When a closed case is forgotten: the hour.
    forget_at = models.DateTimeField(null=True)
    # When the route of who arrived is destroyed: the hour.
    route_until = models.DateTimeField(null=True)
    # What was told of the journey is shown no more (services/journeys/withholding.py).
    withheld = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(name="case_open", fields=["state", "next_due_at"]),
        ]
