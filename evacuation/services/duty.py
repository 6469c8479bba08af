"""The rota: who is on duty, where nobody is, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.away import Absences, is_away
from evacuation.errors import NotAllowed, NotVisible, WrongState
from evacuation.models import Member, Shift
from evacuation.vault.cards import member_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.contrib.auth.models import User
    from django.db.models import QuerySet

LOOK_AHEAD = timedelta(hours=72)
# Who can open a request that has just come in.
DUTY_ROLES = (Member.Role.COORDINATOR, Member.Role.LEAD)


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time in which nobody is on duty."""

    starts_at: datetime
    ends_at: datetime


def active_members(at: datetime) -> QuerySet[Member]:
    """Members whose access runs at that time: neither ended nor suspended."""
    return Member.objects.filter(
        starts_at__lte=at,
        ends_at__gt=at,
        ended_at__isnull=True,
        suspended_at__isnull=True,
        user__is_active=True,
    )


def may_be_on_duty(at: datetime) -> QuerySet[Member]:
    """Active members who can open a new request."""
    return active_members(at).filter(roles__overlap=list(DUTY_ROLES))


def is_lead(user: User) -> bool:
    """Whether this person may change the rota now."""
    leads = active_members(timezone.now()).filter(roles__contains=[Member.Role.LEAD])
    return leads.filter(user=user).exists()


def on_duty(at: datetime) -> list[User]:
    """Who is to act at that time, each once; the stand-in for whoever cannot."""
    shifts = list(_shifts(at, at + timedelta.resolution))
    able = _able(shifts, at)
    found = {user.pk: user for s in shifts if (user := _acting(s, able))}
    return list(found.values())


def stand_ins(at: datetime) -> list[User]:
    """The stand-ins of the shifts that run at that time, each once."""
    shifts = list(_shifts(at, at + timedelta.resolution))
    able = _able(shifts, at)
    found = {s.stand_in.pk: s.stand_in for s in shifts if s.stand_in}
    return [user for pk, user in found.items() if pk in able]


def covered_now() -> bool:
    return _is_covered(timezone.now())


def gaps(until: datetime, *, since: datetime | None = None) -> list[Gap]:
    """Where nobody is on duty from `since` (now) to `until`, in order."""
    start = since or timezone.now()
    shifts = list(_shifts(start, until))
    found, reached = [], start
    for shift in _covering(shifts):
        if shift.starts_at > reached:
            found.append(Gap(reached, shift.starts_at))
        reached = max(reached, shift.ends_at)
    if reached < until:
        found.append(Gap(reached, until))
    return found


def next_cover(at: datetime) -> datetime | None:
    """When somebody is on duty next, `at` itself if somebody is; None if never."""
    if _is_covered(at):
        return at
    coming = Shift.objects.filter(starts_at__gt=at).select_related("user", "stand_in")
    first = next(_covering(list(coming.order_by("starts_at")[:50])), None)
    return first.starts_at if first else None


def coming_shifts() -> list[Shift]:
    """Shifts that are not over, the next one first."""
    found = Shift.objects.filter(ends_at__gt=timezone.now())
    return list(found.select_related("user", "stand_in").order_by("starts_at", "pk"))


def add_shifts(
    *,
    actor: User,
    user: User,
    starts: Iterable[tuple[datetime, datetime]],
    stand_in: User | None = None,
) -> int:
    """Put somebody on duty for each (start, end); how many shifts are new.

    Raises NotAllowed for all but leads, WrongState for an end before its start, for
    people who cannot open a request, and for a person as their own stand-in.
    """
    with transaction.atomic():
        _require_lead(actor)
        _require_able(user, stand_in)
        rows = [
            Shift(user=user, stand_in=stand_in, starts_at=start, ends_at=end)
            for start, end in starts
        ]
        if not rows or any(row.ends_at <= row.starts_at for row in rows):
            raise WrongState
        before = Shift.objects.count()
        Shift.objects.bulk_create(rows, ignore_conflicts=True)
        added = Shift.objects.count() - before
        audit.write(actor=member_name(actor.pk), verb="rota.added")
    return added


