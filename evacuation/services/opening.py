"""A request becomes a case: the one place where a case's first keys are made.

Whatever was answered, the same rows of the same sizes are written.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from evacuation import audit
from evacuation.board import due_text
from evacuation.clock import five_minutes, this_hour
from evacuation.deadlines import owner_due
from evacuation.models import Case, CaseKey, CaseWrap, Mailbox, Note
from evacuation.models.choices import Compartment, NoteKind, RecordKind, Urgency
from evacuation.replays import keep_nothing
from evacuation.services.alerting import start_alert
from evacuation.services.writing import sealed_record
from evacuation.shredding import case_scope, drop_shred_row, make_shred_row
from evacuation.trusting import house, keep_roster, trust_now
from evacuation.vault.cards import REQUESTER, Team
from evacuation.vault.mailboxes import Kind, seal_mailbox
from evacuation.vault.mailboxes import Mailbox as MailboxRecord
from evacuation.vault.receipts import decoy_of
from evacuation.vault.records import IDENTITY_BYTES, INBOX_BYTES, TRIAGE_BYTES
from evacuation.vault.sealing import box_public, new_key
from evacuation.vault.slips import BOARD_BYTES, Recipient, Slot, commit_of, note, wrap
from evacuation.vault.tokens import Token, new_token

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.board import BoardLine
    from evacuation.models import Record
    from evacuation.shredding import ShredKeys
    from evacuation.vault.receipts import Receipt
    from evacuation.vault.secret import Secret
    from evacuation.vault.slips import Grantor
    from evacuation.vault.trust import Trust

FIRST = 1
Way = tuple[bytes, "Secret"]
# What every intake writes, by compartment: kind and padded size.
_INTAKE = {
    Compartment.TRIAGE: (RecordKind.ACCOUNT, TRIAGE_BYTES),
    Compartment.IDENTITY: (RecordKind.PERSON, IDENTITY_BYTES),
    Compartment.INBOX: (RecordKind.CONTACT, INBOX_BYTES),
    Compartment.REPLIES: (RecordKind.INBOX_KEY, 1024),
}


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What somebody asks for, as it goes into the compartments.

    `account`, `person`, `contact`: strings, numbers and lists by name. `board` and
    `level` are what the desk sees first.
    """

    board: BoardLine
    level: Urgency
    account: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Referral:
    """A partner's way to one request: that it is there, and how it stands.

    What the second row holds opens only while the person lets us tell.
    """

    received: Way
    status: Way
    may_tell: bool


def no_referral() -> Referral:
    """Ways that nobody knows: every intake writes the same number of rows."""
    token = new_token()
    found = uuid.uuid4()
    return referral_of(token, found, may_tell=False)


def referral_of(token: Token, request: UUID, *, may_tell: bool) -> Referral:
    """The ways that this token derives for a request's id."""
    lookup, key = token.mailbox(request)
    return Referral((lookup, key), Token(key).mailbox(request), may_tell)


@dataclass(frozen=True, slots=True)
class Opened:
    """`created` is False where the same form was sent before: the first text stands."""

    case: UUID | None
    created: bool


def open_request(
    *,
    actor: str,
    request: NewRequest,
    receipt: Receipt,
    verb: str = "request.received",
    referral: Referral | None = None,
    answer_kept: bool = False,
) -> Opened:
    """Write a request under new keys, start its clocks, alert who is on duty.

    `actor`: as audit.write takes it; "requester" through every door that is not a
    member's own. `referral`: the partner's way back to it. `answer_kept`: that the
    caller keeps the answer for the partner; else a row like it is written. Raises
    TooLongText, and NotTrusted where charter or roster do not hold, before anything
    is written.
    """
    while True:
        trust = trust_now()
        ways = referral or no_referral()
        made = _Making(trust, house(trust), receipt, request, ways)
        made.shreds = make_shred_row(
            made.scope, [bytes(row.lookup) for row in made.mailboxes]
        )
        try:
            made.keep(actor=actor, verb=verb, answer_kept=answer_kept)
        except _NextRoster:
            drop_shred_row(made.scope)
            continue
        except IntegrityError:
            drop_shred_row(made.scope)
            if not was_opened(receipt):
                raise
            # The same form, sent twice: the other one has it.
            return Opened(None, created=False)
        return Opened(made.case.id, created=True)


def was_opened(receipt: Receipt) -> bool:
    """Whether a request stands already to which this receipt leads."""
    return Mailbox.objects.filter(pk=receipt.lookup).exists()


class _NextRoster(Exception):
    """Signed between reading and writing: the team has another key by now."""


