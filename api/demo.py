"""The demo: invented people, an invented directory and a key to try things with.

Everything is made through the services that real people use. Passwords, one-time
code secrets and the key are new for each installation and stand in one file that
only its owner reads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from api.models import PartnerApp
from api.partner_apps import create_partner_app
from directory.models import Country
from directory.services.demo import load_demo_directory
from directory.services.demo_people import DemoPeople, read_demo, write_demo

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody of the demo: role and countries, none for everywhere."""

    code_name: str
    role: str
    countries: tuple[str, ...] = ()


# Birds of the region; nobody is called so.
CAST = (
    Part("demo-wagtail", "editor", ("*",)),
    Part("demo-siskin", "editor", ("*",)),
    Part("demo-heron", "monitor", ("GE", "AM", "AZ")),
    Part("demo-plover", "monitor", ("KZ", "KG", "UZ", "TJ")),
    Part("demo-bittern", "coordinator"),
)
ADMINISTRATOR = "demo-dunlin"


def load_demo(say: Say) -> Path:
    """People, directory and partner key; the path of the file with the logins.

    What is there already is left as it is, so an interrupted load is finished by the
    next.
    """
    path: Path = settings.WAYMARK_VAR / "demo.json"
    people = _people(path)
    say(f"demo people: {', '.join(people)}")
    load_demo_directory(
        editor=User.objects.get(username="demo-wagtail"),
        reporter=User.objects.get(username="demo-heron"),
        said=say,
    )
    _partner(path)
    return path


@transaction.atomic
def _people(path: Path) -> list[str]:
    people = DemoPeople(path)
    administrator = people.administrator(ADMINISTRATOR)
    for part in CAST:
        people.come_in(
            administrator, part.code_name, part.role, countries=_countries(part)
        )
    return people.names()


def _countries(part: Part) -> list[str]:
    if part.countries == ("*",):
        return list(Country.objects.values_list("code", flat=True))
    return list(part.countries)


@transaction.atomic
def _partner(path: Path) -> None:
    if PartnerApp.objects.exists():
        return
    _app, key = create_partner_app(
        actor=User.objects.get(username=ADMINISTRATOR),
        name="Demo Partner (invented)",
        scopes=PartnerApp.Scope.values,
        countries=[],
        until=timezone.now() + timedelta(days=365),
        throttled=False,
    )
    write_demo(path, {**read_demo(path), "partner_key": key})
