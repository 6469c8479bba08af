"""New epochs: what is written after a removal goes under keys they never held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.errors import NotTrusted
from evacuation.models import CaseKey, CaseWrap, Record
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.writing import sealed_record
from evacuation.vault.cards import REQUESTER
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.slips import Recipient, Slot, commit_of, wrap

if TYPE_CHECKING:
    from evacuation.access import OpenCase
    from evacuation.vault.secret import Secret


class NewEpochs:
    """For one locked case in one holder's hands."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened = opened
        self.made: dict[str, tuple[Secret, int]] = {}
        # Unsaved: whoever opens the epochs saves them and names them in the audit.
        self.records: list[Record] = []

    def open(self) -> list[str]:
        """The compartments whose newest key is retired and that got a new one."""
        retired = {
            row.compartment
            for row in self._newest()
            if row.retired and self.opened.holds(row.compartment)
        }
        if Compartment.INBOX in retired:
            # The person learns the inbox's new public half from the replies.
            if self.opened.holds(Compartment.REPLIES):
                retired.add(Compartment.REPLIES)
            else:
                retired.discard(Compartment.INBOX)
        for compartment in sorted(retired):
            self._make(compartment)
        if retired:
            self.opened.forget()
        if Compartment.INBOX in self.made:
            self._tell_the_person()
        return list(self.made)

    def _newest(self) -> list[CaseKey]:
        rows = self.opened.all_keys()
        return list({row.compartment: row for row in rows}.values())

    def _make(self, compartment: str) -> None:
        old = self.opened.newest(compartment)
        key, epoch = new_key(), old.epoch + 1
        slot = Slot(self.opened.case.pk, compartment, epoch)
        row = CaseKey.objects.create(
            case=self.opened.case,
            compartment=compartment,
            epoch=epoch,
            commit=commit_of(key, slot),
        )
        by, shred = self.opened.me.as_grantor(), self.opened.shreds.writing
        CaseWrap.objects.bulk_create(
            CaseWrap(key=row, recipient=to.name, sealed=wrap(shred, key, slot, to, by))
            for to in self._recipients(old)
        )
        self.made[compartment] = key, epoch

    def _recipients(self, old: CaseKey) -> list[Recipient]:
        """Who held the one before, with the keys that they have now."""
        trust, recovery = self.opened.me.trust, self.opened.me.trust.recovery
        known = {card.name: card.box for card in trust.roster.members}
        known |= {card.name: card.box for card in trust.roster.teams}
        known[recovery.name] = recovery.public
        names = {*old.wraps.values_list("recipient", flat=True), recovery.name}
        if REQUESTER in names:
            known[REQUESTER] = self._requester()
        return [Recipient(name, known[name]) for name in sorted(names & set(known))]

    def _requester(self) -> bytes:
        """From the account, where nobody exchanges it unseen. Raises NotTrusted."""
        said = self.opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)
        found = bytes.fromhex(str(said.get("requester", "")))
        if len(found) != 32:
            raise NotTrusted
        return found

    def _tell_the_person(self) -> None:
        key, epoch = self.made[Compartment.REPLIES]
        inbox, inbox_epoch = self.made[Compartment.INBOX]
        record = sealed_record(
            key,
            {"inbox": box_public(inbox).hex(), "epoch": inbox_epoch},
            case=self.opened.case.pk,
            compartment=Compartment.REPLIES,
            kind=RecordKind.INBOX_KEY,
            epoch=epoch,
            size=1024,
        )
        self.records.append(record)
