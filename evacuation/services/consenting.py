"""What the person agreed to, and what they took back.

Each grant is a sealed record of its own; so is taking one back. What stands from the
form counts as the first. Without their word, where life is in danger and they cannot be
asked, a second member signs it, and it is looked at again in three days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.answers import Basis
from evacuation.errors import DeskError, KeyMissing, NotTrusted, WrongState
from evacuation.models.choices import Compartment, RecordKind
from evacuation.models.proposal import Action, Decision
from evacuation.services import proposing
from evacuation.services.changing import DESK, OWNED, changing
from evacuation.services.clocks import next_due, set_clock
from evacuation.workflow.consent import VITAL_REVIEWED, GrantedBy, Method, Scope
from evacuation.workflow.deadlines import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evacuation.access import OpenCase
    from evacuation.models import Case
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

_SECONDS = 1
_FORM = "form:"


class WordsMissing(DeskError):
    """Nobody said why it is done without the person's word."""

    code = "words_missing"

    def __init__(self) -> None:
        super().__init__("text", _("Say why it cannot wait and they cannot be asked."))


@dataclass(frozen=True, slots=True)
class Grant:
    """One thing that was agreed to. `key`: by it it is taken back.

    `confirmed`: with their own word at once; without it once a second member signed.
    """

    key: str
    scope: Scope
    at: datetime
    granted_by: GrantedBy
    method: Method | None = None
    language: str = ""
    whom: str = ""
    text: str = ""
    explained_by: str = ""
    expires: date | None = None
    taken_back_at: datetime | None = None
    confirmed: bool = True

    def stands(self, now: datetime) -> bool:
        over = self.expires is not None and self.expires < now.date()
        return self.confirmed and self.taken_back_at is None and not over


@dataclass(frozen=True, slots=True)
class Said:
    """A grant as it is written down. `explained_by` is who writes it."""

    scope: Scope
    granted_by: GrantedBy
    method: Method
    language: str = ""
    whom: str = ""
    text: str = ""
    expires: date | None = None


def grant_consent(*, actor: Unlocked, case_id: UUID, version: int, said: Said) -> bool:
    """Write down one grant; True where it counts from now on, False where it waits.

    On nobody's word it waits for a second member. Raises NotVisible, NotAllowed,
    StaleVersion, WrongState, WordsMissing, KeyMissing, NotTrusted, TooLongText.
    """
    vital = said.granted_by == GrantedBy.VITAL
    if vital and not said.text.strip():
        raise WordsMissing
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="consent.proposed" if vital else "consent.granted",
        states=OWNED,
    ) as change:
        record = change.write(
            Compartment.TRIAGE,
            RecordKind.CONSENT,
            scope=str(said.scope),
            granted_by=str(said.granted_by),
            method=str(said.method),
            language=said.language,
            whom=said.whom,
            text=said.text,
            expires=said.expires.isoformat() if said.expires else "",
        )
        if vital:
            proposing.propose(
                change, action=Action.VITAL_INTEREST, record=record, tier=_SECONDS
            )
    return not vital


def confirm_vital_interest(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """The second member's word; it is looked at again in three days at the latest.

    Raises SamePerson, WrongState where nothing waits, NotTrusted.
    """
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="consent.vital_interest",
        states=OWNED,
    ) as change:
        proposal = proposing.pending(change.opened, Action.VITAL_INTEREST)
        if proposal is None:
            raise WrongState
        proposing.approve(change, proposal=proposal, decision=Decision.YES, rights=DESK)
        _look_again(change)


