"""The next roster: who waits, a lead's proposal, a second lead's signature."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import SamePerson, StaleVersion
from evacuation import audit
from evacuation.errors import DeskError, NotAllowed, NotTrusted, WrongState
from evacuation.models import Member, RosterDraft, TeamWrap
from evacuation.services.founding import card_of
from evacuation.services.handing import living_members
from evacuation.services.handing_over import carry_out, hold_cases
from evacuation.services.rosters import (
    draft_roster,
    forget_team_epoch,
    hold_documents,
    make_team_epoch,
    receive_roster,
)
from evacuation.unlocked import Unlocked
from evacuation.vault.cards import TEAM_RIGHTS, Card, Right, Team, TeamCard, member_name
from evacuation.vault.documents import (
    Roster,
    roster_digest,
    sign_roster,
    signed,
)
from evacuation.vault.encoding import Label
from evacuation.vault.sealing import digest, verify
from evacuation.vault.secret import CannotOpen
from evacuation.vault.slips import Grantor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from evacuation.vault.trust import Trust

_SEEN_OTHER = _("Somebody's keys or rights changed meanwhile. Compare again.")
_NOTHING = _("Nothing is chosen that would change the roster.")
_SUSPENDED = _("Whoever signed first is suspended or gone: throw the draft away.")
_WAITS = _("A roster waits for its second signature already.")


class ManyWait(DeskError):
    """Who was suspended is either kept or left out: never by oversight."""

    code = "suspended_waits"
    message = _("Choose for everybody who is suspended: kept, or left out.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A member whose row asks for something else than the roster says.

    `now`: the signed card; `asked`: what the row asks for, None to leave.
    """

    user: int
    code_name: str
    now: Card | None
    asked: Card | None
    suspended: bool = False

    @property
    def kind(self) -> str:
        """joins, leaves, new_keys, rights or suspended."""
        if self.suspended:
            return "suspended"
        if self.now is None:
            return "joins"
        if self.asked is None:
            return "leaves"
        same = (self.now.box, self.now.sign) == (self.asked.box, self.asked.sign)
        return "rights" if same else "new_keys"

    @property
    def answer(self) -> str:
        """What the form gives back: which keys and rights the lead looked at."""
        return _answer(self.asked)


def require_lead(actor: Unlocked) -> None:
    """Raises NotAllowed unless charter and roster make them one."""
    if not actor.may(Right.LEAD) or actor.trust.charter.lead(actor.user.pk) is None:
        raise NotAllowed


def waiting(trust: Trust) -> list[Waiting]:
    """Everybody whose row and card differ, by code name."""
    cards = {card.user: card for card in trust.roster.members}
    found = []
    for member in Member.objects.select_related("user"):
        now, asked = cards.pop(member.user_id, None), _asked(member, trust)
        suspended = member.suspended_at is not None and now is not None
        if now != asked or suspended:
            name = member.user.username
            found.append(Waiting(member.user_id, name, now, asked, suspended))
    # A card without a row at all: somebody deleted it.
    found += [Waiting(c.user, c.code_name, c, None) for c in cards.values()]
    return sorted(found, key=lambda one: one.code_name)


def not_leads(trust: Trust) -> list[str]:
    """Code names of members whom only a next charter can make leads."""
    rows = Member.objects.filter(roles__contains=["lead"], ended_at__isnull=True)
    return [
        member.user.username
        for member in rows.select_related("user")
        if not _is_lead(card_of(member), trust)
    ]


def teams_to_renew(trust: Trust, members: Iterable[Card]) -> list[Team]:
    """Teams that get a new key with a roster of these members.

    Where somebody who ever held the key is not among them, where nobody held it, and
    where it is wrapped for an earlier recovery key: whoever has two of those shares
    would open what is written from now on.
    """
    after = list(members)
    made = TeamWrap.objects.filter(recipient=trust.recovery.name)
    recoverable = set(made.values_list("team", "epoch"))
    found = []
    for team in Team:
        card = trust.roster.team(team)
        if (
            card is None
            or (card.team, card.epoch) not in recoverable
            or _leavers(_holders_of(card, trust), after, team)
            or _first(trust.roster.members, after, team)
        ):
            found.append(team)
    return found


