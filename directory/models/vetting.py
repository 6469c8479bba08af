"""How an entry is known to be right, and what happens when it is not."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.models.choices import (
    ENTRY_LEVEL_CHOICES,
    ConsentMethod,
    VettingLevel,
    VettingMethod,
)
from directory.models.provider import Provider
from directory.models.sealed import SealedTextField


class Verification(models.Model):
    """Somebody checked the entry and answers for it. Never changed afterwards."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="verifications"
    )
    by = models.ForeignKey("auth.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    how = models.CharField(max_length=12, choices=VettingMethod.choices)
    level = models.PositiveSmallIntegerField(choices=VettingLevel.choices)
    next_due = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["provider", "-at"], name="verification_latest")]


class Consent(models.Model):
    """The provider's own word to be listed, and to whom; or its withdrawal."""

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="consents"
    )
    level = models.PositiveSmallIntegerField(
        choices=ENTRY_LEVEL_CHOICES, null=True, blank=True
    )
    withdrawn = models.BooleanField(default=False)
    method = models.CharField(max_length=12, choices=ConsentMethod.choices)
    recorded_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="consent_gives_level_or_withdraws",
                condition=Q(withdrawn=True, level__isnull=True)
                | Q(withdrawn=False, level__isnull=False),
            )
        ]


class CallOutcome(models.Model):
    """What a monitor met when they tried to reach a provider: one tap."""

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        CANNOT_TONIGHT = "cannot_tonight", _("Cannot tonight")
        ASKED_MONEY = "asked_money", _("Asked for money")
        BREACH = "breach", _("Breach of trust")

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="call_outcomes"
    )
    by = models.ForeignKey("auth.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=16, choices=Result.choices)

    class Meta:
        indexes = [models.Index(fields=["provider", "-at"], name="call_outcome_latest")]


class Incident(models.Model):
    """An outing, a bribe, a breach: the entry is suspended until two have looked."""

    class Kind(models.TextChoices):
        OUTING = "outing", _("Told others who the person is")
        BRIBE = "bribe", _("Asked for money to settle the case")
        BREACH = "breach", _("Passed on confidential facts")
        HOSTILE = "hostile", _("Hostile or humiliating")
        IMPERSONATION = "impersonation", _("Not who they say they are")

    class State(models.TextChoices):
        OPEN = "open", _("Being looked at")
        CLEARED = "cleared", _("Cleared")
        UPHELD = "upheld", _("Upheld")

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="incidents"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reported_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["provider"],
                condition=Q(state="open"),
                name="incident_open",
            )
        ]


class IncidentReview(models.Model):
    """One of the two pairs of eyes. The reporter is neither."""

    class Verdict(models.TextChoices):
        CLEAR = "clear", _("Nothing stands against listing it again")
        UPHOLD = "uphold", _("It must not come back")

    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, related_name="reviews"
    )
    by = models.ForeignKey("auth.User", on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="incident_review_once_per_person", fields=["incident", "by"]
            )
        ]


class Proposal(models.Model):
    """A monitor's change to an entry, decided by another person.

    `changes` is a sealed JSON object: field name to [old, new].
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")

    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="proposals"
    )
    proposed_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    changes = SealedTextField()
    provider_version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        "auth.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="proposal_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            )
        ]
