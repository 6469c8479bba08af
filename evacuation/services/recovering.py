"""Recovery: what the desk can no longer open, opened offline for one person.

Three steps, the middle one without a database: `export_cases` takes the wraps for
recovery out of named cases, the shred layer removed; `open_offline` opens them with two
shares and seals them to the target's card, signed by the organisation; `import_cases`
takes them in, under a new shred key.

    export = encode("recovery/export", transit key, target's card, charters, rosters,
                    then case, compartment, epoch, recipient, commit, wrap of each key)
    import = encode("recovery/import", transit key, target's card, then the same)

Wraps lie under a transit key that stands beside them, so that they keep their one form.
The recipient of an export is recovery by its name, which says under which key: what no
holder has opened since the recovery key of now came needs the shares of before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from evacuation import audit
from evacuation.errors import DeskError, NotTrusted, NotVisible, WrongState
from evacuation.models import Alert, Case, CaseKey, CaseWrap
from evacuation.services.alerting import start_alert
from evacuation.services.founding import read_draft
from evacuation.services.lockdown import require_open
from evacuation.services.removing import renew_shred_keys
from evacuation.services.rosters import documents_of
from evacuation.shredding import case_scope, shred_keys
from evacuation.trusting import Kind, trust_now
from evacuation.vault.cards import ORGANISATION, RECOVERY, Card, recovery_name
from evacuation.vault.encoding import Label, decode, encode, integer, text
from evacuation.vault.sealing import box_public, new_key, sign_public
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import (
    Grantor,
    Recipient,
    Slip,
    Slot,
    open_wrap,
    rewrap,
    wrap,
)
from evacuation.vault.trust import Trust, read_trust

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PARTS = 6


class OtherShares(DeskError):
    """Two good shares, of a recovery key that nothing here is wrapped for."""

    code = "other_shares"
    message = _("These shares are of a recovery key that opens nothing of this file.")


@dataclass(frozen=True, slots=True)
class Carried:
    """One wrapped key on its way. `recipient`: whom it is wrapped for."""

    slot: Slot
    recipient: str
    commit: bytes
    sealed: bytes

    @property
    def case(self) -> UUID:
        return UUID(str(self.slot.scope))

    def parts(self) -> list[bytes | str | int | UUID]:
        return [*self.slot.parts(), self.recipient, self.commit, self.sealed]


@dataclass(frozen=True, slots=True)
class Export:
    """What leaves the server: keys for recovery alone, and who shall receive them."""

    transit: Secret
    target: Card
    charters: tuple[bytes, ...]
    rosters: tuple[bytes, ...]
    keys: tuple[Carried, ...]

    def encoded(self) -> bytes:
        return encode(
            Label.RECOVERY_EXPORT,
            self.transit.reveal(),
            self.target.encoded(),
            _list(self.charters),
            _list(self.rosters),
            *_flat(self.keys),
        )

    @classmethod
    def decoded(cls, data: bytes) -> Export:
        """Raises CannotOpen."""
        parts = _at_least(decode(data, Label.RECOVERY_EXPORT), 4)
        transit, card, charters, rosters, *keys = parts
        return cls(
            Secret(transit),
            Card.decoded(card),
            tuple(decode(charters, Label.DOCUMENT)),
            tuple(decode(rosters, Label.DOCUMENT)),
            tuple(_carried(keys)),
        )

    @property
    def cases(self) -> list[UUID]:
        return sorted({one.case for one in self.keys})

    def waiting(self) -> list[Carried]:
        """Wrapped for an earlier recovery key: no holder has opened these since."""
        charters = [read_draft(data) for data in self.charters]
        public = charters[-1].recovery
        first = next(one.number for one in charters if one.recovery == public)
        return [one for one in self.keys if one.recipient != recovery_name(first)]

    def trust(self, organisation: bytes) -> Trust:
        """Verified down to this key. Raises CannotOpen.

        The target must stand in the newest roster with exactly this card.
        """
        trust = read_trust(organisation, self.charters, self.rosters)
        if trust.member(self.target.user) != self.target:
            raise CannotOpen
        return trust


@dataclass(frozen=True, slots=True)
class Opened:
    """What comes back: the same keys for the target, signed by the organisation."""

    transit: Secret
    target: Card
    keys: tuple[Carried, ...]

    def encoded(self) -> bytes:
        return encode(
            Label.RECOVERY_IMPORT,
            self.transit.reveal(),
            self.target.encoded(),
            *_flat(self.keys),
        )

    @classmethod
    def decoded(cls, data: bytes) -> Opened:
        """Raises CannotOpen."""
        transit, card, *keys = _at_least(decode(data, Label.RECOVERY_IMPORT), 2)
        return cls(Secret(transit), Card.decoded(card), tuple(_carried(keys)))


def export_cases(*, actor: str, cases: Sequence[UUID], target: int) -> Export:
    """Take these cases' keys out, for a member of the roster of now.

    Recorded; every holder is told by an alert. Raises NotVisible where a case is not
    there or was shredded, WrongState for a target who is not in the roster,
    LockedDown.
    """
    require_open()
    trust = trust_now()
    card = trust.member(target)
    if card is None:
        raise WrongState
    transit = new_key()
    with transaction.atomic():
        rows = list(Case.objects.select_for_update().filter(pk__in=cases))
        if len(rows) != len(set(cases)):
            raise NotVisible
        keys = [one for case in rows for one in _taken_out(case, transit)]
        for case in rows:
            start_alert(case=case, kind=Alert.Kind.MESSAGE)
        for case in rows:
            _write(actor, f"recovery.exported.{card.name}", case.pk)
    return Export(
        transit,
        card,
        documents_of(Kind.CHARTER),
        documents_of(Kind.ROSTER),
        tuple(keys),
    )


def open_offline(
    export: Export, *, recovery: Secret, signing: Secret
) -> tuple[Opened, list[Carried]]:
    """Without a database: what these shares open, and what is for other shares.

    Raises CannotOpen for a charter, roster, card or key that does not fit these two
    secrets, OtherShares where nothing is for them.
    """
    trust = export.trust(sign_public(signing))
    mine = _names_of(recovery, trust)
    by = Grantor(ORGANISATION, signing, trust.roster.number)
    to = Recipient(export.target.name, export.target.box)
    transit, keys, left = new_key(), [], []
    for one in export.keys:
        try:
            slip = _opened(export.transit, recovery, one, trust)
        except CannotOpen:
            if one.recipient in mine:
                raise
            left.append(one)
            continue
        sealed = wrap(transit, slip.content, one.slot, to, by)
        keys.append(Carried(one.slot, to.name, one.commit, sealed))
    if not keys:
        raise OtherShares
    return Opened(transit, export.target, tuple(keys)), left


def _opened(transit: Secret, recovery: Secret, one: Carried, trust: Trust) -> Slip:
    sealed, name = one.sealed, one.recipient
    return open_wrap(transit, recovery, sealed, one.slot, name, trust, one.commit)


def _names_of(recovery: Secret, trust: Trust) -> set[str]:
    """What recovery is called under this key. Raises CannotOpen for no charter's."""
    public = box_public(recovery)
    found = {recovery_name(c.number) for c in trust.charters if c.recovery == public}
    if not found:
        raise CannotOpen
    return found


