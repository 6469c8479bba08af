"""The directory's journal, written last in each service's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from directory.models.access import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import User

    from directory.models.provider import Provider


def record(
    verb: str,
    *,
    actor: User | None,
    provider: Provider | None = None,
    about: User | None = None,
    fields: Iterable[str] = (),
) -> None:
    """Write one event: codes and field names, never a value."""
    Event.objects.create(
        at=timezone.now(),
        by=actor,
        verb=verb,
        provider=provider,
        about=about,
        fields=sorted(fields),
    )


def record_all(verb: str, *, actor: User, providers: Iterable[Provider]) -> None:
    """Write the same event for many entries at once."""
    now = timezone.now()
    Event.objects.bulk_create(
        Event(at=now, by=actor, verb=verb, provider=provider) for provider in providers
    )
