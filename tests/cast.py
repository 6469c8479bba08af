"""The fixed cast. Everybody in it is invented.

public visitor, monitor (GE, AM), monitor of another country (KZ), editor (GE, AM, KZ),
second editor, coordinator, administrator, partner, stranger (signed in, no profile),
superuser.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.utils import timezone, translation

from api.models import PartnerApp
from directory.models import Country, Monitor, Place, PlaceName, Provider, Region
from directory.models.choices import Level, VettingMethod
from directory.search.codes import forget_codes
from directory.search.folding import compact, script_of, sound
from directory.search.vocabulary import forget_vocabulary
from directory.services.consent import record_consent
from directory.services.entry import OfficeData, ProviderData
from directory.services.providers import create_provider
from directory.services.vetting import list_provider, verify_provider
from directory.viewer import PUBLIC_VIEWER, Viewer, viewer_for
from directory.views.geography import forget_geography
from evacuation.models import Member
from tests.replaying import Replay

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EDITED = ["GE", "AM", "KZ", "BY", "UA"]
TBILISI, YEREVAN, ALMATY, BATUMI = 611717, 616052, 1526384, 615532


@pytest.fixture(autouse=True)
def language_of_the_settings() -> None:
    """A page that was asked for in another language leaves that one behind."""
    translation.deactivate()


@dataclass(frozen=True)
class Cast:
    """Users by their part; `key` is the partner's bearer key."""

    monitor: User
    other_monitor: User
    editor: User
    second_editor: User
    coordinator: User
    administrator: User
    partner: User
    stranger: User
    superuser: User
    key: str

    def viewers(self) -> dict[str, Viewer]:
        """Each part of the cast with what it reads."""
        people = {n: u for n, u in vars(self).items() if isinstance(u, User)}
        found = {name: viewer_for(user) for name, user in people.items()}
        return {"public": PUBLIC_VIEWER, **found}


def _profile(user: User, role: str, countries: list[str]) -> Monitor:
    now = timezone.now()
    return Monitor(
        user=user,
        role=role,
        countries=countries,
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=180),
    )


def _user(name: str, **extra: Any) -> User:
    user = User(username=name, **extra)
    user.set_password(PASSWORD)
    user.save()
    # Without a second factor no page opens (config/second_factor.py).
    TOTP.activate(user, TOTP_SECRET)
    return user


def _partner() -> tuple[User, str]:
    user = User.objects.create(username="partner")
    user.set_unusable_password()
    user.save()
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    PartnerApp.objects.create(
        name="Invented Partner",
        user=user,
        key_id=key_id,
        key_hash=hashlib.sha256(secret.encode()).digest(),
        scopes=PartnerApp.Scope.values,
        starts_at=timezone.now() - timedelta(days=1),
        ends_at=timezone.now() + timedelta(days=30),
    )
    return user, f"wm_{key_id}_{secret}"


_PARTS = {
    "monitor": "heron",
    "other_monitor": "plover",
    "editor": "wagtail",
    "second_editor": "siskin",
    "coordinator": "bittern",
    "administrator": "dunlin",
    "stranger": "stranger",
    "superuser": "root",
}


def _people() -> dict[str, User]:
    """The parts as users with a second factor; in two statements, for every test."""
    password = make_password(PASSWORD)
    found = {
        part: User(username=name, password=password) for part, name in _PARTS.items()
    }
    found["superuser"].is_superuser = found["superuser"].is_staff = True
    users = User.objects.bulk_create(found.values())
    data = {"secret": encrypt(TOTP_SECRET)}
    Authenticator.objects.bulk_create(
        Authenticator(user=user, type=Authenticator.Type.TOTP, data=data)
        for user in users
    )
    return found


def make_cast() -> Cast:
    """Create everybody."""
    partner, key = _partner()
    cast = Cast(partner=partner, key=key, **_people())
    Monitor.objects.bulk_create(
        [
            _profile(cast.monitor, Monitor.Role.MONITOR, ["GE", "AM"]),
            _profile(cast.other_monitor, Monitor.Role.MONITOR, ["KZ"]),
            _profile(cast.editor, Monitor.Role.EDITOR, EDITED),
            _profile(cast.second_editor, Monitor.Role.EDITOR, EDITED),
            _profile(cast.administrator, Monitor.Role.ADMINISTRATOR, []),
        ]
    )
    now = timezone.now()
    Member.objects.create(
        user=cast.coordinator,
        roles=[Member.Role.COORDINATOR],
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=180),
    )
    return cast


class _KeptCast:
    """Everybody as the first test made them; the rows are written again."""

    def __init__(self) -> None:
        self._cast: Cast | None = None
        self._write: Callable[[], None] | None = None

    def give(self) -> Cast:
        if self._cast is None or self._write is None:
            self._cast = make_cast()
            self._write = Replay(partial(_write_people, _rows_of(self._cast)))
        else:
            self._write()
        return deepcopy(self._cast)


_KEPT = _KeptCast()


