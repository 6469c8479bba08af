"""The ways in that a plan can rest on, to choose from."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evacuation.forms.journeys.countries import country_words
from evacuation.models import Pathway
from evacuation.services.countries.reading import pathways
from evacuation.services.journeys.countries import way_of
from evacuation.workflow.movement.contexts import PathwayKind, PathwayStatus


def way_choices(chosen: int | None) -> list[tuple[Any, str]]:
    """Those of now, by country. `chosen`: stays what it is, also where a newer record
    took its place since: then with that one's words."""
    rows = {row.pk: row for row in pathways()}
    if chosen is not None and chosen not in rows:
        now = way_of(chosen)
        if now is not None:
            rows[chosen] = now
            rows.pop(now.pk, None)
    found = [(pk, _words(row)) for pk, row in rows.items()]
    return [("", _("None, or not known yet")), *sorted(found, key=lambda one: one[1])]


def _words(row: Pathway) -> str:
    return _("%(country)s: %(kind)s. %(status)s, looked up on %(day)s") % {
        "country": country_words(row.country),
        "kind": PathwayKind(row.kind).label,
        "status": PathwayStatus(row.status).label,
        "day": date_format(row.checked_on, "j E Y"),
    }