def import_cases(*, actor: str, opened: Opened) -> list[UUID]:
    """Give the target their wraps, then a new shred key to each case.

    Raises NotTrusted where the target's card or a case's key is another one by now,
    NotVisible for a case that is gone.
    """
    if trust_now().member(opened.target.user) != opened.target:
        raise NotTrusted
    cases = sorted({one.case for one in opened.keys})
    with transaction.atomic():
        rows = Case.objects.select_for_update().filter(pk__in=cases)
        if len(list(rows)) != len(cases):
            raise NotVisible
        for one in opened.keys:
            _take_in(opened, one)
        renew_shred_keys(actor=actor, cases=cases)
        for case in cases:
            _write(actor, f"recovery.imported.{opened.target.name}", case)
    return cases


def _taken_out(case: Case, transit: Secret) -> Iterator[Carried]:
    shreds = shred_keys(case_scope(case.pk))
    rows = CaseWrap.objects.filter(key__case=case, recipient__startswith=RECOVERY)
    for row in rows.select_related("key").order_by("pk"):
        slot = Slot(case.pk, row.key.compartment, row.key.epoch)
        sealed = _moved(shreds.reading, transit, slot, row)
        yield Carried(slot, row.recipient, bytes(row.key.commit), sealed)


def _moved(
    shreds: Sequence[Secret], transit: Secret, slot: Slot, row: CaseWrap
) -> bytes:
    for shred in shreds:
        try:
            return rewrap(shred, transit, bytes(row.sealed), slot, row.recipient)
        except CannotOpen:
            continue
    raise NotTrusted


def _take_in(opened: Opened, one: Carried) -> None:
    key = CaseKey.objects.filter(
        case=one.case, compartment=one.slot.compartment, epoch=one.slot.epoch
    ).first()
    if key is None or bytes(key.commit) != one.commit:
        raise NotTrusted
    shred = shred_keys(case_scope(one.case)).writing
    name = opened.target.name
    try:
        sealed = rewrap(opened.transit, shred, one.sealed, one.slot, name)
    except CannotOpen:
        raise NotTrusted from None
    CaseWrap.objects.update_or_create(
        key=key, recipient=name, defaults={"sealed": sealed}
    )


def _write(actor: str, verb: str, case: UUID) -> None:
    key = shred_keys(case_scope(case)).audit
    audit.write(actor=actor, verb=verb, case=case, audit_key=key)


# --- The file ----------------------------------------------------------------
def _list(documents: Sequence[bytes]) -> bytes:
    return encode(Label.DOCUMENT, *documents)


def _flat(keys: Sequence[Carried]) -> list[bytes | str | int | UUID]:
    return [part for one in keys for part in one.parts()]


def _carried(parts: list[bytes]) -> Iterator[Carried]:
    if len(parts) % _PARTS:
        raise CannotOpen
    for at in range(0, len(parts), _PARTS):
        case, compartment, epoch, to, commit, sealed = parts[at : at + _PARTS]
        if len(case) != 16:
            raise CannotOpen
        slot = Slot(UUID(bytes=case), text(compartment), integer(epoch))
        yield Carried(slot, text(to), commit, sealed)


def _at_least(parts: list[bytes], count: int) -> list[bytes]:
    if len(parts) < count:
        raise CannotOpen
    return parts