def refuse_vital_interest(*, actor: Unlocked, case_id: UUID, version: int) -> None:
    """It is not done without their word. Raises WrongState where nothing waits."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="consent.refused",
        states=OWNED,
    ) as change:
        proposal = proposing.pending(change.opened, Action.VITAL_INTEREST)
        if proposal is None:
            raise WrongState
        proposing.withdraw(change, proposal)


def take_back(*, actor: Unlocked, case_id: UUID, version: int, key: str) -> None:
    """The person does not agree any more. Raises WrongState where it is so already."""
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="consent.taken_back",
        states=OWNED,
    ) as change:
        if not any(g.key == key and not g.taken_back_at for g in grants(change.opened)):
            raise WrongState
        change.write(Compartment.TRIAGE, RecordKind.CONSENT, takes_back=key)


def grants(opened: OpenCase) -> list[Grant]:
    """Everything that was ever agreed to, oldest first, as far as keys open it."""
    written = opened.readable(Compartment.TRIAGE, RecordKind.CONSENT)
    found = [*_of_the_form(opened), *_granted(opened, written)]
    back = {
        str(said["takes_back"]): datetime.fromisoformat(str(said["at"]))
        for said in written.values()
        if "takes_back" in said
    }
    return sorted(
        (replace(one, taken_back_at=back.get(one.key)) for one in found),
        key=lambda one: one.at,
    )


def allowed(opened: OpenCase) -> set[str]:
    """Codes of what is agreed to now."""
    now = timezone.now()
    return {str(one.scope) for one in grants(opened) if one.stands(now)}


def waits(opened: OpenCase) -> Grant | None:
    """What waits for a second member."""
    proposal = proposing.pending(opened, Action.VITAL_INTEREST)
    if proposal is None:
        return None
    found = (one for one in grants(opened) if one.key == str(proposal.pk))
    return next(found, None)


def may_confirm(opened: OpenCase) -> bool:
    """Whether this member can be the second one for what waits."""
    proposal = proposing.pending(opened, Action.VITAL_INTEREST)
    if proposal is None:
        return False
    return opened.me.user.pk not in proposing.barred_from(opened, proposal)


def _of_the_form(opened: OpenCase) -> Iterable[Grant]:
    try:
        account = opened.only(Compartment.TRIAGE, RecordKind.ACCOUNT)
    except (KeyMissing, NotTrusted):
        return
    at = str(account.get("at") or opened.case.created_at.isoformat())
    for said in account.get("consents") or []:
        told = said if isinstance(said, dict) else {"code": said}
        code = str(told.get("code"))
        if code not in set(map(str, Scope)):
            continue
        basis, method = (str(told.get(n, "")) for n in ("granted_by", "method"))
        yield Grant(
            key=_FORM + code,
            scope=Scope(code),
            at=datetime.fromisoformat(at),
            granted_by=GrantedBy(basis) if basis in Basis.values else GrantedBy.PERSON,
            method=Method(method) if method in set(map(str, Method)) else None,
            language=str(told.get("language", "")),
        )


def _granted(opened: OpenCase, written: dict[UUID, Content]) -> Iterable[Grant]:
    for pk, said in written.items():
        if "scope" not in said:
            continue
        granted_by = GrantedBy(str(said["granted_by"]))
        expires = str(said.get("expires", ""))
        yield Grant(
            key=str(pk),
            scope=Scope(str(said["scope"])),
            at=datetime.fromisoformat(str(said["at"])),
            granted_by=granted_by,
            method=Method(str(said["method"])),
            language=str(said.get("language", "")),
            whom=str(said.get("whom", "")),
            text=str(said.get("text", "")),
            explained_by=str(said["by"]),
            expires=date.fromisoformat(expires) if expires else None,
            confirmed=granted_by != GrantedBy.VITAL or _signed(opened, pk),
        )


def _signed(opened: OpenCase, pk: UUID) -> bool:
    proposal = opened.proposal(pk, Action.VITAL_INTEREST)
    return proposal is not None and proposing.holds(opened, proposal, rights=DESK)


def _look_again(change: Change) -> None:
    case, at = change.case, timezone.now() + VITAL_REVIEWED
    running = case.deadlines.filter(clock=str(Clock.REVIEW)).first()
    if running is None or running.due_at > at:
        set_clock(case, Clock.REVIEW, at)
    _sooner(change, case)


def _sooner(change: Change, case: Case) -> None:
    due = next_due(case)
    if due is not None and (case.next_due_at is None or due < case.next_due_at):
        change.next(change.line().next_step, due)
