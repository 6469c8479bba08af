"""The page of check-ins: what is waited for, what was heard, what is done if not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evacuation.errors import KeyMissing
from evacuation.journeys.night_card import Came
from evacuation.reading import CasePage
from evacuation.services.changing import OWNED
from evacuation.services.journeys import agreed
from evacuation.services.journeys.check_ins import may_end
from evacuation.services.journeys.expected import (
    ARRIVED,
    DONE,
    HEARD,
    STOPPED,
    WISH,
    expected,
    running,
    said_of_check_ins,
)
from evacuation.services.journeys.meanwhile import doubted
from evacuation.services.moving import steps_for
from evacuation.services.under_way import is_looked_for, is_on_the_way
from evacuation.services.wished import Wish, open_wishes
from evacuation.vault.cards import REQUESTER
from evacuation.workflow.deadlines import Clock
from evacuation.workflow.movement.check_ins import Deed, Heard, Through

if TYPE_CHECKING:
    from collections.abc import Callable

    from evacuation.access import OpenCase
    from evacuation.services.writing import Content
    from evacuation.workflow.movement.check_ins import CheckIn, Step


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of what was heard. `what`: HEARD, DONE, STOPPED, ARRIVED or WISH."""

    at: datetime
    by: str
    what: str
    words: Any
    beside: Any = ""
    text: str = ""


class CheckInsPage:
    """What one key holder reads. Raises KeyMissing, NotTrusted."""

    def __init__(self, opened: OpenCase) -> None:
        self.opened, self.case = opened, opened.case
        self.page = CasePage(opened)
        self.now = timezone.now()

    @cached_property
    def expected(self) -> CheckIn | None:
        return expected(self.opened)

    @cached_property
    def is_lost(self) -> bool:
        """Contact is lost: nobody waits by the clock."""
        return is_looked_for(self.case)

    @property
    def look_again(self) -> datetime | None:
        """Until when somebody looks at it again."""
        rows = self.case.deadlines.filter(clock=str(Clock.REVIEW))
        return rows.values_list("due_at", flat=True).first()

    @property
    def is_missed(self) -> bool:
        return self.expected is not None and self.now >= self.expected.missed_at

    @cached_property
    def coming(self) -> list[CheckIn]:
        """What is planned after the next one."""
        first = self.expected
        planned = running(self.opened).planned
        found = {one for one in planned if first and one.at > first.at}
        return sorted(found, key=lambda one: one.at)

    @cached_property
    def steps(self) -> list[Step]:
        return agreed.protocol(self.opened)

    @cached_property
    def has_phrases(self) -> bool:
        return bool(agreed.agreed_phrases(self.opened))

    @cached_property
    def wishes(self) -> list[Wish]:
        return open_wishes(self.opened)

    @property
    def is_owned(self) -> bool:
        return self.case.state in OWNED

    @property
    def may_stop(self) -> bool:
        running_now = self.expected is not None and may_end(self.opened)
        return running_now and self.is_owned and not is_on_the_way(self.case)

    @property
    def may_lose(self) -> bool:
        """Whether this member may say that contact is lost."""
        return any(one.name == "lose_contact" for one, _lacks in steps_for(self.opened))

    @property
    def may_depart(self) -> bool:
        """Whether they can set out now."""
        try:
            found = steps_for(self.opened)
        except KeyMissing:
            return False
        return any(one.name == "depart" and not lacks for one, lacks in found)

    @cached_property
    def doubted(self) -> tuple[datetime, str] | None:
        """When and what they wrote last without the phrase, until somebody says."""
        return doubted(self.opened)

    @cached_property
    def entries(self) -> list[Entry]:
        """Newest first."""
        said = [one for one in said_of_check_ins(self.opened) if one["what"] in _WORDS]
        return [self._entry(one) for one in reversed(said)]

    def _entry(self, said: Content) -> Entry:
        what = said["what"]
        words, beside = _WORDS[what](said)
        at = said.get("done_at") or said.get("said_at") or said["at"]
        return Entry(
            at=datetime.fromisoformat(str(at)),
            by=self._by(said),
            what=what,
            words=words,
            beside=beside,
            text=str(said.get("text", "")),
        )

    def _by(self, said: Content) -> str:
        """Who said it, not who opened the case afterwards."""
        if said.get("letter") and said.get("through") == Through.HOST:
            return str(_("The host"))
        by = REQUESTER if said.get("letter") else said.get("done_by") or said["by"]
        return self.page.name_of(str(by))


def _heard(said: Content) -> tuple[Any, Any]:
    return Heard(said["heard"]).label, Through(said["through"]).label


def _done(said: Content) -> tuple[Any, Any]:
    deed = Deed(said["deed"]).label if said["deed"] else ""
    return deed, Came(said["came"]).label


def _stopped(_said: Content) -> tuple[Any, Any]:
    return "", ""


def _wished(said: Content) -> tuple[Any, Any]:
    return Wish(said["wish"]).label, Heard(said["heard"]).label


_WORDS: dict[str, Callable[[Content], tuple[Any, Any]]] = {
    HEARD: _heard,
    ARRIVED: _heard,
    DONE: _done,
    STOPPED: _stopped,
    WISH: _wished,
}
