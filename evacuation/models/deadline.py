"""By when the desk owes what: all that the worker knows, since it holds no keys."""

from __future__ import annotations

from django.db import models

from evacuation.models.case import Case
from evacuation.workflow.deadlines import Clock


class Deadline(models.Model):
    """One clock of one case while it runs or rests; it goes when it is met."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    clock = models.CharField(max_length=12, choices=Clock.choices())
    due_at = models.DateTimeField()  # five minutes
    # Since when it rests: what was left then is left when it goes on. Five minutes.
    rests_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="deadline_once", fields=["case", "clock"])
        ]
        indexes = [
            models.Index(
                name="deadline_due",
                fields=["due_at"],
                condition=models.Q(rests_since__isnull=True),
            )
        ]
