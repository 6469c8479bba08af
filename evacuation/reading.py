"""What a case page says: everything that one member's keys open of one case."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evacuation.board import case_code
from evacuation.consents import basis_words, origin_words, permissions
from evacuation.entries import Entry, Holders, by_time, label_of, moment
from evacuation.errors import KeyMissing, NotTrusted
from evacuation.models import CaseWrap
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.person_parts import in_order, part_words
from evacuation.safe_hours import safe_hours
from evacuation.services.changing import may_act
from evacuation.services.closed import closing_holds
from evacuation.services.closing import (
    barred_from_confirming,
    may_close,
    needs_second,
    proposed_closing,
)
from evacuation.services.consenting import allowed
from evacuation.services.destroyed import (
    Destroyed,
    destroyed,
    destroyed_unread,
    shredded_parts,
)
from evacuation.services.hearing import (
    ASKED_TO_STOP,
    DURESS,
    PAUSED,
    WITHDRAWN,
    signs,
)
from evacuation.services.replying import is_shown
from evacuation.showing.seconds import (
    Elsewhere,
    Waiting,
    waiting_elsewhere,
    waiting_for_second,
)
from evacuation.steps import Step
from evacuation.teams import TEAM_LABELS
from evacuation.vault.cards import REQUESTER, is_recovery, member_name, team_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.board import BoardLine
    from evacuation.consents import Permission
    from evacuation.models import Record
    from evacuation.services.writing import Content


class CasePage:
    """One case in one member's hands, opened as the template asks."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened, self.case, self.me = opened.keep(), opened.case, opened.me
        self.now = timezone.now()

    @property
    def code(self) -> str:
        return case_code(self.case.pk)

    @cached_property
    def line(self) -> BoardLine | None:
        return self.opened.line()

    @cached_property
    def line_is_false(self) -> bool:
        """For who reads it: it does not verify, or says else than the columns."""
        if self.line is None:
            return self.may_act
        return self.line.contradicts(self.case)

    @cached_property
    def destroyed(self) -> list[tuple[str, str, str, Destroyed]]:
        """Parts that two people destroyed: (part, who asked, who confirmed, when)."""
        return [
            (
                part_words(one.part),
                self.name_of(member_name(one.asked)),
                self.name_of(member_name(one.confirmed)),
                one,
            )
            for one in destroyed(self.opened)
        ]

    @property
    def signed_owner(self) -> str:
        """Whose it is as a member signed it, where the column says another; else ""."""
        owner = self.opened.owner_id
        if owner == self.case.owner_id:
            return ""
        return self.name_of(member_name(owner)) if owner else str(_("nobody"))

    @cached_property
    def signs(self) -> frozenset[str]:
        """Duress, withdrawn, paused: also where the board does not say it yet."""
        return signs(self.opened)

    @property
    def is_duress(self) -> bool:
        return DURESS in self.signs

    @property
    def is_withdrawn(self) -> bool:
        return WITHDRAWN in self.signs

    @property
    def is_asked_to_stop(self) -> bool:
        """By the receipt alone, while help is under way."""
        return ASKED_TO_STOP in self.signs

    @property
    def is_paused(self) -> bool:
        return PAUSED in self.signs

    @property
    def came_in(self) -> datetime | None:
        """When it came in, by the account; rows know the hour alone."""
        return moment(self.account.get("at"))

    @property
    def consents(self) -> list[Permission]:
        return permissions({"consents": sorted(allowed(self.opened))})

    @property
    def origin(self) -> str:
        return origin_words(self.account)

    @property
    def basis(self) -> str:
        return basis_words(self.account)

    @cached_property
    def account(self) -> Content:
        return self._only(Compartment.TRIAGE, RecordKind.ACCOUNT)

    @cached_property
    def profiles(self) -> list[dict[str, Any]]:
        """Ways to reach the person, each with its safe hours where they were said."""
        found = self.contact.get("profiles", [])
        return [{**row, "hours": safe_hours(row, self.now)} for row in found]

    @cached_property
    def contact(self) -> Content:
        """The newest word on it: the person may have changed it in the mailbox."""
        first = self._only(Compartment.INBOX, RecordKind.CONTACT)
        changed = [e.said for e in self.letters if e.said.get("kind") == "contact"]
        told = [
            said["contact"] for said in changed if isinstance(said.get("contact"), dict)
        ]
        return told[-1] if told else first

    @property
    def called(self) -> str:
        """The name that the person told us to use; "" where they told none."""
        names = (str(row.get("name_we_use", "")) for row in self.profiles)
        return next((name for name in names if name), "")

    @cached_property
    def letters(self) -> list[Entry]:
        return self._entries(Compartment.INBOX, RecordKind.LETTER)

    @cached_property
    def messages(self) -> list[Entry]:
        """What the person wrote and what we wrote, oldest first."""
        replies = self._entries(Compartment.REPLIES, RecordKind.REPLY)
        return by_time([*self.letters, *replies])

    @cached_property
    def notes(self) -> list[Entry]:
        """Internal: remarks, attempts, closings, newest first."""
        kinds = (RecordKind.REMARK, RecordKind.ATTEMPT, RecordKind.CLOSURE)
        return by_time(self._entries(Compartment.TRIAGE, *kinds))[::-1]

    @cached_property
    def files(self) -> list[Entry]:
        return self._entries(Compartment.INBOX, RecordKind.FILE)

    @cached_property
    def holders(self) -> list[Holders]:
        """Who can open what, as far as the rows say."""
        found: dict[str, tuple[int, list[str]]] = {}
        wraps = CaseWrap.objects.filter(key__case=self.case).values_list(
            "key__compartment", "key__epoch", "recipient"
        )
        for part, epoch, recipient in wraps.order_by("key__epoch", "recipient"):
            newest, names = found.get(part, (0, []))
            found[part] = (epoch, [*(names if newest == epoch else []), recipient])
        return [self._holders(part, found[part][1]) for part in in_order(found)]

    def _holders(self, part: str, names: list[str]) -> Holders:
        mine = set(self.opened.ring.recipients()) & {*names}
        return Holders(
            part, part_words(part), [self.name_of(n) for n in names], bool(mine)
        )

    @cached_property
    def closing(self) -> Entry | None:
        """The proposal to close that waits for a second person."""
        try:
            found = proposed_closing(self.opened)
        except (KeyMissing, NotTrusted):
            return None
        return self._entry(found[0]) if found else None

    @property
    def mine_to_confirm(self) -> bool:
        if self.closing is None or not self.may_act:
            return False
        return self.me.user.pk not in barred_from_confirming(self.opened)

    @cached_property
    def awaits_second(self) -> Waiting | None:
        """The step that waits for a second person, a closing among them."""
        return waiting_for_second(self.opened) if self.is_open else None

    @property
    def waits_elsewhere(self) -> list[Elsewhere]:
        """What else waits for a second person, on another page of this case."""
        working = self.may_act and self.holds_triage
        return waiting_elsewhere(self.opened, self.name_of) if working else []

    @property
    def closing_is_false(self) -> bool:
        return self.holds_triage and not closing_holds(self.opened)

    @property
    def needs_second(self) -> bool:
        return needs_second(self.opened)

    @property
    def may_close(self) -> bool:
        return self.holds_triage and may_close(self.opened)

    @property
    def may_act(self) -> bool:
        return may_act(self.me)

    @property
    def is_received(self) -> bool:
        return self.case.state == State.RECEIVED

    @property
    def is_open(self) -> bool:
        return not self.is_closed

    @property
    def asks_again(self) -> bool:
        """Whether the person wrote since it was closed: that leaves nothing due."""
        return self.is_closed and self.case.next_due_at is not None

    @property
    def may_write(self) -> bool:
        """Whether there is somebody to answer: of a closed case, who wrote since."""
        ours = self.asks_again or (self.is_open and not self.is_received)
        return self.may_act and self.holds_replies and ours

    @property
    def is_late(self) -> bool:
        due = self.case.next_due_at
        return due is not None and due < self.now

    @property
    def step(self) -> str:
        """The next step by us, in words."""
        code = self.line.next_step if self.line else ""
        if self.is_closed and code in {"", Step.NOTHING}:
            return str((Step.AGAIN if self.asks_again else Step.NOTHING).label)
        return label_of(Step, Step.OWN if self.is_received else code)

    @property
    def is_closed(self) -> bool:
        return self.case.state == State.CLOSED

    @cached_property
    def holds_triage(self) -> bool:
        return self.opened.holds(Compartment.TRIAGE)

    @cached_property
    def holds_inbox(self) -> bool:
        return self.opened.holds(Compartment.INBOX)

    @cached_property
    def holds_replies(self) -> bool:
        return self.opened.holds(Compartment.REPLIES)

    @cached_property
    def holds_identity(self) -> bool:
        return self.opened.holds(Compartment.IDENTITY)

    @cached_property
    def identity(self) -> Content:
        """Names and who can speak for the person; {} where it cannot be verified."""
        return self._only(Compartment.IDENTITY, RecordKind.PERSON)

    @cached_property
    def account_is_false(self) -> bool:
        return self._is_false(Compartment.TRIAGE, RecordKind.ACCOUNT)

    @cached_property
    def contact_is_false(self) -> bool:
        """Letters, too: one that was spoilt may have asked us not to write."""
        return self._is_false(Compartment.INBOX, RecordKind.CONTACT, RecordKind.LETTER)

    @cached_property
    def identity_is_false(self) -> bool:
        return self._is_false(Compartment.IDENTITY, RecordKind.PERSON)

    @property
    def false_parts(self) -> list[str]:
        """Compartments, in words, of which something is not what was written."""
        status = (RecordKind.INBOX_KEY, RecordKind.STATUS)
        found = {
            Compartment.TRIAGE: self.account_is_false,
            Compartment.INBOX: self.contact_is_false,
            Compartment.IDENTITY: self.identity_is_false,
            Compartment.REPLIES: self._is_false(Compartment.REPLIES, *status),
        }
        # Two people destroyed it: then nobody took it away.
        gone = set(shredded_parts(self.opened)) if any(found.values()) else set()
        if found[Compartment.IDENTITY] and destroyed_unread(self.opened):
            gone.add(Compartment.IDENTITY)
        return [str(p.label) for p, false in found.items() if false and p not in gone]

    def name_of(self, recipient: str) -> str:
        """A name of vault/cards.py for people."""
        fixed = {
            self.me.trust.recovery.name: _("Recovery (offline, two of three shares)"),
            REQUESTER: _("The person"),
            **{team_name(t.team, t.epoch): TEAM_LABELS[t.team] for t in self._teams},
        }
        if recipient in fixed:
            return str(fixed[recipient])
        if is_recovery(recipient):
            return _("Recovery by the shares of before, until a holder opens the case")
        cards = {card.name: card.code_name for card in self.me.trust.roster.members}
        return cards.get(recipient) or _("somebody who left")

    @property
    def _teams(self) -> Iterable[Any]:
        return self.me.trust.roster.teams

    def _is_false(self, compartment: str, *kinds: str) -> bool:
        """A key or record is not what it says, or what every intake writes is gone.

        `kinds`: the first is written at every intake. Without the key nobody can say.
        """
        rows = self.opened.records(compartment, *kinds)
        for row in rows:
            try:
                self.opened.content(row)
            except KeyMissing:
                continue
            except NotTrusted:
                return True
        return all(row.kind != kinds[0] for row in rows)

    def _only(self, compartment: str, kind: str) -> Content:
        try:
            return self.opened.only(compartment, kind)
        except (KeyMissing, NotTrusted):
            return {}

    def _entries(self, compartment: str, *kinds: str) -> list[Entry]:
        if not self.opened.holds(compartment):
            return []
        return [self._entry(row) for row in self.opened.records(compartment, *kinds)]

    def _entry(self, row: Record) -> Entry:
        try:
            said = self.opened.content(row)
        except (KeyMissing, NotTrusted):
            return Entry(row.pk, row.kind, row.written_at, "", {}, sound=False)
        own = said.get("by") == self.me.name
        return Entry(
            id=row.pk,
            kind=row.kind,
            at=moment(said.get("at")) or row.written_at,
            by=self.name_of(said["by"]) if "by" in said else "",
            said=said,
            recallable=row.kind == RecordKind.REPLY and own and not is_shown(said),
        )
