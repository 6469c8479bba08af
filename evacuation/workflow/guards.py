"""What must be there before a step; each says in words what is still missing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded


class Guard(Coded):
    """The service says which hold; the page and the API name those that do not."""

    OWNED = "owned", _("Somebody owns the case.")
    ASSESSED = "assessed", _("An urgency assessment is saved.")
    FRESH = "fresh", _("The urgency assessment is not older than its level allows.")
    FRESH_72H = "fresh_72h", _("The urgency assessment is not older than 72 hours.")
    CONTACT = (
        "contact",
        _("A safe way to reach them is confirmed, or why there is none."),
    )
    PROPOSED = "proposed", _("A proposal is written: criteria, options and budget.")
    VERIFIED = "verified", _("What was verified is enough for what is to be spent.")
    KNOWN = "known", _("Its facts take in whatever was checked since.")
    NO_REVOKED_VOUCH = "vouches", _("No vouch that it rests on was revoked or ran out.")
    DECONFLICTED = "deconflicted", _("Duplicate help was looked for, or waived.")
    APPEAL_OPEN = "appeal_open", _("The time for an appeal is not over.")
    NO_APPEAL_YET = "no_appeal_yet", _("Nobody appealed before.")
    APPEAL_OVER = "appeal_over", _("The time for an appeal is over.")
    TOLD = "told", _("The person was told in words.")
    OTHER_APPROVER = "other_approver", _("Who decided before does not decide again.")
    RECONCILED = (
        "reconciled",
        _("Every payment and all help say how they are receipted."),
    )
    LIST_DONE = "list_done", _("Every line of the list before going is done.")
    GO_STANDS = (
        "go_stands",
        _("Two people signed the list, and nothing has changed since."),
    )
    RECEIVED = "received", _("Their arrival was confirmed by the phrase.")
    ALL_THERE = "all_there", _("Nobody who was to come is missing.")
    FIRST_DAYS = (
        "first_days",
        _("Something of the list of the first 72 hours is done."),
    )
    THEIR_WORD = (
        "their_word",
        _("They asked for it, and said the agreed phrase: help is under way."),
    )
    LEVEL_LOW = "level_low", _("The last assessment says low.")
    RETENTION_DUE = (
        "retention_due",
        _("It is due to be forgotten, and nothing holds it."),
    )
