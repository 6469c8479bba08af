"""Who is told of an alert at which of its steps; looked up once for all of a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from evacuation.away import is_away
from evacuation.models import Alert, Member, Notice
from evacuation.sending import channels
from evacuation.services.calling_approvers import asked_of, barred_from
from evacuation.services.duty import active_members, on_duty, stand_ins

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

# Steps: on duty; stand-ins, too; leads, too; everybody. Then everybody again.
# Of a decision: who can sign it; they again; leads, too, and so on.
DUTY, STAND_INS, LEADS, EVERYBODY = range(4)
Reached = list[tuple[int, str]]


def reachable(member: Member) -> list[str]:
    """The channels over which this person can be told."""
    return [channel for channel in channels() if address(member, channel)]


def address(member: Member, channel: str) -> str:
    if channel == Notice.Channel.MAIL:
        return member.notice_mail
    return member.notice_phone


def present_members(at: datetime) -> QuerySet[Member]:
    """Active members who are not away."""
    return active_members(at).exclude(is_away(at))


def present_leads(at: datetime) -> QuerySet[Member]:
    """Leads who are not away; all of them, where every one is."""
    leads = active_members(at).filter(roles__contains=[Member.Role.LEAD])
    present = leads.exclude(is_away(at))
    return present if present.exists() else leads


class Crowd:
    """(user id, channel) of everybody who is told and can be reached."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._known: dict[int, Reached] = {}
        self._leads: Reached | None = None

    def told(self, alert: Alert, step: int) -> Reached:
        """Of this alert at this step."""
        if alert.kind == Alert.Kind.DECISION:
            return self._who_decides(alert, step)
        if alert.kind == Alert.Kind.STOP and step < EVERYBODY:
            return self._who_stops(alert)
        return self.at_step(step)

    def at_step(self, step: int) -> Reached:
        """Of an alert for those on duty."""
        step = min(step, EVERYBODY)
        if step not in self._known:
            self._known[step] = _reached(self._members(step))
        return self._known[step]

    def leads(self) -> Reached:
        """Leads and nobody else."""
        if self._leads is None:
            self._leads = _reached(present_leads(self._at))
        return self._leads

    def _members(self, step: int) -> Iterable[Member]:
        active = present_members(self._at)
        if step == EVERYBODY:
            # Rather those who are away than nobody.
            return active if active.exists() else active_members(self._at)
        users = {user.pk for user in on_duty(self._at)}
        if step >= STAND_INS:
            users |= {user.pk for user in stand_ins(self._at)}
        chosen = Q(user__in=users)
        if step >= LEADS:
            chosen |= Q(roles__contains=[Member.Role.LEAD])
        return active.filter(chosen)

    def _who_stops(self, alert: Alert) -> Reached:
        """The case's owner, and leads, from the first notice on."""
        owner = present_members(self._at).filter(user=alert.case.owner_id)
        leads = self.leads()
        return [*(one for one in _reached(owner) if one not in leads), *leads]

    def _who_decides(self, alert: Alert, step: int) -> Reached:
        """Never the case's owner. Where nobody else is left, every other lead."""
        able = Q(user__in=asked_of(alert))
        if step < LEADS:
            return _reached(present_members(self._at).filter(able))
        leads = Q(roles__contains=[Member.Role.LEAD])
        free = leads & ~Q(user__in=barred_from(alert))
        told = _reached(present_members(self._at).filter(able | free))
        others = active_members(self._at).filter(leads)
        return told or _reached(others.exclude(user=alert.case.owner_id))


def _reached(members: Iterable[Member]) -> Reached:
    return [(member.user_id, c) for member in members for c in reachable(member)]
