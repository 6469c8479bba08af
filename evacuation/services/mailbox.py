"""The requester, come back with a receipt: what opens for them, and nothing else.

A quiet mailbox (a decoy, or a receipt that was replaced) takes the same queries and
the same path; only its wraps do not open.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from evacuation.clock import this_hour
from evacuation.errors import NotTrusted, NotVisible, WrongCode
from evacuation.models import Case, CaseWrap, Mailbox, Record
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.journeys.withholding import TELLS, hides_way
from evacuation.services.quiet import work_as_if_opened
from evacuation.services.replying import is_shown
from evacuation.services.standing import ERASE, WITHDRAW, standing_of
from evacuation.services.under_way import is_under_way
from evacuation.services.writing import opened_record
from evacuation.shredding import case_scope, shred_keys
from evacuation.steps import Status
from evacuation.trusting import trust_now
from evacuation.vault.cards import REQUESTER
from evacuation.vault.mailboxes import Kind, open_mailbox
from evacuation.vault.receipts import read_receipt
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import Slot, open_wrap

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from evacuation.services.standing import Standing
    from evacuation.services.writing import Content
    from evacuation.shredding import ShredKeys
    from evacuation.vault.mailboxes import Mailbox as MailboxRecord
    from evacuation.vault.receipts import Receipt
    from evacuation.vault.secret import Secret
    from evacuation.vault.trust import Trust

REPLY_LASTS = timedelta(hours=72)
_FIRST = 1


@dataclass(frozen=True, slots=True)
class Requester:
    """Whoever holds the receipt, for one request. Its repr tells nothing.

    `keys`: of the replies, by epoch; none in a quiet mailbox. `inbox` and
    `inbox_epoch`: the public key that their letters are sealed to. `referral`: the
    row by which a partner hears how it stands (look-up and seal in hex).
    """

    receipt: Receipt = field(repr=False)
    mailbox: MailboxRecord = field(repr=False)
    shreds: ShredKeys = field(repr=False)
    keys: dict[int, Secret] = field(repr=False)
    inbox: bytes = field(repr=False)
    inbox_epoch: int = field(repr=False)
    referral: dict[str, str] = field(repr=False)

    @property
    def case(self) -> UUID:
        return self.mailbox.case

    @property
    def quiet(self) -> bool:
        """Whether it shows nothing and tells the desk."""
        return not self.keys


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply of the desk. `gone_at`: when it goes by itself."""

    at: datetime
    text: str = field(repr=False)
    name_shown: str
    gone_at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """What the person reads: replies newest first, and how their request stands.

    `erase_at`: they asked for erasure and can still take that back. `standing`: they
    asked us to stop, and can take that back. `appeal_until`: they were declined and
    can ask again, once. `under_way`: help is.
    """

    answers: list[Answer]
    status: Status
    erase_at: datetime | None
    standing: Standing | None
    appeal_until: datetime | None = None
    under_way: bool = False

    @property
    def is_wish(self) -> bool:
        """They asked to end what is under way: nothing ends before we heard them."""
        asked = self.standing is not None and self.standing.kind in (WITHDRAW, ERASE)
        return asked and self.under_way

    @property
    def is_stopped(self) -> bool:
        """Whether nobody works on it any more, because they asked for that."""
        withdrawn = self.standing is not None and self.standing.kind == WITHDRAW
        gone = withdrawn or self.erase_at is not None
        return gone and not self.is_wish


def sign_in(*, typed: str) -> Requester:
    """Open the mailbox of a receipt as it was typed. Raises WrongCode, NotTrusted."""
    try:
        receipt = read_receipt(typed)
    except CannotOpen:
        raise WrongCode from None
    return come_back(receipt=receipt)


def come_back(*, receipt: Receipt) -> Requester:
    """The same for a receipt that was read before. Raises WrongCode, NotTrusted."""
    mailbox = _mailbox(receipt)
    try:
        shreds = shred_keys(case_scope(mailbox.case))
    except NotVisible:
        raise WrongCode from None
    keys = _reply_keys(receipt, mailbox, shreds, trust_now())
    told = _inbox_records(mailbox, keys)
    inbox, epoch = _inbox(mailbox, told)
    referral = told.get(_FIRST, {}).get("referral", {})
    return Requester(receipt, mailbox, shreds, keys, inbox, epoch, referral)


def read_mail(*, actor: Requester) -> Mail:
    """What was written to them. From now on each reply lasts 72 hours, to the hour."""
    case = Case.objects.filter(pk=actor.case).first()
    if case is None:
        raise WrongCode
    rows = _rows(actor.case, RecordKind.REPLY, RecordKind.STATUS)
    opened = [(row, said) for row, said in _opened(rows, actor.keys)]
    replies = [
        (row, said)
        for row, said in opened
        if row.kind == RecordKind.REPLY and is_shown(said)
        if not (hides_way(case) and said.get(TELLS))
    ]
    _mark_read([row for row, _said in replies])
    answers = [_answer(row, said) for row, said in replies]
    status = _newest(said for row, said in opened if row.kind == RecordKind.STATUS)
    return Mail(
        sorted(answers, key=lambda answer: answer.at, reverse=True),
        _status(status),
        None if actor.quiet else case.erase_at,
        standing_of(actor.mailbox),
        _appeal_until(status),
        # In this order: a quiet mailbox asks the same of the database.
        is_under_way(case) and not actor.quiet,
    )


