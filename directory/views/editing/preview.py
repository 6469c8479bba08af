"""What each level will see of an entry once it is listed."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import partial
from operator import le
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory import sharing
from directory.models.choices import ENTRY_LEVELS, ChannelKind, ProviderStatus
from directory.models.taxonomy import Scheme
from directory.taxonomy.labels import label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from directory.models import Provider
    from directory.models.choices import Level


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One fact, and for each level, lowest first, whether it is seen."""

    what: str
    value: str
    seen: tuple[bool, ...]


def preview(provider: Provider) -> list[PreviewRow]:
    """Every fact of the entry that a level decides about."""
    listed = copy(provider)
    listed.status = ProviderStatus.LISTED
    visible = sharing.levels_that_see(listed)

    def row(what: str, value: str, sees: Callable[[Level], bool]) -> PreviewRow:
        seen = tuple(n in visible and sees(n) for n in ENTRY_LEVELS)
        return PreviewRow(what, value, seen)

    return [
        row(_("The entry"), provider.display_name, lambda level: True),
        *(row(*fact) for fact in _sensitive(provider)),
        *(row(*fact) for fact in _nested(provider)),
    ]


Fact = tuple[str, str, "Callable[[Level], bool]"]


def _sensitive(p: Provider) -> Iterator[Fact]:
    if p.legal_name:
        yield _("Legal name"), p.legal_name, partial(sharing.sees_legal_name, p)
    if p.licence_number:
        yield _("Licence number"), p.licence_number, partial(sharing.sees_licence, p)
    if p.treaty_record:
        record = p.get_treaty_record_display()
        sees = partial(sharing.sees_treaty_record, p)
        yield _("Communications to treaty bodies"), record, sees
    groups = ", ".join(f.get_group_display() for f in p.friendliness.all())
    if groups:
        yield _("Friendly to"), groups, partial(sharing.sees_friendliness, p)
    yield _("Risk"), p.get_risk_display(), partial(sharing.sees_risk, p)
    if p.vetting_notes:
        yield _("Vetting notes"), "…", partial(sharing.sees_vetting_notes, p)
    if p.known_refusals:
        yield _("Known refusals"), "…", partial(sharing.sees_vetting_notes, p)


def _nested(p: Provider) -> Iterator[Fact]:
    language = get_language() or "en"
    for practice in p.practices.all():
        name = label(Scheme.PRACTICE_AREA, practice.area.code, language)
        yield _("Practice area"), name, partial(sharing.sees_practice, p, practice)
    for other in p.names.all():
        yield other.get_kind_display(), other.text, partial(le, other.shared)
    for office in p.offices.all():
        city = office.place.name if office.place else office.label
        where = ", ".join(filter(None, [city, office.address])) or "—"
        sees = partial(sharing.sees_address, office)
        yield _("Street of the office"), where, sees
    for contact in p.contacts.all():
        channel = str(ChannelKind(contact.kind).label)
        value = contact.value or contact.sealed
        yield channel, value, partial(sharing.sees_contact, contact)