class _Making:
    """One case while it is written."""

    shreds: ShredKeys

    def __init__(
        self,
        trust: Trust,
        by: Grantor,
        receipt: Receipt,
        request: NewRequest,
        referral: Referral,
    ) -> None:
        now = timezone.now()
        self.trust, self.by, self.receipt, self.request = trust, by, receipt, request
        self.referral = referral
        self.case = Case(
            id=uuid.uuid4(),
            level=request.level,
            created_at=this_hour(),
            next_due_at=five_minutes(owner_due(request.level, now)),
        )
        self.scope = case_scope(self.case.id)
        self.keys: dict[str, Secret] = {part: new_key() for part in _INTAKE}
        self.inbox = box_public(self.keys[Compartment.INBOX])
        self.mailboxes = self._mailboxes()
        self.records: list[Record] = []

    def keep(self, *, actor: str, verb: str, answer_kept: bool) -> None:
        """Everything in one transaction. Raises _NextRoster, IntegrityError."""
        with transaction.atomic():
            if not keep_roster(self.trust):
                raise _NextRoster
            self.write()
            if not answer_kept:
                keep_nothing()
            audit.write(
                actor=actor,
                verb=verb,
                case=self.case.id,
                audit_key=self.shreds.audit,
                records=self.records,
            )

    def write(self) -> None:
        self.case.save(force_insert=True)
        rows = [
            CaseKey(
                case=self.case,
                compartment=part,
                epoch=FIRST,
                commit=commit_of(key, self._slot(part)),
            )
            for part, key in self.keys.items()
        ]
        CaseKey.objects.bulk_create(rows)
        CaseWrap.objects.bulk_create([w for row in rows for w in self._wraps(row)])
        self.records = self._records()
        type(self.records[0]).objects.bulk_create(self.records)
        self._board().save(force_insert=True)
        Mailbox.objects.bulk_create(self.mailboxes)
        start_alert(case=self.case)

    def _slot(self, part: str) -> Slot:
        return Slot(self.case.id, part, FIRST)

    def _wraps(self, row: CaseKey) -> list[CaseWrap]:
        key, slot = self.keys[row.compartment], self._slot(row.compartment)
        return [
            CaseWrap(
                key=row,
                recipient=to.name,
                sealed=wrap(self.shreds.writing, key, slot, to, self.by),
            )
            for to in self._recipients(row.compartment)
        ]

    def _recipients(self, part: str) -> list[Recipient]:
        team = Team.IDENTITY if part == Compartment.IDENTITY else Team.INTAKE
        card = self.trust.team(team)
        found = [
            Recipient(card.name, card.box),
            self.trust.recovery,
        ]
        if part == Compartment.REPLIES:
            found.append(Recipient(REQUESTER, self.receipt.public))
        return found

    def _records(self) -> list[Record]:
        contents: dict[str, dict[str, Any]] = {
            # Kept with the account, too, so that nobody can exchange it unseen.
            Compartment.TRIAGE: {
                **self.request.account,
                "requester": self.receipt.public.hex(),
            },
            Compartment.IDENTITY: self.request.person,
            Compartment.INBOX: self.request.contact,
            Compartment.REPLIES: {
                "inbox": self.inbox.hex(),
                "referral": self._status_row(),
            },
        }
        return [
            sealed_record(
                self.keys[part],
                contents[part],
                case=self.case.id,
                compartment=part,
                kind=kind,
                size=size,
            )
            for part, (kind, size) in _INTAKE.items()
        ]

    def _line(self) -> BoardLine:
        case = self.case
        return replace(
            self.request.board,
            level=str(case.level),
            state=str(case.state),
            due=due_text(case.next_due_at),
        )

    def _board(self) -> Note:
        card = self.trust.team(Team.INTAKE)
        return Note(
            case=self.case,
            kind=NoteKind.BOARD,
            recipient=card.name,
            sealed=note(
                self.shreds.writing,
                self._line().encoded(),
                BOARD_BYTES,
                Slot(self.case.id, NoteKind.BOARD, FIRST),
                Recipient(card.name, card.box),
                self.by,
            ),
        )

    def _status_row(self) -> dict[str, str]:
        """The row that tells the partner, for the person to take away or put back."""
        row = self._partner_row(self.referral.status)
        return {
            "lookup": bytes(row.lookup).hex(),
            "sealed": bytes(row.sealed).hex(),
        }

    def _partner_row(self, way: Way) -> Mailbox:
        lookup, key = way
        record = MailboxRecord(self.case.id, Kind.PARTNER, self.inbox)
        return Mailbox(lookup=lookup, sealed=seal_mailbox(key, lookup, record))

    def _told_row(self) -> Mailbox:
        row = self._partner_row(self.referral.status)
        if not self.referral.may_tell:
            record = MailboxRecord(self.case.id, Kind.PARTNER, self.inbox)
            row.sealed = unopenable(bytes(row.lookup), record)
        return row

    def _mailboxes(self) -> list[Mailbox]:
        decoy = decoy_of(self.receipt)
        rows = [
            mailbox_row(self.receipt, self.case.id, Kind.RECEIPT, self.inbox),
            mailbox_row(decoy, self.case.id, Kind.DECOY, self.inbox),
            mailbox_row(decoy_of(decoy), self.case.id, Kind.DECOY, self.inbox),
            self._partner_row(self.referral.received),
            self._told_row(),
        ]
        # By look-up: in the order of writing a dump would show which is which.
        return sorted(rows, key=lambda row: bytes(row.lookup))


def unopenable(lookup: bytes, record: MailboxRecord) -> bytes:
    """What stands in a row that nobody shall open: sealed under a key thrown away.

    Rows change their content and never their number or look-up, so that neither
    database tells what was asked for.
    """
    return seal_mailbox(new_key(), lookup, record)


def mailbox_row(receipt: Receipt, case: UUID, kind: Kind, inbox: bytes) -> Mailbox:
    """The row by which this receipt comes back, unsaved."""
    record = MailboxRecord(case, kind, inbox)
    sealed = seal_mailbox(receipt.mailbox_key, receipt.lookup, record)
    return Mailbox(lookup=receipt.lookup, sealed=sealed)
