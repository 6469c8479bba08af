"""Whether the desk is ready: each thing it needs, and what it may promise now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.clock import this_minute
from evacuation.errors import NotAllowed, NotTrusted
from evacuation.holding import Holders
from evacuation.models import Alert, DeskDate, Drill, Member, Notice, TeamWrap
from evacuation.sending import channels
from evacuation.services.alarms import alerts_are_heard, is_watched, was_heard
from evacuation.services.backups import last_checked
from evacuation.services.duty import (
    LOOK_AHEAD,
    active_members,
    gaps,
    is_lead,
    next_cover,
)
from evacuation.services.waking import reachable
from evacuation.trusting import house, trust_now
from evacuation.vault.cards import TEAM_RIGHTS, Team, member_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.contrib.auth.models import User
    from django.utils.functional import _StrPromise

    from evacuation.vault.trust import Trust

HOLDERS = 2
HEARD_WITHIN = timedelta(days=30)
BACKUP_WITHIN = timedelta(hours=24)
REHEARSED_WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the desk needs. `todo`: what makes it green."""

    code: str
    good: bool
    title: _StrPromise
    todo: _StrPromise


@dataclass(frozen=True, slots=True)
class Promise:
    """When somebody reads a new request: now, or from `at` on; None: nobody knows."""

    now: bool
    at: datetime | None


def lines() -> list[Line]:
    """Everything, in the order in which it is best put right."""
    return [Line(code, ask(), title, todo) for code, ask, title, todo in _NEEDS]


def form_may_open() -> bool:
    """Whether the form for requests is shown at all.

    In production everything must be green once; that moment is kept, and what goes
    missing later changes what the form promises, not whether it is there.
    """
    if settings.WAYMARK_MODE != "production":
        return True
    if DeskDate.objects.filter(name=DeskDate.Name.FIRST_OPENED).exists():
        return True
    if not all(line.good for line in lines()):
        return False
    _keep(DeskDate.Name.FIRST_OPENED)
    return True


def promise_now() -> Promise:
    """What the form may say about when a request is read."""
    if not (channels() and is_watched() and was_heard()):
        return Promise(now=False, at=None)
    now = timezone.now()
    covered = next_cover(now)
    return Promise(now=covered == now, at=covered)


def record_rehearsal(*, actor: User) -> None:
    """Recovery was rehearsed today, a lead says. Raises NotAllowed for others."""
    with transaction.atomic():
        if not is_lead(actor):
            raise NotAllowed
        _keep(DeskDate.Name.REHEARSED)
        audit.write(actor=member_name(actor.pk), verb="recovery.rehearsed")


def _keep(name: str) -> None:
    DeskDate.objects.update_or_create(name=name, defaults={"at": this_minute()})


def _trust() -> Trust | None:
    try:
        trust = trust_now()
        house(trust)
    except NotTrusted:
        return None
    return trust


def _is_trusted() -> bool:
    return _trust() is not None


def _is_held() -> bool:
    """Two people who can open each key that requests are sealed for, and proved it."""
    trust = _trust()
    if trust is None:
        return False
    proven = active_members(timezone.now()).filter(code_proven_at__isnull=False)
    able = {
        (row.user_id, bytes(row.box_public or b""))
        for row in proven.only("user_id", "box_public")
    }
    return all(_holders(trust, team, able) >= HOLDERS for team in _INTAKE_TEAMS)


def _are_parts_held() -> bool:
    """Two living holders, one a lead, for every part of every open case."""
    trust = _trust()
    return trust is not None and not Holders(trust).any_short()


_INTAKE_TEAMS = (Team.INTAKE, Team.IDENTITY)


def _holders(trust: Trust, team: Team, able: set[tuple[int, bytes]]) -> int:
    wraps = TeamWrap.objects.filter(team=team, epoch=trust.team(team).epoch)
    wrapped = set(wraps.values_list("recipient", flat=True))
    return sum(
        1
        for card in trust.roster.members
        if card.rights & TEAM_RIGHTS[team]
        and card.name in wrapped
        and (card.user, card.box) in able
    )


def _has_channels() -> bool:
    return len(channels()) >= len(Notice.Channel)


def _is_reachable() -> bool:
    """Everybody on the rota of the next days is reached over both channels."""
    now = timezone.now()
    coming = Member.objects.filter(
        user__shifts__ends_at__gt=now, user__shifts__starts_at__lt=now + LOOK_AHEAD
    ).distinct()
    ways = [len(reachable(member)) for member in coming]
    return bool(ways) and min(ways) >= len(Notice.Channel)


def _was_heard() -> bool:
    since = timezone.now() - HEARD_WITHIN
    return (
        Alert.objects.filter(acknowledged_at__gt=since).exists()
        or Drill.objects.filter(
            mail_heard_at__gt=since, phone_heard_at__gt=since
        ).exists()
    )


def _is_covered() -> bool:
    return not gaps(timezone.now() + LOOK_AHEAD)


def _is_backed_up() -> bool:
    checked = last_checked()
    return checked is not None and checked > timezone.now() - BACKUP_WITHIN


def _is_rehearsed() -> bool:
    since = timezone.now() - REHEARSED_WITHIN
    return DeskDate.objects.filter(name=DeskDate.Name.REHEARSED, at__gt=since).exists()


_NEEDS: tuple[tuple[str, Callable[[], bool], _StrPromise, _StrPromise], ...] = (
    (
        "trust",
        _is_trusted,
        _("Charter and roster are signed and valid"),
        _("Have the charter signed offline, then let two leads sign the roster."),
    ),
    (
        "holders",
        _is_held,
        _("Two people hold each key that requests are sealed for"),
        _(
            "Activate another coordinator, verifier or lead, who types the opening "
            "code back, and sign a roster with them in it."
        ),
    ),
    (
        "parts",
        _are_parts_held,
        _(
            "By the rows, two people, one of them a lead, can open each part of every "
            "open case"
        ),
        _("Look at the page of who can open what, and hand keys over."),
    ),
    (
        "channels",
        _has_channels,
        _("Notices go out over two channels"),
        _("Set up mail and a gateway for phones in the settings."),
    ),
    (
        "worker",
        is_watched,
        _("The worker looks for what is due"),
        _("Start the worker, or look into its log."),
    ),
    (
        "alerts",
        alerts_are_heard,
        _("Every alert got through and was heard"),
        _("Open the requests that wait."),
    ),
    (
        "covered",
        _is_covered,
        _("Somebody is on duty at every hour of the next three days"),
        _("Fill the gaps in the rota."),
    ),
    (
        "reachable",
        _is_reachable,
        _("Everybody on the rota of these days has a mail address and a phone"),
        _("Ask them to enter both on the rota's page."),
    ),
    (
        "heard",
        _was_heard,
        _("An alert was answered in the last 30 days"),
        _("Send a test alert from the rota's page, and answer it on both channels."),
    ),
    (
        "backup",
        _is_backed_up,
        _("A backup was made and read back in the last 24 hours"),
        _("Run manage.py backup with --check, and let it run every night."),
    ),
    (
        "rehearsed",
        _is_rehearsed,
        _("Recovery was rehearsed in the last year"),
        _("Rehearse it with two shares, then say so on this page."),
    ),
)
