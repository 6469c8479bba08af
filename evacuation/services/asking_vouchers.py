"""Asking a voucher through a door of their own, and hearing what they answered.

When a member opens the case the answer becomes a vouch.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import StaleVersion
from evacuation.access import open_case
from evacuation.answers import Consent
from evacuation.errors import (
    DeskError,
    KeyMissing,
    NotTrusted,
    TooLongText,
    WrongState,
)
from evacuation.models import Alert, CaseKey
from evacuation.models.choices import RecordKind
from evacuation.services.alerting import acknowledge_alerts
from evacuation.services.changing import OWNED, changing, may_act
from evacuation.services.consenting import allowed
from evacuation.services.doors import make_door
from evacuation.services.verification_room import ROOM, VERIFYING, open_room
from evacuation.services.verifying import draw, everything_said, require_trusted
from evacuation.services.vouching import Word, recheck, require_other, write_vouch
from evacuation.vault.doors import Door, new_door_key
from evacuation.vault.sealing import box_public, new_key
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.changing import Change
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

ASKED, NO_WORD = "asked", "no_word"
LASTS = timedelta(hours=72)
LONGEST_QUESTION = 600


class NotAgreed(DeskError):
    """The person has not agreed that anybody is asked about them."""

    code = "not_agreed"

    def __init__(self) -> None:
        super().__init__(
            "agreed", _("Ask the person first: they have not agreed to this yet.")
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What the member passes on, by two ways; shown once and kept nowhere."""

    link: str = field(repr=False)
    code: str = field(repr=False)
    ends: datetime


def ask_voucher(
    *,
    actor: Unlocked,
    case_id: UUID,
    version: int,
    organisation: str,
    voucher: str,
    question: str = "",
    agreed: bool = False,
) -> Asked:
    """Make the link and the code; for 72 hours and one answer.

    `voucher`: their name, sealed in the case alone. `agreed`: the person said so, where
    the account does not carry that consent. Raises NotVisible, NotAllowed,
    StaleVersion, WrongState, NotInTrust, OwnWord, NotAgreed, KeyMissing, NotTrusted,
    TooLongText.
    """
    require_trusted(organisation)
    if len(question) > LONGEST_QUESTION:
        raise TooLongText
    key, proof = new_door_key(), new_key().reveal()
    ends = timezone.now() + LASTS
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="vouch.asked",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        _require_consent(change.opened, agreed=agreed)
        require_other(change.opened, voucher)
        open_room(change)
        change.write(
            ROOM,
            RecordKind.CHECK,
            check=ASKED,
            organisation=organisation,
            voucher=voucher,
            text=question,
            agreed=agreed,
            proof=proof.hex(),
            ends=ends.isoformat(timespec="seconds"),
        )
        door = _door(change.opened, proof, ends, question)
        make_door(key, door)
    return Asked(key.shown_link(), key.shown_code(), ends)


def look_again(*, actor: Unlocked, case_id: UUID) -> None:
    """At the opening of a case: answers become vouches, old vouches are doubted.

    Raises NotVisible where there may be any.
    """
    if not CaseKey.objects.filter(case=case_id, compartment=ROOM).exists():
        return
    opened = open_case(actor, case_id).keep()
    if opened.case.state not in OWNED or not opened.holds(ROOM):
        return
    if _has_unheard(opened):
        _receive(opened)
        opened = open_case(actor, case_id).keep()
    if may_act(opened.me) and not _has_unheard(opened):
        heard = [Alert.Kind.VOUCH]
        acknowledge_alerts(actor=actor.user, case=opened.case, kinds=heard)
    recheck(opened)


@dataclass(frozen=True, slots=True)
class _Heard:
    """An answer and the question that it belongs to."""

    record: UUID
    answer: Content
    asked: Content

    @property
    def source(self) -> dict[str, str]:
        """What the record made of it says of where it comes from."""
        return {"letter": str(self.record), "proof": str(self.answer["proof"])}


def _door(opened: OpenCase, proof: bytes, ends: datetime, question: str) -> Door:
    """Raises KeyMissing, NotTrusted."""
    secret, epoch = opened.writing_key(ROOM)
    return Door(
        case=opened.case.pk,
        public=box_public(secret),
        epoch=epoch,
        proof=proof,
        ends=int(ends.timestamp()),
        question=question.strip(),
    )


def _require_consent(opened: OpenCase, *, agreed: bool) -> None:
    """Raises NotAgreed."""
    if agreed:
        return
    if Consent.VERIFY not in allowed(opened):
        raise NotAgreed


def _receive(opened: OpenCase) -> None:
    # Somebody else heard it in this moment, or a new roster was signed: next time.
    with (
        suppress(StaleVersion, WrongState, KeyMissing, NotTrusted),
        changing(
            actor=opened.me,
            case_id=opened.case.pk,
            version=opened.case.version,
            verb="vouch.heard",
            states=OWNED,
            rights=VERIFYING,
        ) as change,
    ):
        for heard in _unheard(change.opened):
            _write(change, heard)
        draw(change)


def _has_unheard(opened: OpenCase) -> bool:
    try:
        return bool(_unheard(opened))
    except (KeyMissing, NotTrusted):
        return False


def _write(change: Change, heard: _Heard) -> None:
    said, asked = heard.answer, heard.asked
    if not said["vouches"]:
        change.write(
            ROOM,
            RecordKind.CHECK,
            check=NO_WORD,
            organisation=asked["organisation"],
            text=said["text"],
            **heard.source,
        )
        return
    word = Word(
        organisation=asked["organisation"],
        voucher=asked["voucher"],
        basis=Basis(said["basis"]),
        what=Vouched(said["what"]),
        since=said["since"],
        text=said["text"],
        independent=said["independent"],
        conflict=said["conflict"],
    )
    at = datetime.fromisoformat(said["at"])
    write_vouch(change, word, at, **heard.source)


def _unheard(opened: OpenCase) -> list[_Heard]:
    """Answers that nobody has heard, each by its question's proof, once, in time.

    A letter that nobody was asked for is none: the key that it is sealed to is public
    to the server. Raises KeyMissing, NotTrusted.
    """
    said = [one.content for one in everything_said(opened)]
    asked = {one["proof"]: one for one in said if one.get("check") == ASKED}
    heard = {one["proof"] for one in said if one.get("letter")}
    found: dict[str, _Heard] = {}
    for row in opened.records(ROOM, RecordKind.LETTER):
        with suppress(NotTrusted, KeyError):
            answer = opened.content(row)
            question = asked[answer["proof"]]
            if answer["at"] <= question["ends"]:
                found.setdefault(answer["proof"], _Heard(row.pk, answer, question))
    return [one for proof, one in found.items() if proof not in heard]
