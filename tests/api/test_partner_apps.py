"""The console's way to give and to take a key."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from api.models import PartnerApp
from directory.models import Event
from tests.api.conftest import Caller

pytestmark = pytest.mark.usefixtures("places")


def create(*options: str, days: int = 30) -> str:
    until = timezone.localdate() + timedelta(days=days)
    out = StringIO()
    arguments = ["--name", "Invented Help", "--until", until.isoformat(), *options]
    call_command("create_partner_app", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def test_a_created_key_works_and_is_kept_nowhere() -> None:
    key = create("--scopes", "directory:read", "contacts:read", "--countries", "GE")
    app = PartnerApp.objects.get()
    assert key.startswith(f"wm_{app.key_id}_")
    assert key.rpartition("_")[2].encode() not in bytes(app.key_hash)
    assert app.throttled
    assert app.countries == ["GE"]
    assert app.user.email == app.user.first_name == app.user.last_name == ""
    assert not app.user.has_usable_password()
    assert Caller(key).get("/providers/").status_code == 200
    assert Event.objects.get().verb == "partner_app.created"


def test_the_demo_key_is_exempt_on_request() -> None:
    create("--unthrottled")
    assert not PartnerApp.objects.get().throttled


@pytest.mark.parametrize(
    ("options", "days", "said"),
    [
        (("--countries", "ZZ"), 30, "ZZ"),
        (("--scopes", "everything"), 30, "everything"),
        ((), -1, "future"),
        (("--name", " "), 30, "name"),
    ],
)
def test_a_wrong_agreement_is_refused(
    options: tuple[str, ...], days: int, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        create(*options, days=days)
    assert not PartnerApp.objects.exists()


def test_a_suspended_key_is_refused_from_the_next_request_on() -> None:
    key = create()
    call_command("suspend_partner_app", key.split("_")[1], stdout=StringIO())
    assert Caller(key).get("/providers/").status_code == 401
    with pytest.raises(CommandError):
        call_command("suspend_partner_app", "0" * 12)
