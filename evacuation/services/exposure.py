"""What an account has had before it, by the audit: to warn the persons of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from directory.models import Reveal
from evacuation import audit
from evacuation.board import case_code
from evacuation.errors import NotVisible
from evacuation.models import AuditRow, CaseWrap, Member
from evacuation.models.choices import Compartment
from evacuation.person_parts import in_order, part_words
from evacuation.services.roster_changes import require_lead
from evacuation.shred.models import ShredRow
from evacuation.vault import chain
from evacuation.vault.cards import TEAM_RIGHTS, member_name
from evacuation.vault.secret import Secret

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from django.contrib.auth.models import User

    from evacuation.unlocked import Unlocked
    from evacuation.vault.trust import Trust

_CASE = "case:"
# Acts of reading, in words.
OPENINGS: dict[str, Any] = {
    "case.opened": _("The page of the case"),
    "identity.revealed": _("Identity"),
    "file.opened": _("A file, as it was sent"),
    "file.opened_clean": _("A cleaned copy of a file"),
    "phrases.shown": _("The phrases agreed with the person"),
    "interview.opened": _("What one person told alone"),
}
# What their session did for the keys' sake, with nothing before their eyes.
_HOUSEKEEPING = frozenset(
    {
        "letter.resealed",
        "case.new_epochs",
        "case.passed_on",
        "contact.marked",
        "vouch.heard",
        "vouch.rechecked",
    }
)
# Which part an act has opened, by its name or what the name begins with.
_PARTS = {
    "identity.": Compartment.IDENTITY,
    "file.": Compartment.INBOX,
    "phrases.": Compartment.INBOX,
    "contact.confirmed": Compartment.INBOX,
    "reply.": Compartment.REPLIES,
    "remark.": Compartment.TRIAGE,
    "attempt.": Compartment.TRIAGE,
    "case.assessed": Compartment.TRIAGE,
    "verification.": Compartment.VERIFICATION,
    "vouch.": Compartment.VERIFICATION,
    "decision.": Compartment.DECISION,
    "help.": Compartment.DECISION,
    "payment.": Compartment.DECISION,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One case that somebody had before them.

    `opened`: what they read, in words, how often; `changes`: how often they wrote or
    did something; `parts`: those that the audit says they used, and those that their
    keys open now.
    """

    case: UUID
    opened: tuple[tuple[str, int], ...]
    changes: int
    parts: tuple[str, ...]

    @property
    def code(self) -> str:
        return case_code(self.case)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What an account has opened: cases that still are, a count of shredded ones.

    `contacts`: restricted contacts of the directory, by entry and time.
    """

    cases: tuple[Seen, ...]
    shredded: int
    contacts: tuple[tuple[str, datetime], ...]


def exposure(*, actor: Unlocked, user_id: int) -> Exposure:
    """From the audit: which cases they opened, wrote into, revealed. A lead's list.

    Raises NotAllowed, NotVisible.
    """
    require_lead(actor)
    member = Member.objects.select_related("user").filter(user=user_id).first()
    if member is None:
        raise NotVisible
    done = _done(member_name(user_id))
    cases = _cases_of(set(done))
    keys = _parts_of_keys(actor.trust, user_id)
    seen = [_seen(case, done[at], keys.get(case, set())) for at, case in cases.items()]
    audit.write(actor=actor.name, verb=f"exposure.listed.{user_id}")
    return Exposure(
        cases=tuple(sorted(seen, key=lambda one: one.code)),
        shredded=len(done) - len(cases),
        contacts=_contacts(member.user),
    )


def _done(name: str) -> dict[bytes, Counter[str]]:
    """What somebody did, by the pseudonym of the case; without housekeeping."""
    rows = AuditRow.objects.filter(actor=name).exclude(pseudonym=b"")
    done: dict[bytes, Counter[str]] = {}
    for pseudonym, verb in rows.exclude(verb__in=_HOUSEKEEPING).values_list(
        "pseudonym", "verb"
    ):
        done.setdefault(bytes(pseudonym), Counter())[verb] += 1
    return done


def _seen(case: UUID, done: Counter[str], keys: set[str]) -> Seen:
    used = {
        part.value
        for begin, part in _PARTS.items()
        if any(verb.startswith(begin) for verb in done)
    }
    return Seen(
        case=case,
        opened=tuple((str(OPENINGS[v]), done[v]) for v in OPENINGS if v in done),
        changes=sum(count for verb, count in done.items() if verb not in OPENINGS),
        parts=tuple(part_words(part) for part in in_order(used | keys)),
    )


def _parts_of_keys(trust: Trust, user_id: int) -> dict[UUID, set[str]]:
    """By case: what the rows say that they open, themselves or with a team."""
    card = trust.member(user_id)
    names = {member_name(user_id)}
    if card is not None:
        names |= {
            team.name
            for team in trust.roster.teams
            if card.rights & TEAM_RIGHTS[team.team]
        }
    rows = CaseWrap.objects.filter(recipient__in=names)
    found: dict[UUID, set[str]] = {}
    for case, part in rows.values_list("key__case", "key__compartment").distinct():
        found.setdefault(case, set()).add(part)
    return found


def _cases_of(pseudonyms: set[bytes]) -> dict[bytes, UUID]:
    """Which case a pseudonym is, for as long as its shred row stands."""
    found = {}
    rows = ShredRow.objects.filter(scope__startswith=_CASE)
    for scope, key in rows.values_list("scope", "audit_key").iterator():
        case = UUID(scope.removeprefix(_CASE))
        pseudonym = chain.pseudonym(Secret(bytes(key)), case)
        if pseudonym in pseudonyms:
            found[pseudonym] = case
    return found


def _contacts(user: User) -> tuple[tuple[str, datetime], ...]:
    rows = Reveal.objects.filter(by=user).select_related("provider").order_by("at")
    return tuple((str(row.provider), row.at) for row in rows)