def _rows_of(cast: Cast) -> dict[Any, list[Any]]:
    """By model, in the order of their relations."""
    users = [one for one in vars(cast).values() if isinstance(one, User)]
    theirs = (Authenticator, PartnerApp, Monitor, Member)
    rows = {
        model: list(model._default_manager.filter(user__in=users)) for model in theirs
    }
    return {User: users, **rows}


def _write_people(rows: dict[Any, list[Any]]) -> None:
    for model, found in rows.items():
        model.objects.bulk_create(found)


@pytest.fixture
def cast(db: None) -> Cast:
    return _KEPT.give()


_COUNTRIES = {
    "GE": ("Georgia", "Грузия", "Грузія", "საქართველო"),
    "AM": ("Armenia", "Армения", "Вірменія", "Հայաստան"),
    "KZ": ("Kazakhstan", "Казахстан", "Казахстан", "Қазақстан"),
    "BY": ("Belarus", "Беларусь", "Білорусь", "Беларусь"),
    "UA": ("Ukraine", "Украина", "Україна", "Україна"),
}
_PLACES = {
    TBILISI: ("Tbilisi", "GE", "GE-TB", "51", 41.69411, 44.83368, 1049498),
    BATUMI: ("Batumi", "GE", "GE-AJ", "04", 41.64228, 41.63392, 121806),
    YEREVAN: ("Yerevan", "AM", "AM-ER", "11", 40.18111, 44.51361, 1093485),
    ALMATY: ("Almaty", "KZ", "KZ-75", "02", 43.25, 76.91667, 1977011),
}


def make_places() -> None:
    """A handful of real countries, regions and cities, without the gazetteer."""
    _REGIONS_AND_CITIES()
    names = [_place_name(pk) for pk in _PLACES]
    known = set(PlaceName.objects.values_list("place_id", "name"))
    PlaceName.objects.bulk_create(
        row for row in names if (row.place_id, row.name) not in known
    )
    forget_codes()
    forget_geography()
    forget_vocabulary()


def _write_places() -> None:
    _write(Country, "code", [_country(code) for code in _COUNTRIES])
    _write(Region, "code", [_region(pk) for pk in _PLACES])
    _write(Place, "geonameid", [_place(pk) for pk in _PLACES])


_REGIONS_AND_CITIES = Replay(_write_places)


def _write(model: Any, key: str, rows: list[Any]) -> None:
    """Rows made or brought up to date, in one statement."""
    told = [name for name in rows[0].told if name != key]
    model.objects.bulk_create(
        [row.row for row in rows],
        update_conflicts=True,
        unique_fields=[key],
        update_fields=told,
    )


@dataclass(frozen=True)
class _Row:
    """A row, and which of its columns were told."""

    row: Any
    told: tuple[str, ...]


def _row(model: Any, **told: Any) -> _Row:
    return _Row(model(**told), tuple(told))


def _country(code: str) -> _Row:
    en, ru, uk, local = _COUNTRIES[code]
    return _row(
        Country,
        code=code,
        name_en=en,
        name_ru=ru,
        name_uk=uk,
        name_local=local,
        in_core=True,
    )


def _region(pk: int) -> _Row:
    name, country, region, admin1, *_rest = _PLACES[pk]
    return _row(
        Region,
        code=region,
        country_id=country,
        name_en=name,
        name_ru=name,
        name_uk=name,
        name_local=name,
        geonames_admin1=admin1,
    )


def _place(pk: int) -> _Row:
    name, country, region, admin1, latitude, longitude, people = _PLACES[pk]
    return _row(
        Place,
        geonameid=pk,
        name=name,
        country_id=country,
        region_id=region,
        admin1=admin1,
        latitude=latitude,
        longitude=longitude,
        population=people,
    )


def _place_name(pk: int) -> PlaceName:
    name = _PLACES[pk][0]
    return PlaceName(
        place_id=pk,
        name=name,
        script=script_of(name),
        key=compact(name),
        sound=sound(compact(name)),
        kind=PlaceName.Kind.MAIN,
    )


@pytest.fixture
def places(db: None) -> None:
    make_places()


ProviderFactory = Callable[..., Provider]


def make_provider(
    cast: Cast,
    *,
    listed: bool = True,
    checked_at: datetime | None = None,
    vetting_level: int = 2,
    how: str = VettingMethod.PHONE,
    **content: Any,
) -> Provider:
    """Make an entry through the services, listed unless `listed=False`.

    `content` are fields of ProviderData.
    """
    plain = ProviderData(
        kind="ngo_legal_service",
        display_name="Invented Aid",
        home_country="GE",
        level=Level.PUBLIC,
        offices=(OfficeData(place=TBILISI),),
    )
    data = replace(plain, **content)
    provider = create_provider(actor=cast.editor, data=data)
    if not listed:
        return provider
    record_consent(
        actor=cast.editor, provider_id=provider.id, level=data.level, method="written"
    )
    verify_provider(
        actor=cast.editor,
        provider_id=provider.id,
        how=how,
        level=vetting_level,
        at=checked_at,
    )
    return list_provider(actor=cast.editor, provider_id=provider.id)


@pytest.fixture
def provider_factory(cast: Cast, places: None) -> ProviderFactory:
    return partial(make_provider, cast)
