"""The truth table of sharing: what each level sees of one entry.

Everything that shows, matches, counts or orders entries goes through here once, when
the read model is written. The test enumerates the table.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from directory.models.choices import (
    ENTRY_LEVELS,
    INDIVIDUAL_KINDS,
    Level,
    ProviderStatus,
)

if TYPE_CHECKING:
    from directory.models.contact import Contact, Office
    from directory.models.provider import Provider, ProviderPractice


def entry_level(provider: Provider) -> Level | None:
    """The lowest level that sees the entry, or None where nobody does.

    A country ceiling keeps individuals of some countries out of public, whatever
    their consent: it protects them from a state that reads the page too.
    """
    if provider.status != ProviderStatus.LISTED:
        return None
    level = Level(provider.level)
    exposed = provider.home_country_id in settings.WAYMARK_CEILING_COUNTRIES
    if exposed and provider.kind in INDIVIDUAL_KINDS:
        level = Level(max(level, Level.PARTNERS))
    return level


def levels_that_see(provider: Provider) -> tuple[Level, ...]:
    """Each level that sees the entry, lowest first."""
    lowest = entry_level(provider)
    return () if lowest is None else tuple(n for n in ENTRY_LEVELS if n >= lowest)


def sees_legal_name(provider: Provider, level: Level) -> bool:
    return level >= provider.legal_name_shared


def sees_licence(provider: Provider, level: Level) -> bool:
    return level >= provider.licence_shared


def sees_friendliness(provider: Provider, level: Level) -> bool:
    return level >= provider.friendliness_shared


def sees_treaty_record(provider: Provider, level: Level) -> bool:
    return level >= provider.treaty_shared


def sees_vetting_notes(provider: Provider, level: Level) -> bool:
    return level >= provider.vetting_notes_shared


def sees_risk(provider: Provider, level: Level) -> bool:
    return level >= provider.risk_shared


def sees_practice(provider: Provider, practice: ProviderPractice, level: Level) -> bool:
    """A sensitive practice area could betray the provider or their clients."""
    return not practice.area.sensitive or level >= provider.sensitive_practice_shared


def sees_address(office: Office, level: Level) -> bool:
    """Below the office's level it is known by its city alone."""
    return level >= office.shared


def sees_contact(contact: Contact, level: Level) -> bool:
    """A relay contact is sent to nobody, at no level."""
    return contact.shared != Level.RELAY and level >= contact.shared


def sees_organisation(provider: Provider, level: Level) -> bool:
    """The organisation is named only where its own entry is seen."""
    if provider.organisation is None:
        return False
    lowest = entry_level(provider.organisation)
    return lowest is not None and level >= lowest


def listed_until(provider: Provider) -> date:
    """The first day on which the entry is no longer listed.

    Past its due date it leaves "detention now" at once, and the list after a grace.
    """
    if provider.next_due is None:
        raise ValueError("a listed provider has a due date")
    return provider.next_due + timedelta(days=settings.WAYMARK_GRACE_DAYS)