def drop_shift(*, actor: User, shift_id: int) -> None:
    """Take a shift out of the rota. Raises NotAllowed, NotVisible."""
    with transaction.atomic():
        _require_lead(actor)
        deleted, _ = Shift.objects.filter(pk=shift_id).delete()
        if not deleted:
            raise NotVisible
        audit.write(actor=member_name(actor.pk), verb="rota.dropped")


def release_shifts(*, user: User) -> None:
    """Somebody leaves: stand-ins take their shifts, what nobody can take goes.

    Inside the caller's transaction, who also writes the audit.
    """
    now = timezone.now()
    Shift.objects.filter(stand_in=user, ends_at__gt=now).update(stand_in=None)
    for shift in Shift.objects.filter(user=user, ends_at__gt=now):
        if shift.stand_in_id is not None and not _has_shift(shift):
            shift.user_id, shift.stand_in_id = shift.stand_in_id, None
            shift.save(update_fields=["user", "stand_in"])
        elif shift.starts_at < now:
            shift.ends_at = now
            shift.save(update_fields=["ends_at"])
        else:
            shift.delete()


def _has_shift(shift: Shift) -> bool:
    """Whether its stand-in has one of their own that begins at the same time."""
    own = Shift.objects.filter(user=shift.stand_in_id, starts_at=shift.starts_at)
    return own.exists()


def _shifts(start: datetime, end: datetime) -> QuerySet[Shift]:
    """Shifts that touch [start, end), by their start."""
    touching = Shift.objects.filter(starts_at__lt=end, ends_at__gt=start)
    return touching.select_related("user", "stand_in").order_by("starts_at", "pk")


def _is_covered(at: datetime) -> bool:
    """Whether `on_duty` names anybody; every request asks."""
    running = Shift.objects.filter(starts_at__lte=at, ends_at__gt=at)
    pairs = running.values_list("user_id", "stand_in_id")
    named = {pk for pair in pairs for pk in pair if pk}
    able = may_be_on_duty(at).filter(user__in=named).exclude(is_away(at))
    return bool(named) and able.exists()


def _able(shifts: Iterable[Shift], at: datetime) -> set[int]:
    """Which people of these shifts could act at that time: able, and not away."""
    named = {pk for s in shifts for pk in (s.user_id, s.stand_in_id) if pk}
    found = may_be_on_duty(at).filter(user__in=named).exclude(is_away(at))
    return set(found.values_list("user_id", flat=True))


def _acting(shift: Shift, able: set[int]) -> User | None:
    if shift.user_id in able:
        return shift.user
    return shift.stand_in if shift.stand_in_id in able else None


def _covering(shifts: list[Shift]) -> Iterator[Shift]:
    """Those of the shifts in which somebody can act to their end, in order.

    Whoever's access runs out within a shift, or who is away in a part of it, does not
    cover it: a lead is told early.
    """
    named = {pk for s in shifts for pk in (s.user_id, s.stand_in_id) if pk}
    now = timezone.now()
    rows = Member.objects.filter(
        ended_at__isnull=True,
        suspended_at__isnull=True,
        user__is_active=True,
        user__in=named,
        ends_at__gt=now,
        roles__overlap=list(DUTY_ROLES),
    )
    spans = {row.user_id: (row.starts_at, row.ends_at) for row in rows}
    absences = Absences(named)
    for shift in shifts:
        named_here = [pk for pk in (shift.user_id, shift.stand_in_id) if pk]
        people = [pk for pk in named_here if not absences.within(pk, shift)]
        if any(_spans(spans.get(pk), shift) for pk in people):
            yield shift


def _spans(span: tuple[datetime, datetime] | None, shift: Shift) -> bool:
    return bool(span and span[0] <= shift.starts_at and span[1] >= shift.ends_at)


def _require_lead(user: User) -> None:
    if not is_lead(user):
        raise NotAllowed


def _require_able(user: User, stand_in: User | None) -> None:
    people = {user.pk} | ({stand_in.pk} if stand_in else set())
    if stand_in is not None and len(people) == 1:
        raise WrongState
    able = may_be_on_duty(timezone.now()).filter(user__in=people)
    if able.count() != len(people):
        raise WrongState
