"""What can be refused, each with a code that doors translate once."""

from __future__ import annotations

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DirectoryError(Exception):
    """A refusal by the directory. `code` is stable; `message` is for people.

    `field` names the parameter or form field at fault, where there is one.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    message: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(self, field: str = "", message: str | Promise | None = None) -> None:
        self.field = field
        self.text = message or self.message
        super().__init__(self.code)


class NotVisible(DirectoryError):
    """Not there, or not for this viewer: never said which."""

    code = "not_found"
    status = 404
    message = _("There is nothing here.")


class NotAllowed(DirectoryError):
    code = "not_allowed"
    status = 403
    message = _("You may not do this.")


class InvalidCursor(DirectoryError):
    code = "invalid_cursor"
    message = _("This page marker is not ours or has been changed.")


class FilterAboveLevel(DirectoryError):
    """A filter on a field that the viewer's level does not read."""

    code = "filter_above_level"
    status = 403
    message = _("This filter is open to vetted monitors only.")


class StaleVersion(DirectoryError):
    code = "stale_version"
    status = 409
    message = _("Somebody changed this entry meanwhile. Look at it again.")


class ConsentMissing(DirectoryError):
    code = "consent_missing"
    status = 409
    message = _(
        "Record the provider's consent to this level, or the public register "
        "that names them, before listing them."
    )


class VerificationMissing(DirectoryError):
    code = "verification_missing"
    status = 409
    message = _("Record a verification before listing this entry.")


class WrongState(DirectoryError):
    code = "wrong_state"
    status = 409
    message = _("The entry is not in a state for this.")


class BudgetSpent(DirectoryError):
    code = "budget_spent"
    status = 429
    message = _(
        "You have opened as many contacts as you may for now. When somebody is "
        "detained, choose that reason: it still gives one at a time."
    )


class SamePerson(DirectoryError):
    code = "same_person"
    status = 409
    message = _("A second person has to do this.")


class InvitationSpent(DirectoryError):
    code = "invitation_spent"
    status = 410
    message = _("This link has been used or has run out. Ask for a new one.")