def _mailbox(receipt: Receipt) -> MailboxRecord:
    row = Mailbox.objects.filter(pk=receipt.lookup).first()
    try:
        if row is not None:
            return open_mailbox(receipt.mailbox_key, receipt.lookup, bytes(row.sealed))
    except CannotOpen:
        raise WrongCode from None
    raise WrongCode


def _reply_keys(
    receipt: Receipt, mailbox: MailboxRecord, shreds: ShredKeys, trust: Trust
) -> dict[int, Secret]:
    """By epoch, as far as this receipt opens them; never for a decoy."""
    wraps = CaseWrap.objects.filter(
        key__case=mailbox.case,
        key__compartment=Compartment.REPLIES,
        recipient=REQUESTER,
    ).select_related("key")
    opens = mailbox.kind == Kind.RECEIPT
    found: dict[int, Secret] = {}
    for row in wraps:
        key = _key(row, receipt, shreds, trust) if opens else None
        if key is None:
            work_as_if_opened(trust)
        else:
            found[row.key.epoch] = key
    return found


def _key(
    row: CaseWrap, receipt: Receipt, shreds: ShredKeys, trust: Trust
) -> Secret | None:
    slot = Slot(row.key.case_id, row.key.compartment, row.key.epoch)
    sealed, commit = bytes(row.sealed), bytes(row.key.commit)
    for shred in shreds.reading:
        try:
            slip = open_wrap(
                shred, receipt.seed, sealed, slot, REQUESTER, trust, commit
            )
        except CannotOpen:
            continue
        return slip.content
    return None


def _inbox_records(
    mailbox: MailboxRecord, keys: dict[int, Secret]
) -> dict[int, Content]:
    """What the desk says of its inbox, by the inbox's epoch."""
    rows = _rows(mailbox.case, RecordKind.INBOX_KEY)
    return {int(said.get("epoch", _FIRST)): said for _row, said in _opened(rows, keys)}


def _inbox(mailbox: MailboxRecord, told: dict[int, Content]) -> tuple[bytes, int]:
    """The newest public key and its epoch. Raises NotTrusted.

    The first one also stands in the mailbox row, which the receipt alone opens: so
    nobody can exchange it in the database.
    """
    if not told:
        return mailbox.inbox, _FIRST
    keys = {epoch: bytes.fromhex(str(said["inbox"])) for epoch, said in told.items()}
    if keys.get(_FIRST, mailbox.inbox) != mailbox.inbox:
        raise NotTrusted
    return keys[max(keys)], max(keys)


def _rows(case: UUID, *kinds: RecordKind) -> list[Record]:
    found = Record.objects.filter(
        case=case, compartment=Compartment.REPLIES, kind__in=kinds
    )
    return list(found.exclude(gone_at__lte=this_hour()).order_by("written_at", "pk"))


def _opened(
    rows: Iterable[Record], keys: dict[int, Secret]
) -> list[tuple[Record, Content]]:
    return [
        (row, opened_record(keys[row.epoch], row)) for row in rows if row.epoch in keys
    ]


def _newest(said: Iterable[Content]) -> Content:
    return max(said, key=lambda status: str(status["at"]), default={})


def _status(newest: Content) -> Status:
    code = newest.get("code")
    return Status(code) if code in Status.values else Status.RECEIVED


def _appeal_until(newest: Content) -> datetime | None:
    """Not after that time; an answer to what was asked hides it, too."""
    if not newest.get("appeal_until"):
        return None
    until = datetime.fromisoformat(str(newest["appeal_until"]))
    return until if until > timezone.now() else None


def _mark_read(rows: list[Record]) -> None:
    fresh = [row for row in rows if row.gone_at is None]
    if not fresh:
        return
    gone_at = _next_hour(timezone.now() + REPLY_LASTS)
    with transaction.atomic():
        # The case first, as every change locks: an erasure may be on its way.
        Case.objects.select_for_update().filter(pk=fresh[0].case_id).first()
        Record.objects.filter(
            pk__in=[row.pk for row in fresh], gone_at__isnull=True
        ).update(gone_at=gone_at)
    for row in fresh:
        row.gone_at = gone_at


def _answer(row: Record, said: Content) -> Answer:
    at = datetime.fromisoformat(str(said["at"]))
    name, text = str(said.get("name_shown", "")), str(said["text"])
    return Answer(at, text, name, row.gone_at or timezone.now())


def _next_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
