"""Closed lists that columns and records share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Main state of a request (domain.md b). Later states come with their steps."""

    RECEIVED = "received", _("Received")
    TRIAGE = "triage", _("In triage")
    CLOSED = "closed", _("Closed")


class Urgency(models.TextChoices):
    """How soon somebody must act."""

    CRITICAL = "critical", _("Critical")
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Compartment(models.TextChoices):
    """Parts of a case with a key of their own (docs/vault.md)."""

    TRIAGE = "triage", _("Account and assessment")
    IDENTITY = "identity", _("Identity")
    INBOX = "inbox", _("What the person writes")
    REPLIES = "replies", _("What the desk writes")
    LOGISTICS = "logistics", _("Route and places")


class RecordKind(models.TextChoices):
    """What a record is. In clear, since it says no more than counts do."""

    ACCOUNT = "account"  # triage: what was asked for, at intake
    PERSON = "person"  # identity: names, who can vouch
    CONTACT = "contact"  # inbox: how to reach the person
    INBOX_KEY = "inbox_key"  # replies: the inbox's public key
    LETTER = "letter"  # inbox: a message of the person, sealed to the inbox
    REPLY = "reply"  # replies: a message of the desk
    STATUS = "status"  # replies: the coarse status that the person reads
    REMARK = "remark"  # triage: an internal note
    ATTEMPT = "attempt"  # triage: an attempt to reach somebody, as a code
    CLOSURE = "closure"  # triage: why it was closed
    FILE = "file"  # inbox: names one file and holds its key


class NoteKind(models.TextChoices):
    BOARD = "board"
    NIGHT_CARD = "night_card"
    MARK = "mark"
