"""What was told of a journey and to whom; the host's door; who arrived."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.board import case_code
from evacuation.errors import KeyMissing
from evacuation.reading import CasePage
from evacuation.services.journeys import asking_hosts, first_days, host_answers
from evacuation.services.journeys.arrivals import HEARD_IN, reception
from evacuation.services.journeys.disclosing import (
    disclosures,
    fellows,
    may_tell,
    not_told,
)
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.route_ends import destroyed_routes
from evacuation.services.journeys.travellers import called_here
from evacuation.services.place import person_of
from evacuation.services.returning import may_assess_return
from evacuation.showing.journeys.returning import shown_returns
from evacuation.workflow.people import By

if TYPE_CHECKING:
    from datetime import datetime

    from evacuation.access import OpenCase
    from evacuation.journeys.reception import Item, Reception
    from evacuation.journeys.told import Disclosure
    from evacuation.journeys.travellers import Person
    from evacuation.services.journeys.first_days import SeenTo
    from evacuation.services.journeys.host_answers import Answer
    from evacuation.services.journeys.route_ends import RouteGone
    from evacuation.showing.journeys.returning import ShownReturn

# Which tag each is shown with: it can be read now, it is over, it was taken back.
_OPEN, _OVER, _BACK = "warn", "quiet", "info"


class ToldPage:
    """As one member reads it. Raises KeyMissing, NotTrusted."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened, self.case = opened, opened.case
        self.page = CasePage(opened)
        self.now = timezone.now()

    @property
    def code(self) -> str:
        return case_code(self.case.pk)

    @cached_property
    def told(self) -> list[tuple[Disclosure, str, str, str]]:
        """(what, by whom, tag, which fellow) of each, newest first."""
        called = called_here(self.opened)
        return [
            (
                one,
                self.page.name_of(one.by),
                self._tag(one),
                called.get(one.person, one.person),
            )
            for one in disclosures(self.opened)
        ]

    @property
    def can_be_read(self) -> bool:
        """Whether the person can still read any of it."""
        return any(tag == _OPEN and one.reply for one, _by, tag, _who in self.told)

    @property
    def fellows(self) -> list[Person]:
        """Who else goes."""
        try:
            return fellows(self.opened)
        except KeyMissing:
            return []

    @property
    def may_tell(self) -> bool:
        return may_tell(self.opened)

    @cached_property
    def not_told(self) -> list[str]:
        """What is missing before anything can be told."""
        return not_told(self.opened) if self.may_tell else []

    @property
    def host_said_at(self) -> datetime | None:
        return plan_of(self.opened).host_said_at

    @cached_property
    def door_until(self) -> datetime | None:
        return asking_hosts.asked_until(self.opened)

    @property
    def may_ask_host(self) -> bool:
        named = plan_of(self.opened).host.strip()
        return bool(named) and self.case.state in asking_hosts.ASKED_IN and self._may

    @property
    def may_hear(self) -> bool:
        return self.case.state in HEARD_IN and self._may

    @cached_property
    def reception(self) -> Reception | None:
        try:
            return reception(self.opened)
        except KeyMissing:
            return None

    @cached_property
    def answers(self) -> list[tuple[Answer, str]]:
        """(what was said of hosts and arrival, by which member) newest first."""
        found = host_answers.answers(self.opened)
        return [(one, self.page.name_of(one.by) if one.by else "") for one in found]

    @property
    def to_look_at(self) -> Answer | None:
        """Who said last that somebody is missing, or did not say the words."""
        return host_answers.to_look_at(self.opened)

    @cached_property
    def first_days(self) -> dict[Item, SeenTo]:
        return first_days.first_days(self.opened)

    @cached_property
    def routes_gone(self) -> list[RouteGone]:
        """When the worker destroyed the route."""
        return destroyed_routes(self.case.pk)

    @property
    def may_see_to(self) -> bool:
        """Whether the member keeps the list of the first days, from the first of them
        who is there."""
        try:
            return self._may and first_days.is_time(self.opened)
        except KeyMissing:
            return False

    @cached_property
    def returns(self) -> list[ShownReturn]:
        """What was said of going back, newest first."""
        return shown_returns(self.opened, self.page.name_of)

    @property
    def may_assess_return(self) -> bool:
        return may_assess_return(self.opened)

    @property
    def _may(self) -> bool:
        return person_of(self.opened).may_be_any(frozenset({By.OWNER, By.COORDINATOR}))

    def _tag(self, one: Disclosure) -> str:
        if one.was_taken_back(self.now):
            return _BACK
        return _OVER if one.is_over(self.now) else _OPEN
