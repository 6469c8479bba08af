"""How they are, after the help: asked at set days of everybody helped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError, NotAllowed
from evacuation.models.choices import Compartment, RecordKind, State
from evacuation.services.authority import require_signed
from evacuation.services.changing import Change, changing
from evacuation.services.clocks import next_due, set_clock, spoken_with, stop_clocks
from evacuation.services.moves import last_move, last_move_into
from evacuation.services.place import person_of
from evacuation.steps import NEXT
from evacuation.workflow import followed, people
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.followed import ENDS
from evacuation.workflow.movement.returning import ASKED_AFTER
from evacuation.workflow.states import State as Main

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.unlocked import Unlocked

# What a record of the same kind says where it is of going back (returning.py).
RETURN = "return"


class WrongAnswer(DeskError):
    """An answer that is none of those to choose from. `field`: which."""

    code = "wrong_answer"

    def __init__(self, field: str) -> None:
        super().__init__(field, _("Choose one of the answers."))


class WrongDay(DeskError):
    """A day on which no support ends. `field`: which."""

    code = "wrong_day"

    def __init__(self, field: str) -> None:
        words = _("A day from a year ago to ten years from now.")
        super().__init__(field, words)


@dataclass(frozen=True, slots=True)
class Answers:
    """`codes`: of workflow/followed.py, by question. `ends`: days, as far as known."""

    codes: Mapping[str, str]
    ends: Mapping[str, date] = field(default_factory=dict)
    text: str = ""
    consents_reviewed: bool = False


def record_follow_up(
    *, actor: Unlocked, case_id: UUID, version: int, answers: Answers
) -> None:
    """What they said; the next day to ask, and a look at what ends, follow from it.

    By the owner or a lead. Raises NotVisible, NotAllowed, StaleVersion, WrongState,
    WrongAnswer, WrongDay, KeyMissing, NotTrusted, TooLongText.
    """
    _require_known(answers.codes)
    _require_days(answers.ends)
    with changing(
        actor=actor,
        case_id=case_id,
        version=version,
        verb="case.followed_up",
        states=(State.FOLLOW_UP,),
    ) as change:
        if not may_follow(change.opened):
            raise NotAllowed
        require_signed(change.opened)
        change.write(
            Compartment.TRIAGE,
            RecordKind.FOLLOWED,
            **answers.codes,
            **{name: day.isoformat() for name, day in answers.ends.items()},
            text=answers.text,
            consents_reviewed=answers.consents_reviewed,
        )
        again = _set_clocks(change, answers)
        spoken_with(change.case)
        change.next(NEXT[State.FOLLOW_UP], again or next_due(change.case))


def may_follow(opened: OpenCase) -> bool:
    """Whether this member is the owner, or a lead."""
    return person_of(opened).may_be_any(people.BY_OWNER)


def follow_ups(opened: OpenCase) -> list[Content]:
    """What was said so far, newest first, as far as this member's keys open it."""
    found = opened.readable(Compartment.TRIAGE, RecordKind.FOLLOWED).values()
    asked = [said for said in found if said.get("what") != RETURN]
    return sorted(asked, key=lambda said: str(said["at"]), reverse=True)


def look_after_return(
    opened: OpenCase, assessed: Mapping[str, Any], now: datetime
) -> datetime:
    """When to look again: by this assessment of going back, as it is packed, or at a
    room or money that ends before."""
    told = follow_ups(opened)[:1]
    ends = [str(one[name]) for one in told for name, _words in ENDS if one.get(name)]
    coming = [at for at in map(_morning_of, ends) if at > now]
    looks = [followed.review_at(coming, now), *_asked_on(assessed, now)]
    return min(one for one in looks if one)


def dates(opened: OpenCase) -> list[datetime]:
    """The days on which they are asked; none before the help."""
    since = _since(opened)
    return followed.dates(since) if since else []


def _set_clocks(change: Change, answers: Answers) -> datetime | None:
    """When they are asked next; None after the last time."""
    case, now = change.case, timezone.now()
    following = followed.next_date(_since(change.opened) or now, now)
    ends = [_morning(day) for day in answers.ends.values()]
    looks = [followed.review_at(ends, now), *_return_days(change.opened, now)]
    for clock, at in (
        (Clock.FOLLOW_UP, following),
        (Clock.REVIEW, min((one for one in looks if one), default=None)),
    ):
        if at is None:
            stop_clocks(case, [clock])
        else:
            set_clock(case, clock, at)
    return following


def _return_days(opened: OpenCase, now: datetime) -> list[datetime]:
    """Of the newest assessment of going back."""
    found = opened.readable(Compartment.TRIAGE, RecordKind.FOLLOWED).values()
    said = [one for one in found if one.get("what") == RETURN]
    newest = max(said, key=lambda one: str(one["at"]), default=None)
    return _asked_on(newest["assessed"], now) if newest else []


def _asked_on(assessed: Mapping[str, Any], now: datetime) -> list[datetime]:
    """Its days that are to come: the review, and after they went."""
    days = [date.fromisoformat(str(assessed["review"]))]
    if leaves := assessed.get("leaves"):
        days += [date.fromisoformat(str(leaves)) + after for after in ASKED_AFTER]
    return [at for at in map(_morning, days) if at > now]


def _since(opened: OpenCase) -> datetime | None:
    """From arrival on, where they travelled; else from the help."""
    helped = last_move_into(opened, Main.FOLLOW_UP)
    if helped is None:
        return None
    there = last_move(opened, "arrive") if helped.step == "settle_in" else None
    return datetime.fromisoformat(there.done if there else helped.at)


def _require_days(ends: Mapping[str, date]) -> None:
    today = timezone.now().date()
    for name, day in ends.items():
        if not followed.may_end(day, today):
            raise WrongDay(name)


def _require_known(codes: Mapping[str, str]) -> None:
    for name, _words, choices in followed.QUESTIONS:
        if codes.get(name) not in set(map(str, choices)):
            raise WrongAnswer(name)


def _morning_of(day: str) -> datetime:
    return _morning(date.fromisoformat(day))


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
