"""Who goes: the person, those who come along, and the papers of each.

No names: what we call somebody here is a word agreed for them, names are identity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.journeys.packing import day, kept_shape, packed
from evacuation.workflow.codes import Coded
from evacuation.workflow.movement.papers import (
    Known,
    Military,
    Papers,
    Passport,
    Scope,
    WantedCheck,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAD_PERSON = "1"
MOST = 9


class Band(Coded):
    """An age, no nearer than it matters."""

    SMALL = "0_5", _("0 to 5")
    CHILD = "6_11", _("6 to 11")
    YOUNG = "12_17", _("12 to 17")
    ADULT = "adult", _("Adult")


class Going(Coded):
    """With the lead person, unless their safety asks for another way."""

    TOGETHER = "together", _("Goes with the first person")
    APART = "apart", _("Goes apart, for safety")
    STAYS = "stays", _("Stays")


@dataclass(frozen=True, slots=True)
class Person:
    """`number`: "1" is who asked for help. `called`: a word agreed for them.
    `why_apart`: what danger they are in together, where they go apart.

    `home`: the country that may look for them (ISO 3166-1 alpha-2). `consents`: to the
    journey, on their own; of a minor, whoever may for them.
    """

    number: str
    called: str = ""
    band: Band = Band.ADULT
    going: Going = Going.TOGETHER
    why_apart: str = ""
    home: str = ""
    consents: bool = False
    papers: Papers = field(default=Papers())

    @property
    def is_minor(self) -> bool:
        return self.band != Band.ADULT

    def packed(self) -> dict[str, Any]:
        found: dict[str, Any] = packed(self)
        return found

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Person:
        """Raises NotTrusted for another shape."""
        with kept_shape():
            found = dict(kept)
            return cls(
                number=str(found["number"]),
                called=str(found["called"]),
                band=Band(found["band"]),
                going=Going(found["going"]),
                why_apart=str(found.get("why_apart", "")),
                home=str(found["home"]),
                consents=bool(found["consents"]),
                papers=_papers(found["papers"]),
            )


def _papers(kept: Mapping[str, Any]) -> Papers:
    return Papers(
        passport=Passport(kept["passport"]),
        valid_until=day(kept["valid_until"]),
        exit_ban=Known(kept["exit_ban"]),
        criminal_case=Known(kept["criminal_case"]),
        military=Military(kept["military"]),
        mismatch=bool(kept["mismatch"]),
        refused_before=bool(kept.get("refused_before", False)),
        minor=bool(kept["minor"]),
        parent_consents=bool(kept["parent_consents"]),
        visas=frozenset(str(one) for one in kept["visas"]),
        wanted=tuple(_look(one) for one in kept["wanted"]),
    )


def _look(kept: Mapping[str, Any]) -> WantedCheck:
    on = day(kept["on"])
    if on is None:
        raise ValueError(kept)
    return WantedCheck(Scope(kept["scope"]), Known(kept["listed"]), on)
