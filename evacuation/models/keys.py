"""Keys of compartments and teams, wrapped for whoever may open them."""

from __future__ import annotations

from django.db import models

from evacuation.models.case import Case
from evacuation.models.choices import Compartment, NoteKind


class CaseKey(models.Model):
    """That there is a key for a compartment and epoch, and what it commits to."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keys")
    compartment = models.CharField(max_length=16, choices=Compartment.choices)
    epoch = models.PositiveIntegerField()
    commit = models.BinaryField(max_length=32)
    # Somebody who held it was removed: the next holder opens a new epoch.
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="case_key_once", fields=["case", "compartment", "epoch"]
            )
        ]


class CaseWrap(models.Model):
    """One key for one recipient (vault/slips.py). `recipient` as in vault/cards.py."""

    key = models.ForeignKey(CaseKey, on_delete=models.CASCADE, related_name="wraps")
    recipient = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="case_wrap_once", fields=["key", "recipient"])
        ]
        indexes = [models.Index(name="case_wrap_for", fields=["recipient"])]


class TeamWrap(models.Model):
    """A team's secret of one epoch for one member, or for recovery."""

    team = models.CharField(max_length=16)
    epoch = models.PositiveIntegerField()
    recipient = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="team_wrap_once", fields=["team", "epoch", "recipient"]
            )
        ]


class Note(models.Model):
    """A short record for a team: the board line, the night card, a duplicate mark.

    `number` counts how often it was written, and is the epoch in its slot.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=NoteKind.choices)
    number = models.PositiveIntegerField(default=1)
    recipient = models.CharField(max_length=64)
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="note_once", fields=["case", "kind", "recipient"]
            )
        ]
        indexes = [models.Index(name="note_for", fields=["recipient", "kind"])]
