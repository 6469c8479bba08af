"""What a host says: that they receive, and later who arrived and what is seen to.

Source: docs/movement.md, "Arrival".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from evacuation.journeys.packing import kept_shape
from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from collections.abc import Mapping


class Said(Coded):
    """Which of a host's answers. NO: they cannot receive any more."""

    RECEIVES = "receives", _("They receive")
    NO = "no", _("They cannot receive")
    ARRIVED = "arrived", _("Somebody arrived")


class Company(Coded):
    ALONE = "alone", _("One person, alone")
    ALL = "all", _("With everybody who was to come")
    SOME = "some", _("Somebody who was to come is missing")


class Item(Coded):
    """Of the first 72 hours."""

    HOUSING = "housing", _("They have a place to sleep")
    PHONE = "phone", _("They have a phone that works")
    MEDICINE = "medicine", _("They have their medicine, or need none")
    LAWYER = "lawyer", _("They have an appointment with a lawyer, or need none")
    TALK = "talk", _("They were offered somebody to talk to")
    LIMITS = "limits", _("They know what help there is, and when it ends")


@dataclass(frozen=True, slots=True)
class Reception:
    """Who came and what is seen to. The phrase stands elsewhere, and not for long."""

    company: Company
    seen_to: frozenset[Item] = frozenset()
    text: str = field(default="", repr=False)

    @property
    def has(self) -> list[Item]:
        """What is seen to, in the list's order."""
        return [one for one in Item if one in self.seen_to]

    @property
    def lacking(self) -> list[Item]:
        """What nobody has seen to yet, in the list's order."""
        return [one for one in Item if one not in self.seen_to]

    def packed(self) -> dict[str, Any]:
        return {
            "company": str(self.company),
            "seen_to": sorted(map(str, self.seen_to)),
            "text": self.text,
        }

    @classmethod
    def unpacked(cls, kept: Mapping[str, Any]) -> Reception:
        """Raises NotTrusted for another shape."""
        with kept_shape():
            return cls(
                company=Company(str(kept["company"])),
                seen_to=frozenset(Item(str(one)) for one in kept["seen_to"]),
                text=str(kept["text"]),
            )
