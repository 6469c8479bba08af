"""Writing many entries in one transaction, by the rules of single ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import connection

from directory import sharing
from directory.models import Provider, Verification
from directory.models.choices import ProviderStatus, VettingLevel, VettingMethod
from directory.permissions import require_editor
from directory.services.entry import ProviderData, columns_of
from directory.services.entry_data import data_of
from directory.services.importing.current import entries_of_source
from directory.services.importing.merging import merged, same
from directory.services.journal import record_all
from directory.services.listing import refresh_listings
from directory.services.parts import write_parts
from directory.services.validation import content_errors
from directory.services.vetting import due_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.contrib.auth.models import User
    from django.utils.functional import Promise

    from directory.services.importing.locating import Located
    from directory.services.importing.mapping import Mapping
    from directory.services.importing.rows import Entry

# Whoever asked to be taken down is not brought back by a file.
LEFT_ALONE: Final = (ProviderStatus.WITHDRAWN, ProviderStatus.ARCHIVED)
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"
_SOURCE_LOCK: Final = 0x5741_594E


@dataclass(slots=True)
class Planned:
    """One entry's way through the import. `provider` is unsaved when `created`;
    `renewed` when the register confirms what was checked longer ago."""

    entry: Entry
    provider: Provider
    data: ProviderData
    action: str
    renewed: bool
    level_before: int | None
    errors: dict[str, list[str | Promise]]

    @property
    def level_after(self) -> int | None:
        return sharing.entry_level(self.provider)


def plan(
    entries: Sequence[Entry],
    mapping: Mapping,
    located: Located,
    *,
    actor: User,
    checked: datetime,
    lock: bool,
) -> tuple[list[Planned], list[Entry]]:
    """What becomes of each entry, with providers as they would be saved; and the
    entries that are left alone. Nothing is written; `lock` holds the rows.

    Entries whose country the actor does not keep are never planned: raises NotAllowed.
    """
    standing = entries_of_source(
        mapping.source, [entry.external_id for entry in entries], lock=lock
    )
    countries = {entry.plain["home_country"] for entry in entries}
    countries |= {provider.home_country_id for provider in standing.values()}
    for country in sorted(countries):
        require_editor(actor, country)
    planned, left = [], []
    for entry in entries:
        provider = standing.get(entry.external_id)
        if provider is not None and provider.status in LEFT_ALONE:
            left.append(entry)
            continue
        planned.append(_planned(entry, provider, mapping, located, actor, checked))
    return planned, left


def _planned(
    entry: Entry,
    provider: Provider | None,
    mapping: Mapping,
    located: Located,
    actor: User,
    checked: datetime,
) -> Planned:
    current = data_of(provider) if provider else None
    data = merged(entry, current, mapping, located)
    before = sharing.entry_level(provider) if provider else None
    changed = current is None or not same(current, data)
    action = CREATED if provider is None else UPDATED if changed else UNCHANGED
    provider = provider or Provider()
    if changed:
        for name, value in columns_of(data).items():
            setattr(provider, name, value)
    renewed = bool(mapping.public_register) and _confirm(provider, actor, checked)
    errors = content_errors(data) if changed else {}
    return Planned(entry, provider, data, action, renewed, before, errors)


def _confirm(provider: Provider, actor: User, checked: datetime) -> bool:
    """List a new entry as the register has it, or renew the check of one that was
    last checked so. Other checks, and entries that are not listed, are left."""
    fresh = provider.verified_at is None and provider._state.adding
    by_register = (
        provider.status == ProviderStatus.LISTED
        and provider.verified_how == VettingMethod.REGISTER
        and provider.verified_at is not None
        and provider.verified_at.date() < checked.date()
    )
    if not fresh and not by_register:
        return False
    provider.status = ProviderStatus.LISTED
    provider.verified_at, provider.verified_by = checked, actor
    provider.verified_how = VettingMethod.REGISTER
    provider.vetting_level = VettingLevel.L1
    provider.next_due = due_date(
        provider.home_country_id, VettingLevel.L1, checked.date()
    )
    return by_register


def hold_source(source: str) -> None:
    """One import of a source at a time, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_SOURCE_LOCK, source]
        )


def write(planned: Iterable[Planned], *, actor: User) -> None:
    """Save what is new or changed, with its parts, read model and journal.

    Belongs into a transaction that holds the rows.
    """
    touched = [p for p in planned if p.action != UNCHANGED or p.renewed]
    created = [p.provider for p in touched if p.action == CREATED]
    changed = [p.provider for p in touched if p.action != CREATED]
    Provider.objects.bulk_create(created)
    for provider in changed:
        provider.version += 1
        provider.save()
    write_parts([(p.provider, p.data) for p in touched if p.action != UNCHANGED])
    _write_verifications(touched)
    refresh_listings([p.provider.pk for p in touched])
    record_all("provider.imported", actor=actor, providers=[*created, *changed])


def _write_verifications(touched: Iterable[Planned]) -> None:
    Verification.objects.bulk_create(
        _verification(p.provider)
        for p in touched
        if p.renewed
        or (p.action == CREATED and p.provider.status == ProviderStatus.LISTED)
    )


def _verification(provider: Provider) -> Verification:
    at, due = provider.verified_at, provider.next_due
    if at is None or due is None:
        raise ValueError("a listed entry has been checked")
    return Verification(
        provider=provider,
        by=provider.verified_by,
        at=at,
        how=provider.verified_how,
        level=provider.vetting_level,
        next_due=due,
    )
