"""Closed lists that columns and records share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from evacuation.workflow.states import Level
from evacuation.workflow.states import State as Main


class State(models.TextChoices):
    """Main state of a case (workflow/table.py), with words for people."""

    RECEIVED = Main.RECEIVED.value, _("Received")
    TRIAGE = Main.TRIAGE.value, _("In triage")
    INFO_NEEDED = Main.INFO_NEEDED.value, _("Waiting for an answer")
    ASSESSMENT = Main.ASSESSMENT.value, _("In assessment")
    DECISION_PENDING = Main.DECISION_PENDING.value, _("Decision pending")
    APPROVED = Main.APPROVED.value, _("Approved")
    WAITLISTED = Main.WAITLISTED.value, _("On the waiting list")
    PLANNING = Main.PLANNING.value, _("In planning")
    READY = Main.READY.value, _("Ready to go")
    IN_TRANSIT = Main.IN_TRANSIT.value, _("On the way")
    ARRIVED = Main.ARRIVED.value, _("Arrived")
    FOLLOW_UP = Main.FOLLOW_UP.value, _("Follow-up")
    DECLINED = Main.DECLINED.value, _("Declined")
    APPEAL = Main.APPEAL.value, _("Appeal")
    REFERRED_OUT = Main.REFERRED_OUT.value, _("With another organisation")
    ON_HOLD = Main.ON_HOLD.value, _("Resting")
    CONTACT_LOST = Main.CONTACT_LOST.value, _("Contact lost")
    SECURITY_HOLD = Main.SECURITY_HOLD.value, _("Stopped for safety")
    CLOSED = Main.CLOSED.value, _("Closed")
    PURGED = Main.PURGED.value, _("Forgotten")


class Urgency(models.TextChoices):
    """How soon somebody must act."""

    CRITICAL = Level.CRITICAL.value, _("Critical")
    HIGH = Level.HIGH.value, _("High")
    MEDIUM = Level.MEDIUM.value, _("Medium")
    LOW = Level.LOW.value, _("Low")


class Compartment(models.TextChoices):
    """Parts of a case with a key of their own (docs/vault.md)."""

    TRIAGE = "triage", _("Account and assessment")
    IDENTITY = "identity", _("Identity")
    INBOX = "inbox", _("What the person writes")
    REPLIES = "replies", _("What the desk writes")
    LOGISTICS = "logistics", _("Route and places")
    # Made when first written.
    VERIFICATION = "verification", _("Verification and vouches")
    DECISION = "decision", _("Criteria, budget and decision")
    HEALTH = "health", _("Medicine")


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
    MOVE = "move"  # triage, decision: a step of the workflow, and why
    ASSESSMENT = "assessment"  # triage: how urgent it is, by the rubric
    SAFE_CONTACT = "safe_contact"  # inbox: that a way to reach them was confirmed
    CONSENT = "consent"  # triage: one grant, or that it was taken back
    MEASURE = "measure"  # decision: interim help, and that it was ratified
    CHECK = "check"  # verification: what was verified, and how
    VOUCH = "vouch"  # verification: an organisation's word
    PROPOSAL = "proposal"  # decision: criteria, options and budget
    FOLLOWED = "followed"  # triage: how they are, after the help
    HOLD = "hold"  # triage: why it is kept longer
    TRAVELLER = "traveller"  # logistics: one of those who go, and their papers
    PLAN = "plan"  # logistics: legs, borders, host, money, device, last yes
    DISCLOSED = "disclosed"  # logistics: what was told to whom, and until when
    HEALTH = "health"  # health: medicine of one person, by kind and days
    INTERVIEW = "interview"  # interview: what one person told alone
    FOCAL = "focal"  # triage: who looks after the law, the medicine, the minors
    CHECK_IN = "check_in"  # triage: when we hear from them, and what was heard
    PROTOCOL = "protocol"  # inbox: what is done, step by step, if we do not


class NoteKind(models.TextChoices):
    BOARD = "board"
    # What somebody who cannot read the board line says of state, level and next step.
    OVER = "over"
    NIGHT_CARD = "night_card"
    MARK = "mark"
