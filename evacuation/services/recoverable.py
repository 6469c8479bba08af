"""Every key of a case wrapped for the recovery key of now.

A new recovery key comes with a charter. What was wrapped for the one before stays so
until somebody who holds the key opens the case: then it is wrapped for the new one and
the old wrap goes, as if whoever has the old shares had been removed from the case
(services/removing.py): a new shred key, and a new epoch for what is written next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from evacuation import audit
from evacuation.access import open_case
from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.keyring import Keyring
from evacuation.models import Case, CaseKey, CaseWrap
from evacuation.services.canary import CANARY
from evacuation.services.removing import renew_shred_keys
from evacuation.trusting import keep_roster
from evacuation.vault.cards import RECOVERY
from evacuation.vault.slips import Slot, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from evacuation.access import OpenCase
    from evacuation.unlocked import Unlocked
    from evacuation.vault.trust import Trust


@dataclass(frozen=True, slots=True)
class Missing:
    """Cases with a key that recovery does not open by the shares of now.

    `mine`: those of which this member holds such a key, and can wrap it.
    """

    charter: int
    cases: int
    mine: int


# Of one press: each case is a transaction of its own, and somebody waits for the page.
AT_ONCE = 100


def unrecoverable(trust: Trust) -> QuerySet[CaseKey]:
    """Keys without a wrap for the recovery key of now, by case. The canary has none."""
    wraps = CaseWrap.objects.filter(key=OuterRef("pk"))
    enough = wraps.filter(recipient__in=[trust.recovery.name, CANARY])
    rows = CaseKey.objects.filter(Exists(wraps)).exclude(Exists(enough))
    return rows.order_by("case", "compartment", "epoch")


def held_unrecoverable(me: Unlocked) -> QuerySet[CaseKey]:
    """Those of them that this member, or a team of theirs, has a wrap of."""
    names = list(Keyring(me).recipients())
    mine = CaseWrap.objects.filter(key=OuterRef("pk"), recipient__in=names)
    return unrecoverable(me.trust).filter(Exists(mine))


def missing(me: Unlocked) -> Missing:
    """How far the desk is from being recoverable by the shares of now."""
    return Missing(
        charter=me.trust.charter.number,
        cases=_count(unrecoverable(me.trust)),
        mine=_count(held_unrecoverable(me)),
    )


def keep_recoverable(opened: OpenCase) -> OpenCase:
    """What this member holds of an opened case, wrapped anew; the case as it is then.

    For the opening of a case, outside of a transaction. It asks nothing of the
    database while there has been one recovery key, and one thing after that.
    """
    me, case_id = opened.me, opened.case.pk
    if len({charter.recovery for charter in me.trust.charters}) == 1:
        return opened
    # Outside of the lock, so that nobody waits for what this member cannot do.
    if not _openable(opened):
        return opened
    done = wrap_for_recovery(actor=me, case_id=case_id)
    return open_case(me, case_id) if done else opened


def wrap_for_recovery(*, actor: Unlocked, case_id: UUID) -> bool:
    """Every key of the case that the member opens, for the recovery key of now.

    False where nothing was to do, and where somebody changes case or roster at this
    moment: nobody waits for it, the next opening does it. Raises NotVisible.
    """
    with transaction.atomic():
        if not keep_roster(actor.trust):
            return False
        free = Case.objects.select_for_update(skip_locked=True).filter(pk=case_id)
        if free.first() is None:
            return False
        opened = open_case(actor, case_id, lock=True)
        done = _openable(opened)
        if not done:
            return False
        _wrap(opened, done)
        renew_shred_keys(actor=actor.name, cases=[case_id])
        audit.write(
            actor=actor.name,
            verb="recovery.wrapped",
            case=case_id,
            audit_key=opened.shreds.audit,
        )
    return True


def wrap_all_for_recovery(*, actor: Unlocked) -> int:
    """The same for cases that the member need not open to read; how many it did.

    A hundred at a time.
    """
    rows = held_unrecoverable(actor).order_by("case")
    cases = list(rows.values_list("case", flat=True).distinct()[:AT_ONCE])
    return sum(_wrapped_quietly(actor, case) for case in cases)


def _count(keys: QuerySet[CaseKey]) -> int:
    return keys.order_by().values("case").distinct().count()


def _wrapped_quietly(actor: Unlocked, case: UUID) -> bool:
    try:
        return wrap_for_recovery(actor=actor, case_id=case)
    except NotVisible:
        # Shredded or taken from them since they were listed.
        return False


def _openable(opened: OpenCase) -> list[CaseKey]:
    rows = held_unrecoverable(opened.me).filter(case=opened.case)
    return [row for row in rows if _opens(opened, row)]


def _opens(opened: OpenCase, row: CaseKey) -> bool:
    try:
        opened.key(row.compartment, row.epoch)
    except (KeyMissing, NotTrusted):
        # A forged wrap is named by the case page; it is not carried on.
        return False
    return True


def _wrap(opened: OpenCase, keys: Iterable[CaseKey]) -> None:
    to, ids = opened.me.trust.recovery, [row.pk for row in keys]
    CaseWrap.objects.bulk_create(
        CaseWrap(
            key=row,
            recipient=to.name,
            sealed=wrap(
                opened.shreds.writing,
                opened.key(row.compartment, row.epoch).content,
                Slot(opened.case.pk, row.compartment, row.epoch),
                to,
                opened.me.as_grantor(),
            ),
        )
        for row in keys
    )
    old = CaseWrap.objects.filter(key__in=ids, recipient__startswith=RECOVERY)
    old.exclude(recipient=to.name).delete()
    CaseKey.objects.filter(pk__in=ids).update(retired=True)
