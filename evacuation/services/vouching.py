"""An organisation's word for a person: entered, refused, set aside, looked at again."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.errors import StaleVersion
from evacuation.errors import (
    DeskError,
    KeyMissing,
    NotTrusted,
    WrongState,
)
from evacuation.models import Approval
from evacuation.models.choices import Compartment, RecordKind
from evacuation.services.changing import OWNED, Change, changing
from evacuation.services.verification_room import ROOM, VERIFYING, open_room
from evacuation.services.verifying import (
    RECHECK,
    SET_ASIDE,
    NoteMissing,
    draw,
    everything_said,
    require_trusted,
    set_mark,
    standing_vouches,
    vouches_stand,
)
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.models import Record
    from evacuation.unlocked import Unlocked


class OwnWord(DeskError):
    """Somebody vouches for themselves, or decides about the case."""

    code = "own_word"

    def __init__(self) -> None:
        super().__init__(
            "voucher",
            _("Not the person themselves, not who owns the case or decides on it."),
        )


class Conflict(DeskError):
    """With a conflict of interest there is no vouch."""

    code = "conflict_of_interest"

    def __init__(self) -> None:
        super().__init__(
            "conflict", _("With a conflict of interest their word does not count.")
        )


@dataclass(frozen=True, slots=True)
class Word:
    """What a voucher says. `voucher`: their name; `organisation`: a trusted one's code.

    `user`: the member of the desk who it is, else 0. `since`: in their words.
    """

    organisation: str
    voucher: str
    basis: Basis
    what: Vouched
    since: str
    text: str = ""
    independent: bool = False
    conflict: bool = False
    user: int = 0


def record_vouch(*, actor: Unlocked, case_id: UUID, version: int, word: Word) -> Record:
    """Enter what an organisation said to a member. It counts for 30 days.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NotInTrust, OwnWord,
    Conflict, KeyMissing, NotTrusted, TooLongText.
    """
    require_trusted(word.organisation)
    if word.conflict:
        raise Conflict
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="vouch.recorded",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        require_other(change.opened, word.voucher, word.user)
        record = write_vouch(change, word, timezone.now())
        draw(change)
    return record


def set_vouch_aside(
    *, actor: Unlocked, case_id: UUID, version: int, vouch: UUID, text: str
) -> None:
    """The case rests on it no more: taken back, run out, or looked at again.

    Raises NotVisible, NotAllowed, StaleVersion, WrongState, NoteMissing, KeyMissing,
    NotTrusted, TooLongText.
    """
    if not text.strip():
        raise NoteMissing
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="vouch.set_aside",
        states=OWNED,
        rights=VERIFYING,
    ) as change:
        known = standing_vouches(everything_said(change.opened))
        if vouch not in {one.id for one in known}:
            raise WrongState
        change.write(
            ROOM, RecordKind.CHECK, check=SET_ASIDE, vouch=str(vouch), text=text
        )
        draw(change)


def recheck(opened: OpenCase) -> None:
    """At the opening of a case: whether its vouches still stand goes onto the board.

    Without keys nobody knows on whose word a case rests. Nothing for who cannot read
    the vouches or the board line.
    """
    line = opened.line()
    if line is None or opened.case.state not in OWNED or not opened.holds(ROOM):
        return
    try:
        fallen = not vouches_stand(opened, timezone.now())
    except (KeyMissing, NotTrusted):
        return
    if fallen != (RECHECK in line.marks):
        _mark(opened, fallen=fallen)


def write_vouch(change: Change, word: Word, signed_at: datetime, **more: str) -> Record:
    """Inside a change. `more`: by which door it came."""
    open_room(change)
    return change.write(
        ROOM,
        RecordKind.VOUCH,
        **{**asdict(word), "basis": word.basis.value, "what": word.what.value},
        signed_at=signed_at.isoformat(timespec="milliseconds"),
        **more,
    )


def voucher_users(opened: OpenCase) -> frozenset[int]:
    """Members who vouched here, by user: they approve nothing. Raises KeyMissing.

    Also who was written down by code name alone.
    """
    said = [one.content for one in standing_vouches(everything_said(opened))]
    users = {int(one["user"]) for one in said} - {0}
    called = (_members_called(opened, _plain(str(one["voucher"]))) for one in said)
    return frozenset(users).union(*called)


def require_other(opened: OpenCase, voucher: str, user: int = 0) -> None:
    """Refuse the word of the person, of the owner, of who approves, of the writer.

    Compared with everything that this member's keys open. Raises OwnWord.
    """
    plain = _plain(voucher)
    if not plain or plain in _names_of_the_person(opened):
        raise OwnWord
    users = {user, *_members_called(opened, plain)} - {0}
    barred = {opened.case.owner_id, opened.me.user.pk}
    approved = Approval.objects.filter(proposal__case=opened.case, approver__in=users)
    if users & barred or approved.exists():
        raise OwnWord


def _mark(opened: OpenCase, *, fallen: bool) -> None:
    try:
        with changing(
            actor=opened.me,
            case_id=opened.case.pk,
            version=opened.case.version,
            verb="vouch.rechecked",
            states=OWNED,
            rights=VERIFYING,
        ) as change:
            set_mark(change, fallen=fallen)
    except (StaleVersion, WrongState, KeyMissing, NotTrusted):
        # The next opening says it.
        return


def _names_of_the_person(opened: OpenCase) -> frozenset[str]:
    return frozenset(filter(None, (_plain(name) for name in _called(opened))))


def _called(opened: OpenCase) -> Iterator[str]:
    """Every name and handle of theirs that the member can read."""
    if opened.holds(Compartment.IDENTITY):
        yield str(opened.only(Compartment.IDENTITY, RecordKind.PERSON).get("call_me"))
    if not opened.holds(Compartment.INBOX):
        return
    for row in opened.records(Compartment.INBOX, RecordKind.CONTACT):
        for profile in opened.content(row).get("profiles", ()):
            yield str(profile.get("handle", ""))


def _members_called(opened: OpenCase, plain: str) -> frozenset[int]:
    cards = opened.me.trust.roster.members
    return frozenset(card.user for card in cards if _plain(card.code_name) == plain)


def _plain(name: str) -> str:
    """For comparing: letters and digits alone, whatever their case."""
    shown = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in shown if sign.isalnum())
