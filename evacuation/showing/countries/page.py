"""One country: its rules as sentences, its ways in, and what stood before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from evacuation.forms.journeys.countries import country_words
from evacuation.services.countries.reading import (
    Age,
    age,
    past_pathways,
    past_rules,
    pathways,
    rules,
)
from evacuation.showing.countries.overview import (
    AGE_KINDS,
    STATUS_KINDS,
    ShownAlert,
    alerts,
)
from evacuation.workflow.movement.contexts import (
    PathwayKind,
    PathwayStatus,
    Says,
    Subject,
)
from evacuation.workflow.movement.fitting import BY_COUNTRY
from evacuation.workflow.movement.health import MedicineKind
from evacuation.workflow.movement.papers import Passport

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from evacuation.models import CountryRule, Pathway


@dataclass(frozen=True, slots=True)
class ShownRule:
    """`of`: in words; `past`: what stood before, the newest first."""

    row: CountryRule
    of: str
    says: Says
    age: Age
    kind: str
    past: list[ShownRule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownPathway:
    row: Pathway
    what: PathwayKind
    status: PathwayStatus
    status_kind: str
    age: Age
    kind: str
    past: list[ShownPathway] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ShownSubject:
    subject: Subject
    rules: list[ShownRule]


def of_words(subject: Subject, of: str) -> str:
    """Which papers, country or medicine a rule is of; "" where it is of none."""
    if subject in BY_COUNTRY:
        return country_words(of) if of else _("Whichever country looks for them")
    if subject == Subject.ENTRY:
        return str(Passport(of).label) if of else _("Any papers")
    if subject == Subject.MEDICINE:
        return str(MedicineKind(of).label) if of else _("Any medicine")
    return ""


class CountryPage:
    """`code`: ISO 3166-1 alpha-2."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.name = country_words(code)
        self.today = timezone.localdate()

    @cached_property
    def alerts(self) -> list[ShownAlert]:
        return alerts(self.code)

    @cached_property
    def subjects(self) -> list[ShownSubject]:
        """Every subject, also where nothing is known of it."""
        past = _by(past_rules(self.code), lambda row: (row.subject, row.of))
        found = [self._rule(row, past) for row in rules(self.code)]
        return [
            ShownSubject(one, [rule for rule in found if rule.row.subject == one])
            for one in Subject
        ]

    @cached_property
    def pathways(self) -> list[ShownPathway]:
        past = _by(past_pathways(self.code), lambda row: row.kind)
        found = list(pathways(self.code))
        return [shown_pathway(row, self.today, past.get(row.kind, [])) for row in found]

    @property
    def other_ways(self) -> list[PathwayKind]:
        """Of which nothing is written yet."""
        known = {one.what for one in self.pathways}
        return [one for one in PathwayKind if one not in known]

    def _rule(
        self, row: CountryRule, past: dict[Any, list[CountryRule]] | None = None
    ) -> ShownRule:
        subject, worth = Subject(row.subject), age(row.good_until, self.today)
        before = past.get((row.subject, row.of), []) if past else []
        return ShownRule(
            row=row,
            of=of_words(subject, row.of),
            says=Says(row.says),
            age=worth,
            kind=AGE_KINDS[worth],
            past=[self._rule(one) for one in before],
        )


def shown_pathway(
    row: Pathway, today: date, past: Iterable[Pathway] = ()
) -> ShownPathway:
    """`past`: records before it."""
    status, worth = PathwayStatus(row.status), age(row.good_until, today)
    return ShownPathway(
        row=row,
        what=PathwayKind(row.kind),
        status=status,
        status_kind=STATUS_KINDS[status],
        age=worth,
        kind=AGE_KINDS[worth],
        past=[shown_pathway(one, today) for one in past],
    )


def _by(rows: Iterable[Any], key: Any) -> dict[Any, list[Any]]:
    # Sorting keeps the order within each.
    return {one: list(of) for one, of in groupby(sorted(rows, key=key), key)}
