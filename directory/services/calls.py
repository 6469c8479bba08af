"""After a call: one tap says what happened, and the directory acts on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from directory.errors import DirectoryError, NotVisible
from directory.models import Alert, CallOutcome, Incident, Listing, Provider
from directory.permissions import require_vetted
from directory.services.journal import record
from directory.services.vetting import open_incident

if TYPE_CHECKING:
    from directory.viewer import Viewer

Result = CallOutcome.Result
# Two no-answers in seven days send an entry to re-check (directory.md, Freshness).
NO_ANSWERS = 2
NO_ANSWER_WINDOW = timedelta(days=7)
# A double tap, or the same call noted again, is one call.
ONE_CALL = timedelta(minutes=5)
_DAY = timedelta(days=1)
_INCIDENTS = {
    Result.ASKED_MONEY: Incident.Kind.BRIBE,
    Result.BREACH: Incident.Kind.BREACH,
}


@transaction.atomic
def record_call(
    *, actor: User, viewer: Viewer, provider_id: UUID, result: str
) -> CallOutcome:
    """Note what came of a call to an entry that the viewer sees.

    Asking for money or a breach of trust is an incident, as in report_incident.
    Raises NotAllowed for anybody but monitors and editors, NotVisible.
    """
    require_vetted(actor)
    if result not in Result.values:
        raise DirectoryError("result")
    if result in _INCIDENTS:
        _lock_person(actor)
    provider = lock_visible(viewer, provider_id)
    now = timezone.now()
    same = provider.call_outcomes.filter(by=actor, result=result, at__gt=now - ONE_CALL)
    if known := same.first():
        return known
    outcome = CallOutcome.objects.create(
        provider=provider, by=actor, at=now, result=result
    )
    if result in _INCIDENTS:
        kind = _INCIDENTS[Result(result)]
        _report(actor, provider, kind, now)
    elif result == Result.NO_ANSWER:
        _ask_for_recheck(provider)
    record("provider.called", actor=actor, provider=provider, fields=[result])
    return outcome


@transaction.atomic
def report_incident(
    *,
    actor: User,
    viewer: Viewer,
    provider_id: UUID,
    kind: str,
    at: datetime | None = None,
) -> Incident:
    """Report an outing, a bribe or a breach (now, or at `at`).

    The entry is hidden at once. One person hides WAYMARK_SUSPENSIONS_PER_DAY
    entries a day; a further one stays, with an open incident, until a second person
    reports it or an editor suspends it. Raises NotAllowed for anybody but monitors
    and editors, NotVisible.
    """
    require_vetted(actor)
    if kind not in Incident.Kind.values:
        raise DirectoryError("kind")
    _lock_person(actor)
    provider = lock_visible(viewer, provider_id)
    return _report(actor, provider, kind, at or timezone.now())


def lock_visible(viewer: Viewer, provider_id: UUID) -> Provider:
    """The row, locked, where the viewer sees the entry today. Raises NotVisible."""
    provider = Provider.objects.select_for_update().filter(pk=provider_id).first()
    seen = Listing.objects.visible_to(viewer, on=timezone.localdate())
    if provider is None or not seen.filter(provider=provider).exists():
        raise NotVisible
    return provider


def _lock_person(actor: User) -> None:
    """One person's reports follow each other, or many at once would pass the cap.

    Before the entry's row, as everywhere; not the key, which other rows name.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)


def _report(actor: User, provider: Provider, kind: str, at: datetime) -> Incident:
    hides = _may_hide(actor, provider, at) or _others_reported(actor, provider)
    return open_incident(actor=actor, provider=provider, kind=kind, hides=hides, at=at)


def _may_hide(actor: User, provider: Provider, at: datetime) -> bool:
    reported = Incident.objects.filter(
        reported_by=actor, at__gt=at - _DAY, at__lte=at
    ).exclude(provider=provider)
    entries = reported.values("provider").distinct().count()
    return bool(entries < settings.WAYMARK_SUSPENSIONS_PER_DAY)


def _others_reported(actor: User, provider: Provider) -> bool:
    waiting = provider.incidents.filter(state=Incident.State.OPEN)
    return waiting.exclude(reported_by=actor).exists()


def _ask_for_recheck(provider: Provider) -> None:
    # A call that reached them in between says that the line works.
    since = timezone.now() - NO_ANSWER_WINDOW
    recent = provider.call_outcomes.filter(at__gte=since).order_by("-at")
    last_reached = recent.filter(result=Result.REACHED).values_list("at", flat=True)
    unanswered = recent.filter(result=Result.NO_ANSWER)
    if last_reached:
        unanswered = unanswered.filter(at__gt=last_reached[0])
    if unanswered.count() < NO_ANSWERS or provider.recheck_asked_at:
        return
    provider.recheck_asked_at = timezone.now()
    provider.save(update_fields=["recheck_asked_at"])
    Alert.objects.create(kind=Alert.Kind.RECHECK, provider=provider, at=timezone.now())
