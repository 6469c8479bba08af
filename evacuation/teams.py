"""What people call the teams that hold a key together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.vault.cards import Team

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TEAM_LABELS: dict[Team, _StrPromise] = {
    Team.INTAKE: _("Intake team"),
    Team.IDENTITY: _("Identity team"),
    Team.STEWARDS: _("Stewards"),
}