def propose_roster(
    *, actor: Unlocked, accepted: Mapping[int, str], left_out: Iterable[int] = ()
) -> RosterDraft:
    """The next roster with the actor's signature.

    `accepted`: user to `Waiting.answer` as the page showed it, for each change that the
    lead takes, keys compared with the person. `left_out`: users who lose their place,
    whatever their rows ask for. Raises NotAllowed, ManyWait, StaleVersion, WrongState.
    """
    require_lead(actor)
    gone = set(left_out)
    if actor.user.pk in gone:
        raise NotAllowed
    with transaction.atomic():
        if RosterDraft.objects.select_for_update().exists():
            raise WrongState(message=_WAITS)
        members = next_members(actor.trust, accepted, gone)
        _require_change(actor.trust, members)
        number = actor.trust.roster.number + 1
        teams = _next_teams(actor, members, number)
        roster = draft_roster(
            members=members, teams=teams, partners=actor.trust.roster.partners
        )
        body = roster.encoded()
        draft = RosterDraft.objects.create(
            number=roster.number,
            body=body,
            signature=sign_roster(actor.seeds.sign, body),
            signed_by=actor.user,
            made_at=timezone.now(),
        )
        audit.write(actor=actor.name, verb="roster.proposed")
    return draft


def withdraw_draft(*, actor: Unlocked) -> None:
    """Any lead throws the draft away, one that does not verify, too.

    What was made for it goes with it. Raises NotAllowed, WrongState.
    """
    require_lead(actor)
    with transaction.atomic():
        if not drop_draft(actor.trust):
            raise WrongState
        audit.write(actor=actor.name, verb="roster.withdrawn")


def drop_draft(trust: Trust) -> bool:
    """In the caller's transaction; whether there was one."""
    named = {card.name for roster in trust.rosters for card in roster.teams}
    drafts = list(RosterDraft.objects.select_for_update())
    for draft in drafts:
        # What does not verify may not even be a roster.
        with suppress(CannotOpen):
            for card in Roster.decoded(bytes(draft.body)).teams:
                if card.name not in named:
                    forget_team_epoch(card.team, card.epoch)
        draft.delete()
    return bool(drafts)


def sign_draft(*, actor: Unlocked, seen: str) -> Trust:
    """The second signature: the roster counts from now on, and is carried out.

    `seen`: `draft_mark` of what the page showed. Raises NotAllowed, SamePerson,
    StaleVersion, WrongState, NotTrusted.
    """
    require_lead(actor)
    with transaction.atomic():
        draft = _draft(actor.trust)
        if draft.signed_by_id == actor.user.pk:
            raise SamePerson
        if not living_members([draft.signed_by_id]):
            raise WrongState(message=_SUSPENDED)
        body = bytes(draft.body)
        if draft_mark(draft) != seen:
            raise StaleVersion(message=_SEEN_OTHER)
        signatures = {
            member_name(draft.signed_by_id): bytes(draft.signature),
            actor.name: sign_roster(actor.seeds.sign, body),
        }
        # In this order everywhere: documents, cases, and the audit's lock last.
        hold_documents()
        hold_cases()
        trust = receive_roster(actor=actor.name, data=signed(body, signatures))
        made_at = draft.made_at
        draft.delete()
        carry_out(actor, _after(actor, trust))
        lift_suspensions(trust, made_at)
    return trust


def open_draft(trust: Trust) -> tuple[RosterDraft, Roster] | None:
    """The draft that waits, its first signature verified. Raises NotTrusted."""
    draft = RosterDraft.objects.select_related("signed_by").first()
    if draft is None:
        return None
    lead = trust.charter.lead(draft.signed_by_id)
    try:
        if lead is None:
            raise CannotOpen
        verify(lead.sign, bytes(draft.signature), Label.ROSTER_SIGN, bytes(draft.body))
        return draft, Roster.decoded(bytes(draft.body))
    except CannotOpen:
        raise NotTrusted from None


def draft_mark(draft: RosterDraft) -> str:
    """By which a form says which draft it showed. Hex."""
    return roster_digest(bytes(draft.body)).hex()


def _draft(trust: Trust) -> RosterDraft:
    RosterDraft.objects.select_for_update().first()
    found = open_draft(trust)
    if found is None:
        raise WrongState
    return found[0]


