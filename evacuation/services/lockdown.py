"""Lock down: a lead closes everything but intake and alerts; two leads open it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson
from directory.services.people import delete_sessions
from evacuation import audit
from evacuation.errors import DeskError, WrongState
from evacuation.models import KeySession, LockDown, Member, MemberToken, ResetLink
from evacuation.services.roster_changes import require_lead

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked


class LockedDown(DeskError):
    """Reveals and exports stand still until two leads lift the lock down."""

    code = "locked_down"
    status = 423
    message = _("Locked down: nothing is revealed or exported until two leads lift it.")


def current() -> LockDown | None:
    """The lock down that holds now."""
    rows = LockDown.objects.select_related("began_by", "lifting_by")
    return rows.filter(lifted_at__isnull=True).first()


def require_open() -> None:
    """For whatever reveals or exports. Raises LockedDown."""
    if LockDown.objects.filter(lifted_at__isnull=True).exists():
        raise LockedDown


def lock_down(*, actor: Unlocked) -> LockDown:
    """At once, by any lead: all members' sessions and tokens end, the actor's too.

    Raises NotAllowed, WrongState where it holds already.
    """
    require_lead(actor)
    try:
        with transaction.atomic():
            row = LockDown.objects.create(began_at=timezone.now(), began_by=actor.user)
            _end_all_sessions()
            audit.write(actor=actor.name, verb="desk.locked_down")
    except IntegrityError:
        raise WrongState from None
    return row


def lift(*, actor: Unlocked) -> bool:
    """True where the actor is the second lead, and it is lifted.

    Raises NotAllowed, WrongState, SamePerson.
    """
    require_lead(actor)
    with transaction.atomic():
        row = LockDown.objects.select_for_update().filter(lifted_at=None).first()
        if row is None:
            raise WrongState
        if row.lifting_by_id == actor.user.pk:
            raise SamePerson
        done = row.lifting_by_id is not None
        if done:
            row.lifted_by, row.lifted_at = actor.user, timezone.now()
        else:
            row.lifting_by = actor.user
        row.save()
        audit.write(
            actor=actor.name, verb="desk.lock_lifted" if done else "desk.lock_lifting"
        )
    return done


def _end_all_sessions() -> None:
    KeySession.objects.all().delete()
    MemberToken.objects.all().delete()
    ResetLink.objects.filter(used_at__isnull=True).delete()
    for member in Member.objects.select_related("user"):
        delete_sessions(member.user)
