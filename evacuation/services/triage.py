"""Taking a request over, and hearing what came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.access import open_case
from evacuation.clock import five_minutes
from evacuation.errors import WrongState
from evacuation.models import Alert
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.by_itself import settle
from evacuation.services.changing import OWNED, Change, may_act, require_desk
from evacuation.services.clocks import next_due, spoken_with
from evacuation.services.hearing import (
    go_on,
    has_unmarked_signs,
    hear_closed,
    heed,
    signs,
)
from evacuation.services.letters import CHECK_IN
from evacuation.services.night_cards import has_card
from evacuation.services.ownership import assign, heard_by_owner, is_owned
from evacuation.services.recoverable import keep_recoverable
from evacuation.steps import Step, within

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.unlocked import Unlocked

# By looking; an approver is asked to act, and a vouch is heard by who holds its key.
_HEARD = (Alert.Kind.REQUEST, Alert.Kind.MESSAGE)
_TAKEN = _("Somebody has taken it over already.")


def claim_case(*, actor: Unlocked, case_id: UUID, version: int) -> Case:
    """The member owns it from now on; who was woken for it may sleep.

    Its keys go to them and a lead, the team keeps the board line. So is a case taken
    whose owner is gone, by who holds its keys. Raises NotVisible,
    NotAllowed, StaleVersion, WrongState, KeyMissing, NotTrusted.
    """
    case = open_case(actor, case_id).case
    require_desk(actor)
    if case.state != State.RECEIVED and is_owned(case, actor.trust):
        raise WrongState(message=_TAKEN)
    return assign(actor=actor, case_id=case_id, version=version, to=actor.user.pk)


def hear_case(*, actor: Unlocked, case_id: UUID) -> OpenCase:
    """The case, opened for reading: recorded, and a new message is heard with it.

    Raises NotVisible.
    """
    with transaction.atomic():
        opened = open_case(actor, case_id).keep()
        if _has_news(opened):
            opened = open_case(actor, case_id, lock=True)
            with opened.held():
                _hear(opened)
        if may_act(actor) and opened.holds(Compartment.TRIAGE):
            late = [Alert.Kind.DEADLINE, Alert.Kind.STOP]
            if not has_card(opened):
                # Else whoever reads the card has heard.
                late.append(Alert.Kind.CHECK_IN)
            acknowledge_alerts(actor=actor.user, case=opened.case, kinds=late)
            heard_by_owner(opened)
        audit.write(
            actor=actor.name,
            verb="case.opened",
            case=case_id,
            audit_key=opened.shreds.audit,
        )
    return settle(keep_recoverable(opened))


def _has_news(opened: OpenCase) -> bool:
    """Whether a message waits that this member can read and has to answer.

    One that nobody has taken over yet keeps its alert: here only the marks are news.
    """
    waiting = Alert.objects.filter(
        case=opened.case, kind=Alert.Kind.MESSAGE, acknowledged_at__isnull=True
    ).exists()
    if not (waiting and may_act(opened.me) and opened.holds(Compartment.INBOX)):
        return False
    return opened.case.state != State.RECEIVED or has_unmarked_signs(opened)


def _only_well(opened: OpenCase) -> bool:
    """Whether the newest letter says that they are well, and nothing else."""
    letters = opened.readable(Compartment.INBOX, RecordKind.LETTER).values()
    newest = max(letters, key=lambda one: str(one["at"]), default={})
    return newest.get("kind") == CHECK_IN and not signs(opened)


def _hear(opened: OpenCase) -> None:
    change, case = Change(opened, "case.opened"), opened.case
    if case.state != State.RECEIVED:
        acknowledge_alerts(actor=opened.me.user, case=case, kinds=_HEARD)
    if case.state in OWNED and _only_well(opened):
        # Nothing was asked: what was due is due as before.
        change.next(change.line().next_step, next_due(case))
    elif case.state in OWNED:
        go_on(change, Step.ANSWER)
        if not signs(opened):
            spoken_with(case)
    elif case.state == State.CLOSED:
        hear_closed(change)
    elif heed(change) == Step.DECIDE and case.state == State.RECEIVED:
        soon = timezone.now() + within(Step.OWN, case.level)
        case.next_due_at = five_minutes(min(case.next_due_at or soon, soon))
    change.settle()
    case.version += 1
    case.save()
