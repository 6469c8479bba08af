"""Saying that somebody is away: a member for themselves, a lead for anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.away import Absences
from evacuation.errors import DeskError, NotAllowed, NotVisible
from evacuation.models import Absence, Member
from evacuation.services.duty import active_members, is_lead
from evacuation.vault.cards import member_name

if TYPE_CHECKING:
    from django.contrib.auth.models import User

LONGEST = timedelta(days=366)
KEPT = timedelta(days=1)
# Of whom the desk needs somebody at any time.
NEEDED = (
    Member.Role.COORDINATOR,
    Member.Role.VERIFIER,
    Member.Role.APPROVER_PROGRAMME,
    Member.Role.APPROVER_FINANCE,
    Member.Role.LEAD,
)


class BadSpan(DeskError):
    """Dates that cannot be meant. `field`: starts_at or ends_at."""

    code = "bad_span"


class AwayAlready(DeskError):
    """Part of it was said before."""

    code = "away_already"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            "starts_at",
            _("Part of that time is said already. Take that back, or choose another."),
        )


@dataclass(frozen=True, slots=True)
class NobodyLeft:
    """Everybody with this role is away, until the first of them is back."""

    role: str
    since: datetime
    until: datetime


def add_absence(
    *, actor: User, user: User, starts_at: datetime, ends_at: datetime
) -> Absence:
    """They are away in that time: alerts and the rota pass them over.

    Raises NotAllowed for another one's but a lead's word, NotVisible for who is no
    member now, BadSpan, AwayAlready.
    """
    with transaction.atomic():
        _require(actor, user)
        _require_span(starts_at, ends_at)
        # One after the other, so that two pages cannot say overlapping times.
        if not Member.objects.select_for_update().filter(user=user).exists():
            raise NotVisible
        theirs = Absence.objects.filter(user=user)
        if theirs.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
            raise AwayAlready
        row = Absence.objects.create(user=user, starts_at=starts_at, ends_at=ends_at)
        audit.write(actor=member_name(actor.pk), verb="absence.added")
    return row


def drop_absence(*, actor: User, absence_id: int) -> None:
    """They are there again, from now on. Raises NotAllowed, NotVisible."""
    with transaction.atomic():
        now = timezone.now()
        rows = Absence.objects.select_for_update().filter(pk=absence_id)
        row = rows.filter(ends_at__gt=now).select_related("user").first()
        if row is None:
            raise NotVisible
        if actor.pk != row.user_id and not is_lead(actor):
            raise NotAllowed
        row.delete()
        audit.write(actor=member_name(actor.pk), verb="absence.dropped")


def coming_absences() -> list[Absence]:
    """Those that are not over, by their beginning."""
    rows = Absence.objects.filter(ends_at__gt=timezone.now()).select_related("user")
    return list(rows.order_by("starts_at", "pk"))


def forget_past_absences() -> None:
    """Those that were over a day ago: who was away when is nobody's history."""
    Absence.objects.filter(ends_at__lte=timezone.now() - KEPT).delete()


def nobody_left() -> list[NobodyLeft]:
    """Stretches in which everybody of a needed role is away; the next one of each."""
    now = timezone.now()
    members = active_members(now).values_list("user_id", "roles")
    absences = Absences()
    moments = [now, *(at for at in absences.begin() if at > now)]
    found = []
    for role in NEEDED:
        people = {user for user, roles in members if role in roles}
        lacking = (at for at in moments if people and people <= absences.at(at))
        since = next(lacking, None)
        if since is not None:
            found.append(NobodyLeft(role, since, _back(absences, people, since)))
    return found


def _back(absences: Absences, people: set[int], since: datetime) -> datetime:
    ends = (at for at in absences.end() if at > since)
    return next(at for at in ends if not people <= absences.at(at))


def _require(actor: User, user: User) -> None:
    if not active_members(timezone.now()).filter(user=user).exists():
        raise NotVisible
    if actor.pk != user.pk and not is_lead(actor):
        raise NotAllowed


def _require_span(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise BadSpan("ends_at", _("The end has to be after the beginning."))
    if ends_at <= timezone.now():
        raise BadSpan("ends_at", _("That time is over already."))
    if ends_at - starts_at > LONGEST:
        raise BadSpan("ends_at", _("At most a year at once."))
