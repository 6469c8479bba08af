"""Perhaps the same person: the duplicate key, and marks compared in memory alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.access import visible_cases
from evacuation.contact_forms import comparable
from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.models import Case, DuplicateKey, Note
from evacuation.models.choices import Compartment, NoteKind, RecordKind
from evacuation.shredding import shred_keys, team_scope
from evacuation.vault.cards import Team
from evacuation.vault.marks import duplicate_mark
from evacuation.vault.sealing import KEY_BYTES
from evacuation.vault.secret import CannotOpen, Secret
from evacuation.vault.slips import MARK_BYTES, Recipient, Slot, note, open_note

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from evacuation.access import OpenCase
    from evacuation.keyring import Keyring
    from evacuation.vault.cards import TeamCard
    from evacuation.vault.slips import Grantor, Slip

_SLOT = "duplicate"
_NOTE_BYTES = 64
# What a page that is opened all day can compare without being felt.
MOST_ON_A_PAGE = 500
MOST_MARKS = (MARK_BYTES - 1) // KEY_BYTES


def sealed_key(key: Secret, card: TeamCard, by: Grantor) -> bytes:
    """The duplicate key as a note for the identity team of one epoch."""
    shred = shred_keys(team_scope(card.team, card.epoch)).writing
    to = Recipient(card.name, card.box)
    return note(shred, key.reveal(), _NOTE_BYTES, _slot(card), to, by)


def duplicate_key(ring: Keyring, card: TeamCard) -> Secret:
    """The key that lies under this team's card.

    Raises KeyMissing where there is none, or who asks is not of the team; NotTrusted.
    """
    row = DuplicateKey.objects.filter(epoch=card.epoch).first()
    if row is None:
        raise KeyMissing
    secret = ring.team(card.team, card.epoch)
    for shred in ring.shred(team_scope(card.team, card.epoch)).reading:
        try:
            slip = open_note(
                shred,
                secret,
                bytes(row.sealed),
                _NOTE_BYTES,
                _slot(card),
                card.name,
                ring.me.trust,
            )
        except CannotOpen:
            continue
        if len(slip.content.reveal()) == KEY_BYTES:
            return slip.content
    raise NotTrusted


def is_of_the_team(ring: Keyring) -> bool:
    """Whether this member opens what the identity team shares."""
    card = ring.me.trust.roster.team(Team.IDENTITY)
    if card is None or (card.team, card.epoch) not in ring.teams():
        return False
    try:
        ring.team(card.team, card.epoch)
    except (KeyMissing, NotTrusted, NotVisible):
        return False
    return True


def marks_of(key: Secret, opened: OpenCase) -> frozenset[bytes]:
    """A mark for each way to reach the person that can be verified, the newest 15."""
    newest_first = dict.fromkeys(
        found
        for profile in _profiles(opened)
        if (found := comparable(_said(profile, "channel"), _said(profile, "handle")))
    )
    chosen = list(newest_first)[:MOST_MARKS]
    return frozenset(duplicate_mark(key, *contact).reveal() for contact in chosen)


def packed(marks: Iterable[bytes]) -> bytes:
    return b"".join(sorted(marks))


def unpacked(slip: Slip | None) -> frozenset[bytes]:
    """None for a note that is not what it says it is: then there is no mark."""
    found = slip.content.reveal() if slip else b""
    if len(found) % KEY_BYTES:
        return frozenset()
    ends = range(KEY_BYTES, len(found) + 1, KEY_BYTES)
    return frozenset(found[end - KEY_BYTES : end] for end in ends)


def same_contacts(opened: OpenCase, most: int | None = None) -> list[Case]:
    """Other cases with a contact of this one that the member may see, oldest first.

    `most`: so many of the newest are looked at, since each costs a third of a
    millisecond. Empty for whoever is not of the identity team.
    """
    ring = opened.ring
    if not is_of_the_team(ring):
        return []
    name = ring.me.trust.team(Team.IDENTITY).name
    seen = visible_cases(ring.me)
    notes = Note.objects.filter(kind=NoteKind.MARK, recipient=name, case__in=seen)
    rows = notes.exclude(case=opened.case).order_by("-case__created_at", "-case")[:most]
    mine = notes.filter(case=opened.case)
    own = ring.notes(mine, MARK_BYTES).get(opened.case.pk)
    known = {
        case: unpacked(slip) for case, slip in ring.notes(rows, MARK_BYTES).items()
    }
    same = [case for case, marks in known.items() if marks & unpacked(own)]
    return list(seen.filter(pk__in=same).order_by("created_at", "pk"))


def _slot(card: TeamCard) -> Slot:
    return Slot(str(card.team), _SLOT, card.epoch)


def _profiles(opened: OpenCase) -> list[dict[str, Any]]:
    """Every way to reach the person that was ever told, newest first."""
    told = list(opened.readable(Compartment.INBOX, RecordKind.CONTACT).values())
    letters = opened.readable(Compartment.INBOX, RecordKind.LETTER).values()
    changed = [one for one in letters if one.get("kind") == "contact"]
    changed.sort(key=lambda one: str(one.get("at")))
    told += [one["contact"] for one in changed if isinstance(one.get("contact"), dict)]
    return [row for one in told[::-1] for row in one.get("profiles", [])]


def _said(profile: dict[str, Any], name: str) -> str:
    return str(profile.get(name, ""))
