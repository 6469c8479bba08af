"""Sheets to print and hand over or read aloud: of no case, and of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from evacuation.errors import NotVisible
from evacuation.views.guarding import for_members

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from evacuation.models import Member

SHEETS = ("phone", "leaving")


@require_safe
@for_members
def sheet(request: HttpRequest, _member: Member, name: str) -> HttpResponse:
    """Neither this organisation nor a case stands on it, nor in its title."""
    if name not in SHEETS:
        raise NotVisible
    return render(request, f"evacuation/sheets/{name}.html")
