"""A pathway is written, or checked again; the record before stays to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evacuation.models import Pathway
from evacuation.services.countries.keeping import (
    in_plain_text,
    keeping,
    origin,
    replace_row,
    require_fit,
)
from evacuation.workflow.movement.fitting import is_country, source_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.contexts import PathwayKind, PathwayStatus
    from evacuation.workflow.movement.fitting import Fault


@dataclass(frozen=True, slots=True)
class Way:
    """A lawful way in, as it was on the day it was looked up.

    `who`: who can nominate or ask; `wait`: how long it takes, as the field says it.
    """

    country: str
    kind: PathwayKind
    status: PathwayStatus
    source: str
    checked_on: date | None
    good_until: date | None
    legal_base: str = ""
    who: str = ""
    wait: str = ""
    note: str = ""


def save_pathway(*, actor: Unlocked, way: Way, replaces: int | None) -> Pathway:
    """Whoever writes it owns it, and is told when it runs out.

    `replaces`: the id of the row that the writer saw in its place, None for none.
    Raises NotAllowed, DoesNotFit, StaleVersion.
    """
    with keeping(actor, "country.pathway"):
        way = in_plain_text(way)
        require_fit(way_faults(way, timezone.localdate()))
        row = Pathway(
            country=way.country,
            kind=str(way.kind),
            status=str(way.status),
            legal_base=way.legal_base.strip(),
            who=way.who.strip(),
            wait=way.wait.strip(),
            **origin(way, way.note, actor),
        )
        same = Pathway.objects.filter(country=row.country, kind=row.kind)
        return replace_row(same, row, replaces)


def way_faults(way: Way, today: date) -> Iterator[Fault]:
    """(field, why) of each thing that is wrong with it."""
    if not is_country(way.country):
        yield "country", _("Say which country.")
    yield from source_faults(way.source, way.checked_on, way.good_until, today)
