"""What somebody agrees to: separate, dated, revocable, each for one thing alone."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded


class Scope(Coded):
    """One thing that may be done with what they told."""

    STORE = "store_assess", _("Keep and assess what they wrote")
    CONTACT = "contact", _("Write to them this way")
    VERIFY = "verify", _("Ask an organisation or a person who can speak for them")
    LAWYER = "share_lawyer", _("Share what is needed with a lawyer")
    PARTNER = "share_partner", _("Share what is needed with a host or partner")
    MEDICAL = "share_medical", _("Share what is needed with a doctor")
    DECONFLICT = "deconfliction", _("Compare with others, so nothing is paid twice")
    STATISTICS = "statistics", _("Count it in statistics, without anything about them")
    REPORT = "report", _("Use it in one report, asked again each time")
    MEDIA = "media", _("Use it in media")


class GrantedBy(Coded):
    """On whose word."""

    PERSON = "person", _("The person")
    ON_BEHALF = "on_behalf", _("Somebody who may speak for them")
    VITAL = (
        "vital_interest",
        _("Nobody: their life is in danger and they cannot be asked"),
    )


class Method(Coded):
    """How it was said."""

    MAILBOX = "mailbox", _("In the mailbox")
    CALL = "call", _("In a call")
    MESSAGE = "message", _("In a message")
    IN_PERSON = "in_person", _("Face to face")
    NONE = "none", _("Not at all")


# What is done without their word is looked at again.
VITAL_REVIEWED = timedelta(hours=72)
