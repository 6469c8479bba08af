"""Marks of a case's contacts, made by the first who holds contact and identity.

The server cannot compare at intake. A lead holds both: when one opens the case, what
is not marked yet, or was changed in the mailbox since, is marked.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction

from evacuation import audit
from evacuation.access import OpenCase, open_case
from evacuation.duplicates import (
    duplicate_key,
    is_of_the_team,
    marks_of,
    packed,
    sealed_key,
    unpacked,
)
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models import DuplicateKey, Note
from evacuation.models.choices import Compartment, NoteKind
from evacuation.trusting import keep_roster
from evacuation.vault.cards import Team
from evacuation.vault.sealing import new_key
from evacuation.vault.slips import MARK_BYTES, Recipient, Slot, note

if TYPE_CHECKING:
    from evacuation.keyring import Keyring
    from evacuation.unlocked import Unlocked
    from evacuation.vault.cards import TeamCard
    from evacuation.vault.secret import Secret


def mark_contacts(read: OpenCase) -> bool:
    """Bring the marks of a case that was read up to date; whether any was written.

    Nothing for who does not hold both the identity team's key and the inbox. Every
    case so opened has a note, also where nobody left a contact. Raises NotVisible.
    """
    actor, case_id = read.me, read.case.pk
    if not _may_mark(read) or _is_marked(read):
        return False
    with transaction.atomic():
        # The next page view does it where a roster was signed meanwhile.
        if not keep_roster(actor.trust):
            return False
        opened = open_case(actor, case_id, lock=True)
        key = _key(opened.ring, actor.trust.team(Team.IDENTITY))
        _write(opened, marks_of(key, opened))
        audit.write(
            actor=actor.name,
            verb="contact.marked",
            case=case_id,
            audit_key=opened.shreds.audit,
        )
    return True


def carry_duplicate_key(
    before: Keyring, old: TeamCard, after: Unlocked, new: TeamCard
) -> None:
    """The same key for the identity team's next epoch. In the caller's transaction.

    Where the row was forged every mark goes: under another key none would be found.
    Raises KeyMissing where the member does not hold the old epoch's secret.
    """
    rows = DuplicateKey.objects.filter(epoch=old.epoch)
    if not rows.exists():
        return
    try:
        sealed = sealed_key(duplicate_key(before, old), new, after.as_grantor())
    except NotTrusted:
        Note.objects.filter(kind=NoteKind.MARK).delete()
    else:
        DuplicateKey.objects.create(epoch=new.epoch, sealed=sealed)
    rows.delete()


def _may_mark(opened: OpenCase) -> bool:
    return is_of_the_team(opened.ring) and opened.holds(Compartment.INBOX)


def _is_marked(opened: OpenCase) -> bool:
    row = _row(opened)
    slip = opened.ring.notes([row], MARK_BYTES).get(row.case_id) if row else None
    if slip is None:
        return False
    try:
        key = duplicate_key(opened.ring, opened.me.trust.team(Team.IDENTITY))
        return unpacked(slip) == marks_of(key, opened)
    except (KeyMissing, NotTrusted):
        return False


def _row(opened: OpenCase) -> Note | None:
    name = opened.me.trust.team(Team.IDENTITY).name
    rows = Note.objects.filter(kind=NoteKind.MARK, recipient=name)
    return rows.filter(case=opened.case).first()


def _key(ring: Keyring, card: TeamCard) -> Secret:
    """The team's key. The first who needs one makes it, or mends a forged row."""
    with suppress(KeyMissing, NotTrusted):
        return duplicate_key(ring, card)
    sealed = sealed_key(new_key(), card, ring.me.as_grantor())
    # Two may need it at once: the row that stands is the one that both open.
    DuplicateKey.objects.get_or_create(epoch=card.epoch, defaults={"sealed": sealed})
    with suppress(NotTrusted):
        return duplicate_key(ring, card)
    DuplicateKey.objects.filter(epoch=card.epoch).update(sealed=sealed)
    return duplicate_key(ring, card)


def _write(opened: OpenCase, marks: frozenset[bytes]) -> None:
    card = opened.me.trust.team(Team.IDENTITY)
    case = opened.case
    row = _row(opened) or Note(
        case=case, kind=NoteKind.MARK, recipient=card.name, number=0
    )
    # As with the board line: the house may sign a first one, a member any later.
    row.number = max(row.number, 1) + 1
    row.sealed = note(
        opened.shreds.writing,
        packed(marks),
        MARK_BYTES,
        Slot(case.pk, NoteKind.MARK, row.number),
        Recipient(card.name, card.box),
        opened.me.as_grantor(),
    )
    row.save()
