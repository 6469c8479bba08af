"""What a column can be: the fields of an import and the headings they go by."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from directory.search.folding import compact


@dataclass(frozen=True, slots=True)
class Field:
    """`many` fields may come from several columns and hold lists."""

    name: str
    label: str | Promise
    many: bool = False


@cache
def known_headings() -> dict[str, str]:
    """Field by folded heading: directory/data/import_headings.csv, and our own labels
    in every language, since people copy them from these pages."""
    found = _own_labels()
    with _HEADINGS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for heading in row["headings"].split("; "):
                found[compact(heading)] = row["field"]
    return found


def _own_labels() -> dict[str, str]:
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for field in FIELDS:
                found.setdefault(compact(str(field.label)), field.name)
    return found


_HEADINGS: Final = Path(__file__).resolve().parents[2] / "data/import_headings.csv"
FIELDS: Final = (
    Field("external_id", _("Id in the source")),
    Field("display_name", _("Name")),
    Field("latin_name", _("Name in Latin letters")),
    Field("legal_name", _("Legal name")),
    Field("names", _("Other names"), many=True),
    Field("kind", _("Kind of provider")),
    Field("home_country", _("Country")),
    Field("practice_area", _("Practice areas"), many=True),
    Field("service_level", _("Service level")),
    Field("language", _("Languages"), many=True),
    Field("friendly_to", _("Friendly to (attested)"), many=True),
    Field("capabilities", _("What they can do"), many=True),
    Field("cost", _("Cost")),
    Field("payers", _("Who pays"), many=True),
    Field("available_24_7", _("Round the clock")),
    Field("remote", _("Works remotely")),
    Field("cross_border", _("Across borders")),
    Field("bar_name", _("Bar association")),
    Field("licence_number", _("Licence number")),
    Field("say_first", _("From whom to say one calls")),
    Field("phone", _("Phone"), many=True),
    Field("duty_phone", _("24/7 duty phone"), many=True),
    Field("email", _("E-mail"), many=True),
    Field("website", _("Website"), many=True),
    Field("signal", "Signal", many=True),
    Field("whatsapp", "WhatsApp", many=True),
    Field("telegram", "Telegram", many=True),
    Field("office_id", _("Id of the office")),
    Field("office_label", _("Kind of office")),
    Field("region", _("Region")),
    Field("city", _("City")),
    Field("address", _("Address")),
    Field("postcode", _("Postcode")),
    Field("latitude", _("Latitude")),
    Field("longitude", _("Longitude")),
)
FIELD: Final = {field.name: field for field in FIELDS}
# Fields whose values are codes of a list, with the list's scheme.
CODED: Final = {
    "kind": "provider_kind",
    "practice_area": "practice_area",
    "service_level": "service_level",
    "language": "language",
    "friendly_to": "friendly_group",
    "capabilities": "capability",
    "cost": "cost_model",
    "payers": "payer",
}
YES_OR_NO: Final = ("available_24_7", "remote", "cross_border")
PLAIN: Final = ("latin_name", "legal_name", "bar_name", "licence_number", "say_first")
CONTACTS: Final = (
    "phone", "duty_phone", "email", "website", "signal", "whatsapp", "telegram",
)  # fmt: skip
OFFICE: Final = (
    "office_id", "office_label", "region", "city", "address", "postcode", "latitude",
    "longitude",
)  # fmt: skip
