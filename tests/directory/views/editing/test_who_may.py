"""Every page of people and editors, for every member of the cast."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Monitor, Provider
from directory.urls_editing import urlpatterns
from tests.cast import Cast, ProviderFactory

EVERYBODY = frozenset(
    {
        "public",
        "monitor",
        "other_monitor",
        "editor",
        "second_editor",
        "coordinator",
        "administrator",
        "partner",
        "stranger",
        "superuser",
    }
)
ADMINISTRATORS = frozenset({"administrator"})
EDITORS = frozenset({"editor", "second_editor"})
# Monitors propose where they read as monitors: plover keeps to another country.
VETTED = EDITORS | {"monitor"}

# Name: (method, whom it answers otherwise than with 404).
TABLE = {
    "start": ("get", EVERYBODY),
    "invitation": ("get", EVERYBODY),
    "people": ("get", ADMINISTRATORS),
    "invite": ("get", ADMINISTRATORS),
    "withdraw_invitation": ("post", frozenset()),
    "renew_access": ("post", ADMINISTRATORS),
    "end_access": ("post", ADMINISTRATORS),
    "invite_back": ("post", ADMINISTRATORS),
    "edit_entries": ("get", EDITORS),
    "new_entry": ("get", EDITORS),
    "queue": ("get", EDITORS),
    "alerts": ("get", EDITORS),
    "alert_seen": ("post", frozenset()),
    "incidents": ("get", EDITORS),
    "review_incident": ("post", EDITORS),
    "proposals": ("get", EDITORS),
    "decide_proposal": ("post", frozenset()),
    "connect_requests": ("get", EDITORS),
    "answer_connect": ("post", frozenset()),
    "gaps": ("get", EDITORS),
    "edit_entry_page": ("get", EDITORS),
    "change_entry": ("get", EDITORS),
    "propose": ("get", VETTED),
    "verify_entry": ("post", EDITORS),
    "record_consent": ("post", EDITORS),
    "withdraw_consent": ("post", EDITORS),
    "list_entry": ("post", EDITORS),
    "suspend_entry": ("post", EDITORS),
    "archive_entry": ("post", EDITORS),
}


def visit(client: Client, name: str, cast: Cast, entry: Provider) -> int:
    places = {
        "provider_id": entry.pk,
        "user_id": cast.monitor.pk,
        "invitation_id": 0,
        "alert_id": 0,
        "incident_id": 0,
        "proposal_id": 0,
        "request_id": uuid.uuid4(),
    }
    pattern = next(p for p in urlpatterns if p.name == name)
    wanted = pattern.pattern.converters
    url = reverse(f"directory:{name}", kwargs={key: places[key] for key in wanted})
    answer = getattr(client, TABLE[name][0])(url)
    if answer.headers.get("Location") == reverse("mfa_index"):
        return 404  # A partner's service user has no second factor: nothing opens.
    return int(answer.status_code)


def test_the_table_names_every_address() -> None:
    assert {pattern.name for pattern in urlpatterns} == set(TABLE)


@pytest.mark.proof
@pytest.mark.parametrize("part", sorted(EVERYBODY))
def test_whoever_lacks_the_role_meets_404(
    cast: Cast, provider_factory: ProviderFactory, part: str
) -> None:
    entry = provider_factory(home_country="GE")
    answered = set()
    for name in TABLE:
        client = Client()
        if part != "public":
            client.force_login(getattr(cast, part))
        status = visit(client, name, cast, entry)
        assert status in (200, 302, 404, 410), (name, status)
        if status != 404:
            answered.add(name)
    meant = {name for name, (_m, who) in TABLE.items() if part in who}
    assert answered == (set() if part == "partner" else meant)


OF_AN_ENTRY = sorted(
    pattern.name or ""
    for pattern in urlpatterns
    if "provider_id" in pattern.pattern.converters
)


@pytest.mark.parametrize("name", [name for name in OF_AN_ENTRY if name != "propose"])
def test_an_entry_of_another_country_does_not_exist(
    cast: Cast, provider_factory: ProviderFactory, name: str
) -> None:
    entry = provider_factory(home_country="KZ")
    Monitor.objects.filter(user=cast.second_editor).update(countries=["GE"])
    client = Client()
    client.force_login(cast.second_editor)
    assert visit(client, name, cast, entry) == 404
    client.force_login(cast.editor)
    assert visit(client, name, cast, entry) != 404


@pytest.mark.parametrize(
    "name", sorted(name for name, (method, _who) in TABLE.items() if method == "post")
)
def test_no_form_works_without_its_token(
    cast: Cast, provider_factory: ProviderFactory, name: str
) -> None:
    entry = provider_factory(home_country="GE")
    for part in ("administrator", "editor"):
        client = Client(enforce_csrf_checks=True)
        client.force_login(getattr(cast, part))
        assert visit(client, name, cast, entry) == 403
