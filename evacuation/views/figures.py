"""Figures of closed requests, for stewards whose keys are open."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directory.views.geography import country_name
from evacuation.answers import ELSEWHERE
from evacuation.errors import KeyMissing
from evacuation.services import figures as service
from evacuation.services.handing_over import hand_team_secrets
from evacuation.views.guarding import unlocked

if TYPE_CHECKING:
    from evacuation.figures import Cell
    from evacuation.unlocked import Unlocked

PAGE = "evacuation/figures/figures.html"


@never_cache
@require_safe
@unlocked
def figures(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """A steward who comes here hands the key to those who joined since, too."""
    try:
        found = service.figures(actor=me)
    except KeyMissing:
        return render(request, PAGE, {"no_key": True})
    hand_team_secrets(me)
    rows = [(cell, _country(cell)) for cell in found.cells]
    return render(request, PAGE, {"rows": rows, "unread": found.unread})


@never_cache
@require_safe
@unlocked
def download(request: HttpRequest, me: Unlocked) -> HttpResponse:
    """The same as CSV: codes, no words."""
    try:
        found = service.figures(actor=me)
    except KeyMissing:
        return render(request, PAGE, {"no_key": True})
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="figures.csv"'},
    )
    lines = csv.writer(answer)
    lines.writerow(["quarter", "country", "closed_requests"])
    lines.writerows([cell.quarter, cell.country, cell.shown] for cell in found.cells)
    return answer


def _country(cell: Cell) -> str:
    if cell.country == ELSEWHERE:
        return _("Another country")
    return str(country_name(cell.country)) if cell.country else _("not said")
