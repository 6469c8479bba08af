"""What the evacuation desk refuses, each with a code; doors translate them once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError, NotAllowed, NotVisible
from directory.errors import WrongState as _WrongState


class DeskError(DirectoryError):
    """Any refusal of the desk. Its texts name no case and nobody."""


class WrongState(_WrongState):
    message = _("This cannot be done as things stand now. Look at it again.")


class NotTrusted(DeskError):
    """No charter and roster that verify: nothing confidential is written or read."""

    code = "not_trusted"
    status = 503
    message = _("This form cannot be used safely at the moment.")


class Locked(DeskError):
    """The member is signed in, and their keys are not open: unlock and send again."""

    code = "locked"
    status = 403
    message = _("Unlock your keys to go on. Nothing that you typed is lost.")


class Barred(Locked):
    """Signed in, and no password opens anything until somebody acts. Says what."""

    code = "barred"


class NoKeys(Barred):
    code = "no_keys"
    message = _("You have no keys yet: make them first.")


class NotInRoster(Barred):
    code = "not_in_roster"
    message = _("Your keys do not stand in the signed roster. Two leads put them in.")


class OtherKeys(Barred):
    """The roster names other public keys than the member's own."""

    code = "other_keys"
    message = _("Your keys are not the ones that were signed. Tell two leads at once.")


class Suspended(Barred):
    code = "suspended"
    message = _("A lead has suspended your access. Speak to a lead.")


class AccessOver(Barred):
    code = "access_over"
    message = _("Your access has run out. Ask for it to be renewed.")


class KeyMissing(DeskError):
    """The member may see the case and holds no key for this part of it."""

    code = "key_missing"
    status = 403
    message = _("You hold no key for this part.")


class TooLongText(DeskError):
    """More than fits into a record."""

    code = "too_long"
    message = _("This text is too long. Shorten it, or send it in parts.")


class TooLate(DeskError):
    """The time in which this could be undone is over."""

    code = "too_late"
    status = 409
    message = _("It is too late to take this back.")


class WrongCode(DeskError):
    """A receipt, code or password that opens nothing. Says no more."""

    code = "wrong_code"
    status = 403
    message = _("This does not open anything. Check it and try again.")


class LinkSpent(DeskError):
    """Unknown, used or run out: never said which."""

    code = "link_spent"
    status = 410
    message = _("This link does not work any more. Ask for another.")


class Busy(DeskError):
    """Too many are unlocking at once; try again in a moment."""

    code = "busy"
    status = 503
    message = _(
        "Too many people are signing in at this moment. Try again in a few seconds."
    )


__all__ = [
    "AccessOver",
    "Barred",
    "Busy",
    "DeskError",
    "KeyMissing",
    "LinkSpent",
    "Locked",
    "NoKeys",
    "NotAllowed",
    "NotInRoster",
    "NotTrusted",
    "NotVisible",
    "OtherKeys",
    "Suspended",
    "TooLate",
    "TooLongText",
    "WrongCode",
    "WrongState",
]
