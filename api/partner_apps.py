"""Giving an organisation's app its key, and taking it away."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from api.authentication import hash_of
from api.models import PartnerApp
from directory.errors import DirectoryError, NotVisible
from directory.models import Country
from directory.services.journal import record


@transaction.atomic
def create_partner_app(
    *,
    actor: User | None,
    name: str,
    scopes: Collection[str],
    countries: Collection[str],
    until: datetime,
    throttled: bool = True,
) -> tuple[PartnerApp, str]:
    """The new app and its key, which is kept nowhere and cannot be shown again.

    `actor` is None for the operator at the console. No countries means everywhere.
    Raises DirectoryError naming the field: unknown scope or country, an end in the
    past, no name.
    """
    _check(name, scopes, countries, until)
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    user = User(username=f"app-{key_id}")
    user.set_unusable_password()
    user.save()
    app = PartnerApp.objects.create(
        name=name.strip(),
        user=user,
        key_id=key_id,
        key_hash=hash_of(secret),
        scopes=sorted(set(scopes)),
        countries=sorted(set(countries)),
        starts_at=timezone.now(),
        ends_at=until,
        throttled=throttled,
    )
    record("partner_app.created", actor=actor, about=user)
    return app, f"wm_{key_id}_{secret}"


@transaction.atomic
def suspend_partner_app(*, actor: User | None, key_id: str) -> PartnerApp:
    """The key is refused from the next request on. Raises NotVisible."""
    app = PartnerApp.objects.select_for_update().filter(key_id=key_id).first()
    if app is None:
        raise NotVisible
    if app.suspended_at is None:
        app.suspended_at = timezone.now()
        app.save(update_fields=["suspended_at"])
        record("partner_app.suspended", actor=actor, about=app.user)
    return app


def _check(
    name: str, scopes: Collection[str], countries: Collection[str], until: datetime
) -> None:
    if not name.strip():
        raise DirectoryError("name", "A partner app has a name.")
    if not scopes or set(scopes) - set(PartnerApp.Scope.values):
        known = ", ".join(PartnerApp.Scope.values)
        raise DirectoryError("scopes", f"Scopes are one or more of: {known}.")
    known_countries = Country.objects.filter(pk__in=countries)
    unknown = set(countries) - set(known_countries.values_list("pk", flat=True))
    if unknown:
        names = ", ".join(sorted(unknown))
        raise DirectoryError("countries", f"Not in the gazetteer: {names}.")
    if until <= timezone.now():
        raise DirectoryError("until", "The agreement must end in the future.")
