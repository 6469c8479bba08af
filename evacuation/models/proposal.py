"""Four eyes: what one member proposed, and what others said to it.

A guard rail stands in the database (migration 0013): nobody approves what they
proposed, own or vouched for, and nothing said is changed. What counts are the
signatures (services/proposing.py).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from evacuation.models.case import Case


class Action(models.TextChoices):
    """What a proposal would do."""

    CLOSE = "close"
    DECIDE = "decide"
    LOWER = "lower"
    MEASURE = "measure"
    HELP = "help"  # before it is given
    LIFT_LEVEL = "lift_level"
    VITAL_INTEREST = "vital_interest"
    SHRED_PART = "shred_part"
    # Steps of the workflow that take two (workflow/table.py), by their names.
    CONCLUDE = "conclude"
    LIFT = "lift"
    DECLINE = "decline"
    FINISH = "finish"
    FIND_AGAIN = "find_again"
    GIVE_UP = "give_up"
    WITHDRAW = "withdraw"
    READY = "ready"


class Decision(models.TextChoices):
    """What somebody says to a proposal, once."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class Proposal(models.Model):
    """Its id is that of the sealed record that says what is proposed."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proposals")
    action = models.CharField(max_length=16, choices=Action.choices)
    proposer = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    # Who owned the case then. Signed, as all that follows.
    owner = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    vouchers = ArrayField(models.IntegerField(), default=list)  # users
    tier = models.PositiveSmallIntegerField()  # how many have to approve
    roster = models.PositiveBigIntegerField()
    signature = models.BinaryField(max_length=64)
    made_at = models.DateTimeField()  # the minute
    settled_at = models.DateTimeField(null=True)  # the minute

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_tier", condition=models.Q(tier__range=(1, 5))
            ),
            # A new one takes the place of what still waited.
            models.UniqueConstraint(
                name="proposal_waits_once",
                fields=["case", "action"],
                condition=models.Q(settled_at__isnull=True),
            ),
        ]


class Approval(models.Model):
    """One person's signed word on one proposal."""

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="approvals"
    )
    approver = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    decision = models.CharField(max_length=3, choices=Decision.choices)
    roster = models.PositiveBigIntegerField()
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()  # the minute

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="approval_once", fields=["proposal", "approver"]
            )
        ]