def _asked(member: Member, trust: Trust) -> Card | None:
    over = member.ended_at is not None or member.ends_at <= timezone.now()
    if over or not member.user.is_active or member.code_proven_at is None:
        return None
    card = card_of(member)
    if Right.LEAD in card.rights and not _is_lead(card, trust):
        return replace(card, rights=card.rights - {Right.LEAD})
    return card


def _is_lead(card: Card, trust: Trust) -> bool:
    lead = trust.charter.lead(card.user)
    return lead is not None and (lead.box, lead.sign) == (card.box, card.sign)


def _answer(card: Card | None) -> str:
    return "leaves" if card is None else digest(Label.DIGEST, card.encoded()).hex()


def next_members(
    trust: Trust, accepted: Mapping[int, str], gone: set[int]
) -> list[Card]:
    """Who stands in the next roster, as `propose_roster` was told.

    Raises StaleVersion, ManyWait.
    """
    cards = {card.user: card for card in trust.roster.members}
    known = {one.user: one for one in waiting(trust)}
    for user, answer in accepted.items():
        one = known.get(user)
        if one is None or one.answer != answer:
            raise StaleVersion(message=_SEEN_OTHER)
        if one.asked is None:
            cards.pop(user, None)
        else:
            cards[user] = one.asked
    undecided = {one.user for one in known.values() if one.suspended}
    if undecided - set(accepted) - gone:
        raise ManyWait
    return [card for user, card in cards.items() if user not in gone]


def _require_change(trust: Trust, members: list[Card]) -> None:
    """Raises WrongState where the next roster would say what this one says."""
    same = set(members) == set(trust.roster.members)
    suspended = any(one.suspended for one in waiting(trust))
    if not trust.roster.number or not same or suspended:
        return
    if not teams_to_renew(trust, members):
        raise WrongState(message=_NOTHING)


def _next_teams(actor: Unlocked, members: list[Card], number: int) -> list[TeamCard]:
    """The teams' cards, of those to renew with a new epoch."""
    by = Grantor(actor.name, actor.seeds.sign, number)
    renewed = teams_to_renew(actor.trust, members)
    found = [card for card in actor.trust.roster.teams if card.team not in renewed]
    for team in renewed:
        made = make_team_epoch(
            by=by,
            team=team,
            epoch=_next_epoch(actor.trust, team),
            members=members,
            recovery=actor.trust.recovery,
        )
        found.append(made.card)
    return found


def _next_epoch(trust: Trust, team: Team) -> int:
    """One that no roster has named: the newest may have lost the team."""
    cards = [card for roster in trust.rosters for card in roster.teams]
    return 1 + max((card.epoch for card in cards if card.team == team), default=0)


def _holders_of(card: TeamCard, trust: Trust) -> list[Card]:
    """Everybody who stood in a roster that gave the team this key."""
    rosters = [roster for roster in trust.rosters if card in roster.teams]
    return [member for roster in rosters for member in roster.members]


def _leavers(before: Iterable[Card], after: Iterable[Card], team: Team) -> set[bytes]:
    """Keys that could open the team's secret and shall not any more."""
    rights = TEAM_RIGHTS[team]
    held = {card.box for card in before if card.rights & rights}
    return held - {card.box for card in after if card.rights & rights}


def _first(before: Iterable[Card], after: Iterable[Card], team: Team) -> bool:
    """Whether a team without anybody who could hand its key over gets somebody."""
    rights = TEAM_RIGHTS[team]
    had = any(card.rights & rights for card in before)
    return not had and any(card.rights & rights for card in after)


def _after(actor: Unlocked, trust: Trust) -> Unlocked:
    card = trust.member(actor.user.pk)
    if card is None:
        # Who signs their own end away leaves nobody to hand the keys over.
        raise NotAllowed
    return Unlocked(actor.user, card, actor.seeds, trust)


def lift_suspensions(trust: Trust, before: datetime) -> None:
    """Of who is kept by a roster that was drafted then."""
    users = [card.user for card in trust.roster.members]
    kept = Member.objects.filter(user__in=users, suspended_at__lte=before)
    kept.update(suspended_at=None)
