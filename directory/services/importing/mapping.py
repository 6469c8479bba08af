"""Which column is which field, and what a source's words mean; kept by name."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from directory.errors import DirectoryError
from directory.models import ImportMapping
from directory.models.choices import Level
from directory.permissions import require_any_editor
from directory.search.edits import one_edit_away
from directory.search.folding import compact
from directory.services.importing.fields import FIELD, known_headings
from directory.services.journal import record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import User

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "mappings"
_FEWEST_LETTERS_TO_CORRECT: Final = 5
# A source's word for one of our codes, several of them, or none of ours.
Meaning = str | list[str] | None


class MappingInvalid(DirectoryError):
    code = "invalid_mapping"


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: heading to field; `values`: field, then a source's word, to codes;
    `defaults`: what holds for every row, by field or by name in ProviderData.

    `public_register` is the name of the register the file is taken from; entries then
    are listed at `level`. Without one they are drafts at coordinators' level.
    """

    name: str
    source: str
    columns: dict[str, str]
    values: dict[str, dict[str, Meaning]] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    public_register: str = ""
    level: int = Level.COORDINATORS

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the file gives, by column or by default."""
        return frozenset({*self.columns.values(), *self.defaults})

    @property
    def entry_level(self) -> int:
        """The level at which new entries are kept."""
        return self.level if self.public_register else Level.COORDINATORS

    @property
    def part_level(self) -> int:
        """The level of contacts and addresses that nothing else is said about."""
        return self.level if self.public_register else Level.MONITORS


def match_columns(headings: Iterable[str]) -> dict[str, str]:
    """The field that each heading most likely means; headings of none are left out.

    English and Russian headings are known, folded, with one typing error allowed; a
    field that takes one column gets the first that fits.
    """
    known = known_headings()
    found: dict[str, str] = {}
    for heading in headings:
        name = _meant(compact(heading), known)
        if name and (FIELD[name].many or name not in found.values()):
            found[heading] = name
    return found


def _meant(key: str, known: dict[str, str]) -> str:
    if key in known or len(key) < _FEWEST_LETTERS_TO_CORRECT:
        return known.get(key, "")
    return next((known[k] for k in one_edit_away(key) if k in known), "")


def check_mapping(mapping: Mapping, headings: Iterable[str]) -> None:
    """Raises MappingInvalid where rows could not become entries."""
    unknown = sorted(set(mapping.columns.values()) - set(FIELD))
    if unknown:
        raise MappingInvalid("columns", ", ".join(unknown))
    absent = sorted(set(mapping.columns) - set(headings))
    if absent:
        raise MappingInvalid(
            "columns",
            _("The file has no column named %(names)s.") % {"names": ", ".join(absent)},
        )
    _check_once(mapping)
    for name in ("display_name", "home_country", "kind"):
        if name not in mapping.fields:
            raise MappingInvalid(
                "columns",
                _("Say which column holds: %(field)s.") % {"field": FIELD[name].label},
            )


def _check_once(mapping: Mapping) -> None:
    names = list(mapping.columns.values())
    for name in names:
        if names.count(name) > 1 and not FIELD[name].many:
            raise MappingInvalid(
                "columns",
                _("Two columns are matched to: %(field)s.")
                % {"field": FIELD[name].label},
            )


def find_mapping(name: str) -> Mapping:
    """The mapping kept under this name, else the one that comes with Waymark.

    Raises MappingInvalid for an unknown name.
    """
    kept = ImportMapping.objects.filter(name=name).first()
    if kept is not None:
        return Mapping(
            name=kept.name,
            source=kept.source,
            columns=kept.columns,
            values=kept.values,
            defaults=kept.defaults,
            public_register=kept.public_register,
            level=kept.level,
        )
    if name in committed_names():
        written = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        return Mapping(name=name, **written)
    raise MappingInvalid("mapping", _("There is no mapping of this name."))


def committed_names() -> list[str]:
    """The names of the mappings that come with Waymark."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def fitting(mapping: Mapping, headings: Iterable[str]) -> Mapping:
    """The same mapping without the columns that this file does not have."""
    present = set(headings)
    kept = {h: f for h, f in mapping.columns.items() if h in present}
    return replace(mapping, columns=kept)


@transaction.atomic
def save_mapping(*, actor: User, mapping: Mapping) -> ImportMapping:
    """Keep a mapping under its name. Raises NotAllowed."""
    require_any_editor(actor)
    kept, _made = ImportMapping.objects.update_or_create(
        name=mapping.name,
        defaults={
            "source": mapping.source,
            "columns": mapping.columns,
            "values": mapping.values,
            "defaults": mapping.defaults,
            "public_register": mapping.public_register,
            "level": mapping.level,
            "updated_by": actor,
        },
    )
    record("import_mapping.saved", actor=actor)
    return kept
