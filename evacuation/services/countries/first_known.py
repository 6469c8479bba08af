"""What the field's sources say of countries, to begin with: old, and to be checked.

data/countries.json holds what is sourced alone, dated by its source; each of it has run
out, so that plans and pages say so until a member has looked it up anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from evacuation import audit
from evacuation.models import CountryRule, Pathway

_FILE = Path(__file__).parents[2] / "data" / "countries.json"


def first_known() -> dict[str, list[dict[str, Any]]]:
    """Fields of `rules` and `pathways`, as their tables name them."""
    found: dict[str, list[dict[str, Any]]] = json.loads(_FILE.read_text("utf-8"))
    return found


def load_first_known() -> int:
    """Write down what nothing was ever written of; how many. Nobody keeps it yet."""
    known = first_known()
    with transaction.atomic():
        made = sum(_load(CountryRule, one, "subject", "of") for one in known["rules"])
        made += sum(_load(Pathway, one, "kind") for one in known["pathways"])
        if made:
            audit.write(actor="worker", verb="country.first_known")
    return made


def _load(
    model: type[CountryRule] | type[Pathway], said: dict[str, Any], *names: str
) -> bool:
    same = {name: said[name] for name in ("country", *names)}
    if model._default_manager.filter(**same).exists():
        return False
    model._default_manager.create(**said)
    return True
