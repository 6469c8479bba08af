"""What is recorded when somebody looks, asks or finds nothing."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models.contact import Contact
from directory.models.provider import Provider
from directory.models.sealed import SealedTextField


class RevealReason(models.TextChoices):
    """Why a restricted contact was opened: a code, never free text."""

    DETENTION_NOW = "detention_now", _("Somebody is detained now")
    CLIENT_ASKS = "client_asks", _("A person asks for a lawyer")
    SECOND_OPINION = "second_opinion", _("A second opinion is needed")
    VERIFICATION = "verification", _("Checking the entry")
    COORDINATION = "coordination", _("Working together on a case")


class Reveal(models.Model):
    """Somebody opened a restricted contact."""

    contact = models.ForeignKey(
        Contact, null=True, on_delete=models.SET_NULL, related_name="reveals"
    )
    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="reveals"
    )
    by = models.ForeignKey("auth.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=16, choices=RevealReason.choices)
    over_budget = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="reveal_budget")]


class Alert(models.Model):
    """Something an editor must look at: a honey entry opened, a budget passed."""

    class Kind(models.TextChoices):
        HONEY = "honey", _("A honey entry was opened")
        OVER_BUDGET = "over_budget", _("Contacts were opened beyond the budget")
        INCIDENT = "incident", _("An entry was suspended after an incident")
        RECHECK = "recheck", _("Nobody answers: check the entry again")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    provider = models.ForeignKey(
        Provider, null=True, on_delete=models.CASCADE, related_name="+"
    )
    about = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    seen_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["-at"],
                condition=models.Q(seen_at__isnull=True),
                name="alert_unseen",
            )
        ]


class ConnectRequest(models.Model):
    """ "Connect us": a relay contact is never shown; we call, or give a number back."""

    class Need(models.TextChoices):
        DETENTION = "detention", _("Somebody is detained")
        HEARING = "hearing", _("A hearing or interrogation is near")
        ADVICE = "advice", _("Advice")
        DOCUMENTS = "documents", _("Documents")

    class Answer(models.TextChoices):
        WILL_CALL = "will_call", _("They will call you")
        CALL_THEM = "call_them", _("You may call: see the words left for you")
        CANNOT = "cannot", _("They cannot: take the next one")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(
        Provider, on_delete=models.CASCADE, related_name="connect_requests"
    )
    asked_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+"
    )
    need = models.CharField(max_length=12, choices=Need.choices)
    call_back = SealedTextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    words = SealedTextField(blank=True)
    answered_by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(answered_at__isnull=True),
                name="connect_waiting",
            )
        ]


class CoverageGap(models.Model):
    """Nobody was found. Codes of what was looked for; no words, no person, no day.

    Equal gaps of one month are one row with a count, so that a row tells nothing of
    a single search.
    """

    month = models.DateField()
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=6, blank=True)
    practice_areas = ArrayField(models.CharField(max_length=60), default=list)
    languages = ArrayField(models.CharField(max_length=12), default=list)
    preset = models.CharField(max_length=16, blank=True)
    relaxed_to = models.CharField(max_length=16, blank=True)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="coverage_gap_once_a_month",
                fields=[
                    "month",
                    "country",
                    "region",
                    "practice_areas",
                    "languages",
                    "preset",
                    "relaxed_to",
                ],
            )
        ]


class Event(models.Model):
    """The directory's journal: who did what to which entry. Codes only.

    `fields` holds names of fields, never values.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=32)
    provider = models.ForeignKey(
        Provider, null=True, on_delete=models.SET_NULL, related_name="events"
    )
    about = models.ForeignKey(
        "auth.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    fields = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        indexes = [models.Index(fields=["provider", "-at"], name="event_of_provider")]
