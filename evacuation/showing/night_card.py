"""The night card as a page: each step, when it is due, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from evacuation.answers import ContactVia
from evacuation.away import Absences
from evacuation.errors import KeyMissing
from evacuation.holding import who_open
from evacuation.journeys.night_card import Came
from evacuation.models.choices import Compartment
from evacuation.reading import CasePage
from evacuation.services.duty import on_duty
from evacuation.services.hearing import under_duress
from evacuation.services.moving import steps_for
from evacuation.services.waking import present_leads
from evacuation.vault.cards import Right, member_name
from evacuation.workflow.movement.check_ins import Through

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.journeys.night_card import Done, NightCard
    from evacuation.workflow.movement.check_ins import Step

# What opens a letter and compares it with what was agreed.
_OPENS = (Compartment.TRIAGE, Compartment.INBOX)
_DESK = {Right.COORDINATOR, Right.LEAD}


@dataclass(frozen=True, slots=True)
class ShownStep:
    """`done`: what came of it; None where it is still to do. `is_next`: it is now."""

    step: Step
    due: datetime
    done: Done | None
    by: str
    is_next: bool
    is_late: bool


class NightPage:
    """What somebody of the team reads of a card."""

    def __init__(self, opened: OpenCase, card: NightCard, now: datetime) -> None:
        self.opened, self.card, self.now = opened, card, now

    @cached_property
    def under_duress(self) -> bool:
        """By the signed board line, which the team reads, or by what was noted here."""
        noted = any(one.came == Came.DURESS for one in self.card.done)
        return noted or under_duress(self.opened)

    @cached_property
    def on_call(self) -> list[str]:
        """By the rota of now."""
        page = CasePage(self.opened)
        return [page.name_of(member_name(one.pk)) for one in on_duty(self.now)]

    @cached_property
    def leads(self) -> list[str]:
        """Who is not away."""
        page = CasePage(self.opened)
        return [page.name_of(member_name(m.user_id)) for m in present_leads(self.now)]

    @property
    def opens_letters(self) -> bool:
        """Whether what came is compared as soon as this member opens the case."""
        return self.opened.me.may(*_DESK) and all(map(self.opened.holds, _OPENS))

    @cached_property
    def who_open_letters(self) -> list[str]:
        """Whom to wake for what came; who is away only where everybody is."""
        try:
            cards = who_open(self.opened, *_OPENS)
        except KeyMissing:
            return []
        cards = [one for one in cards if one.rights & _DESK]
        away = Absences([one.user for one in cards]).at(self.now)
        there = [one for one in cards if one.user not in away] or cards
        return sorted(one.code_name for one in there)

    @property
    def ways(self) -> list[str]:
        """Each with its channel as it is called everywhere else."""
        named = dict(ContactVia.choices)
        parts = (way.partition(":") for way in self.card.ways)
        return [f"{named.get(via, via)}{colon}{to}" for via, colon, to in parts]

    @property
    def is_missed(self) -> bool:
        return self.card.is_missed(self.now)

    @property
    def is_heard(self) -> bool:
        """By the phrase, so lately that nobody waits for them again."""
        return not self.is_missed and self.card.heard_until is not None

    @property
    def through(self) -> str:
        known = {str(one): str(one.label) for one in Through}
        return known.get(self.card.through, "")

    @property
    def steps(self) -> list[ShownStep]:
        page, missed = CasePage(self.opened), self.card.expected.missed_at
        done = {one.number: one for one in self.card.done}
        return [
            ShownStep(
                step=one,
                due=missed + one.after,
                done=done.get(number),
                by=_name(page, done.get(number)),
                is_next=self.is_missed and number == len(self.card.done),
                is_late=number not in done and self.now >= missed + one.after,
            )
            for number, one in enumerate(self.card.steps)
        ]

    @property
    def more(self) -> list[tuple[Done, str]]:
        """What was noted beyond the last step."""
        page = CasePage(self.opened)
        past = [one for one in self.card.done if one.number >= len(self.card.steps)]
        return [(one, _name(page, one)) for one in past]

    @property
    def is_over(self) -> bool:
        """Every step was done, and nobody was heard."""
        return self.is_missed and self.card.next_step is None

    @property
    def may_lose(self) -> bool:
        """Whether this member may say that contact is lost; else who owns it does."""
        return any(one.name == "lose_contact" for one, _lacks in steps_for(self.opened))

    @property
    def owner(self) -> str:
        owner = self.opened.owner_id
        return CasePage(self.opened).name_of(member_name(owner)) if owner else ""


def _name(page: CasePage, done: Done | None) -> str:
    return page.name_of(member_name(done.by)) if done else ""
