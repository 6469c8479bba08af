"""What the evacuation desk refuses, each with a code; doors translate them once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.errors import DirectoryError, NotAllowed, NotVisible, WrongState


class DeskError(DirectoryError):
    """Any refusal of the desk. Its texts name no case and nobody."""


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


class Busy(DeskError):
    """Too many are unlocking at once; try again in a moment."""

    code = "busy"
    status = 503
    message = _(
        "Too many people are signing in at this moment. Try again in a few seconds."
    )


__all__ = [
    "Busy",
    "DeskError",
    "KeyMissing",
    "Locked",
    "NotAllowed",
    "NotTrusted",
    "NotVisible",
    "TooLate",
    "TooLongText",
    "WrongCode",
    "WrongState",
]
