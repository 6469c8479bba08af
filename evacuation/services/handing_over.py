"""What a new roster means for keys: joiners get secrets, leavers' keys are changed.

In the session of the lead who signs it, within one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from evacuation import audit
from evacuation.errors import KeyMissing, NotTrusted, NotVisible
from evacuation.keyring import TEAM_SLOT, Keyring
from evacuation.models import Case, CaseKey, CaseWrap, GrantOrder, Note, TeamWrap
from evacuation.models.choices import NoteKind
from evacuation.services.marking import carry_duplicate_key
from evacuation.services.ownership import pass_on
from evacuation.services.removing import renew_shred_keys, save_sealed
from evacuation.shredding import case_scope, drop_shred_row, shred_keys_of, team_scope
from evacuation.vault.cards import RECOVERY, TEAM_RIGHTS, Card, Team, TeamCard
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import (
    BOARD_BYTES,
    MARK_BYTES,
    NIGHT_CARD_BYTES,
    Recipient,
    Slot,
    note,
    open_wrap,
    wrap,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from evacuation.shredding import ShredKeys
    from evacuation.unlocked import Unlocked
    from evacuation.vault.secret import Secret
    from evacuation.vault.trust import Trust

_SIZES = {
    NoteKind.BOARD: BOARD_BYTES,
    NoteKind.OVER: BOARD_BYTES,
    NoteKind.NIGHT_CARD: NIGHT_CARD_BYTES,
    NoteKind.MARK: MARK_BYTES,
}


def hold_cases() -> None:
    """Lock every case, before any shred key is read and before the audit's lock.

    In the transaction that carries a roster out; new cases wait for it (keep_roster).
    """
    list(Case.objects.select_for_update().order_by("pk").values_list("pk"))


def carry_out(before: Unlocked, after: Unlocked) -> None:
    """From the roster of `before` to that of `after`, the same member's.

    Raises KeyMissing where they do not hold a team's secret that has to be changed.
    """
    moved = _Moving(before, after)
    for old in before.trust.roster.teams:
        new = after.trust.team(old.team)
        if new.epoch != old.epoch:
            moved.team(old, new)
    moved.cases |= _take_from(_gone(before.trust, after.trust))
    _take_team_keys(_leavers(before.trust, after.trust))
    if moved.cases:
        renew_shred_keys(actor=after.name, cases=sorted(moved.cases))
    _pass_on(after.name, before.trust, after.trust)
    hand_team_secrets(after)


def carry_out_without_keys(*, actor: str, before: Trust, after: Trust) -> None:
    """The same as far as it needs nobody's keys, where no lead's session signed.

    Teams keep the key that a leaver knew until two leads sign the next roster, which
    asks for a new one (`teams_to_renew`); joiners get it from who holds it.
    """
    gone = _gone(before, after)
    cases = _take_from(gone)
    _take_team_keys(gone)
    if cases:
        renew_shred_keys(actor=actor, cases=sorted(cases))
    _pass_on(actor, before, after)


def hand_team_secrets(me: Unlocked) -> list[str]:
    """Wrap the team secrets that this member holds for whoever lacks one.

    The roster is the order. The names that got one come back. Safe to call in any
    unlocked request: it mends what another colleague could not do.
    """
    ring, handed = Keyring(me), []
    with transaction.atomic():
        for team, epoch in ring.teams():
            card = me.trust.team(team)
            lacking = _lacking(me, team, epoch)
            if not lacking:
                continue
            try:
                secret = ring.team(team, epoch)
            except (KeyMissing, NotTrusted, NotVisible):
                continue
            shred = ring.shred(team_scope(team, epoch))
            _wrap_team(me, card, secret, shred, lacking)
            handed += [one.name for one in lacking]
        if handed:
            audit.write(actor=me.name, verb="team.handed_over")
    return handed


def _lacking(me: Unlocked, team: Team, epoch: int) -> list[Card]:
    rows = TeamWrap.objects.filter(team=team, epoch=epoch)
    held = set(rows.values_list("recipient", flat=True))
    return [
        card
        for card in me.trust.roster.members
        if card.rights & TEAM_RIGHTS[team] and card.name not in held
    ]


def _wrap_team(
    me: Unlocked, card: TeamCard, secret: Secret, shred: ShredKeys, to: list[Card]
) -> None:
    slot = Slot(str(card.team), TEAM_SLOT, card.epoch)
    TeamWrap.objects.bulk_create(
        [
            TeamWrap(
                team=card.team,
                epoch=card.epoch,
                recipient=one.name,
                sealed=wrap(
                    shred.writing,
                    secret,
                    slot,
                    Recipient(one.name, one.box),
                    me.as_grantor(),
                ),
            )
            for one in to
        ],
        ignore_conflicts=True,
    )


def _gone(before: Trust, after: Trust) -> list[str]:
    """Names whose keys the next roster does not know: of leavers, and of new keys."""
    now = {card.name: card.box for card in after.roster.members}
    return [c.name for c in before.roster.members if now.get(c.name) != c.box]


def _leavers(before: Trust, after: Trust) -> list[str]:
    now = {card.name for card in after.roster.members}
    return [c.name for c in before.roster.members if c.name not in now]


def _take_from(gone: list[str]) -> set[UUID]:
    """Their wraps and orders go; the cases of which they held something."""
    held = CaseWrap.objects.filter(recipient__in=gone)
    cases = set(held.values_list("key__case", flat=True))
    CaseKey.objects.filter(wraps__in=held).update(retired=True)
    held.delete()
    GrantOrder.objects.filter(recipient__in=gone, done_at=None).delete()
    return cases


def _take_team_keys(names: list[str]) -> None:
    TeamWrap.objects.filter(recipient__in=names).delete()


def _pass_on(actor: str, before: Trust, after: Trust) -> None:
    now = {card.user for card in after.roster.members}
    leavers = {card.user for card in before.roster.members} - now
    pass_on(actor=actor, trust=after, leavers=leavers)


class _Moving:
    """Keys and notes on their way from one roster to the next."""

    def __init__(self, before: Unlocked, after: Unlocked) -> None:
        self.before, self.after = before, after
        self.ring = Keyring(before)
        self.cases: set[UUID] = set()

    def team(self, old: TeamCard, new: TeamCard) -> None:
        """Everything for the team's old key anew for its new one."""
        wraps = CaseWrap.objects.filter(recipient=old.name).select_related("key")
        notes = Note.objects.filter(recipient=old.name)
        to = Recipient(new.name, new.box)
        if old.team == Team.IDENTITY:
            carry_duplicate_key(self.ring, old, self.after, new)
        if wraps.exists() or notes.exists():
            secret = self.ring.team(old.team, old.epoch)
            self._wraps(list(wraps), secret, to)
            self._notes(list(notes), to)
        left = TeamWrap.objects.filter(team=old.team, epoch__lte=old.epoch)
        if old.team == Team.STEWARDS:
            # No lead opens facts: a steward who stays brings them under the new key,
            # and throws the old one away then (services/figures.py).
            left.exclude(
                Q(recipient__in=self._staying(old.team))
                | Q(recipient__startswith=RECOVERY)
            ).delete()
            return
        left.exclude(recipient__startswith=RECOVERY).delete()
        transaction.on_commit(lambda: _drop(team_scope(old.team, old.epoch)))

    def _staying(self, team: Team) -> list[str]:
        """Members with the team's right and the same key, before and after."""
        now = {card.name: card for card in self.after.trust.roster.members}
        return [
            card.name
            for card in self.before.trust.roster.members
            if card.name in now
            and now[card.name].box == card.box
            and now[card.name].rights & TEAM_RIGHTS[team]
        ]

    def _wraps(self, rows: list[CaseWrap], secret: Secret, to: Recipient) -> None:
        cases = {row.key.case_id for row in rows}
        self.cases |= cases
        shreds = shred_keys_of([case_scope(case) for case in cases])
        done: list[CaseWrap] = []
        for row in rows:
            # Forged or shredded: the key page names it, nothing carries it on.
            keys = shreds.get(case_scope(row.key.case_id))
            key = self._opened(row, secret, keys.reading) if keys else None
            if keys and key:
                slot = _slot(row.key)
                by = self.after.as_grantor()
                row.sealed = wrap(keys.writing, key, slot, to, by)
                row.recipient = to.name
                done.append(row)
        save_sealed(CaseWrap, done, "recipient")
        held = [row.key_id for row in done]
        CaseKey.objects.filter(pk__in=held).update(retired=True)

    def _opened(
        self, row: CaseWrap, secret: Secret, shreds: Iterable[Secret]
    ) -> Secret | None:
        sealed, commit = bytes(row.sealed), bytes(row.key.commit)
        for shred in shreds:
            try:
                slip = open_wrap(
                    shred,
                    secret,
                    sealed,
                    _slot(row.key),
                    row.recipient,
                    self.before.trust,
                    commit,
                )
            except CannotOpen:
                continue
            return slip.content
        return None

    def _notes(self, rows: list[Note], to: Recipient) -> None:
        self.cases |= {row.case_id for row in rows}
        done: list[Note] = []
        for kind, size in _SIZES.items():
            same = [row for row in rows if row.kind == kind]
            opened = self.ring.notes(same, size)
            for row in same:
                slip = opened.get(row.case_id)
                if slip is not None:
                    self._note(row, slip.content, size, to)
                    done.append(row)
        save_sealed(Note, done, "recipient", "number")

    def _note(self, row: Note, content: Secret, size: int, to: Recipient) -> None:
        row.recipient, row.number = to.name, max(row.number, 1) + 1
        row.sealed = note(
            self.ring.shred(case_scope(row.case_id)).writing,
            content.reveal(),
            size,
            Slot(row.case_id, row.kind, row.number),
            to,
            self.after.as_grantor(),
        )


def _slot(key: CaseKey) -> Slot:
    return Slot(key.case_id, key.compartment, key.epoch)


def _drop(scope: str) -> None:
    drop_shred_row(scope)


def cases_held_alone(me: Unlocked, name: str) -> list[UUID]:
    """Cases with a key that nobody else of the desk holds: hand these over first."""
    alone = set()
    for key in CaseKey.objects.filter(wraps__recipient=name).prefetch_related("wraps"):
        others = {wrap.recipient for wrap in key.wraps.all()} - {name}
        if not any(other.startswith(("member:", "team:")) for other in others):
            alone.add(key.case_id)
    return sorted(Case.objects.filter(pk__in=alone).values_list("pk", flat=True))
