"""After a call: one tap says what happened, and the directory acts on it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from directory.errors import DirectoryError, NotVisible
from directory.models import Alert, CallOutcome, Incident, Listing, Provider
from directory.permissions import require_vetted
from directory.services.journal import record
from directory.services.vetting import suspend_for_incident

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from directory.viewer import Viewer

Result = CallOutcome.Result
# Two no-answers in seven days send an entry to re-check (directory.md, Freshness).
NO_ANSWERS = 2
NO_ANSWER_WINDOW = timedelta(days=7)
# A double tap, or the same call noted again, is one call.
ONE_CALL = timedelta(minutes=5)
_INCIDENTS = {
    Result.ASKED_MONEY: Incident.Kind.BRIBE,
    Result.BREACH: Incident.Kind.BREACH,
}


@transaction.atomic
def record_call(
    *, actor: User, viewer: Viewer, provider_id: UUID, result: str
) -> CallOutcome:
    """Note what came of a call to an entry that the viewer sees.

    Asking for money or a breach of trust suspends the entry at once. Raises
    NotAllowed for anybody but monitors and editors, NotVisible.
    """
    require_vetted(actor)
    if result not in Result.values:
        raise DirectoryError("result")
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
        suspend_for_incident(actor=actor, provider=provider, kind=kind)
    elif result == Result.NO_ANSWER:
        _ask_for_recheck(provider)
    record("provider.called", actor=actor, provider=provider, fields=[result])
    return outcome


@transaction.atomic
def report_incident(
    *, actor: User, viewer: Viewer, provider_id: UUID, kind: str
) -> Incident:
    """Report an outing, a bribe or a breach: the entry is hidden at once.

    Raises NotAllowed for anybody but monitors and editors, NotVisible.
    """
    require_vetted(actor)
    if kind not in Incident.Kind.values:
        raise DirectoryError("kind")
    provider = lock_visible(viewer, provider_id)
    return suspend_for_incident(actor=actor, provider=provider, kind=kind)


def lock_visible(viewer: Viewer, provider_id: UUID) -> Provider:
    """The row, locked, where the viewer sees the entry today. Raises NotVisible."""
    provider = Provider.objects.select_for_update().filter(pk=provider_id).first()
    seen = Listing.objects.visible_to(viewer, on=timezone.localdate())
    if provider is None or not seen.filter(provider=provider).exists():
        raise NotVisible
    return provider


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
