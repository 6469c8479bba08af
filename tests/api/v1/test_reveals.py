"""Opening a restricted contact by key."""

from __future__ import annotations

from typing import Any

import pytest

from api.models import PartnerApp
from directory.models import Contact, Provider, Reveal
from directory.models.choices import Level
from directory.services.entry import ContactData
from tests.api.conftest import Caller
from tests.cast import ProviderFactory


@pytest.fixture
def provider(provider_factory: ProviderFactory) -> Provider:
    return provider_factory(
        contacts=(
            ContactData(kind="signal", value="+995599000000", shared=Level.PARTNERS),
            ContactData(kind="threema", value="INVENTED", shared=Level.PARTNERS),
            ContactData(kind="phone", value="+995599000001", shared=Level.MONITORS),
            ContactData(kind="telegram", value="@invented", shared=Level.RELAY),
        )
    )


def opened(caller: Caller, provider: Provider, kind: str, body: object) -> Any:
    contact = Contact.objects.get(provider=provider, kind=kind)
    path = f"/providers/{provider.id}/contacts/{contact.id}/reveal/"
    return caller.post(path, body)


def test_a_contact_of_the_partners_level_is_opened_and_recorded(
    partner: Caller, partner_app: PartnerApp, provider: Provider
) -> None:
    answer = opened(partner, provider, "signal", {"reason": "client_asks"})
    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["value"] == "+995599000000"
    assert answer.json()["left"] == {"today": 4, "month": 14}
    reveal = Reveal.objects.get()
    assert (reveal.by, reveal.reason) == (partner_app.user, "client_asks")


@pytest.mark.parametrize("kind", ["phone", "telegram"])
def test_above_the_level_and_relay_there_is_nothing(
    partner: Caller, provider: Provider, kind: str
) -> None:
    answer = opened(partner, provider, kind, {"reason": "detention_now"})
    assert answer.status_code == 404
    assert not Reveal.objects.exists()


def test_a_contact_of_another_entry_is_not_there(
    partner: Caller, provider: Provider, provider_factory: ProviderFactory
) -> None:
    other = provider_factory()
    contact = Contact.objects.get(provider=provider, kind="signal")
    path = f"/providers/{other.id}/contacts/{contact.id}/reveal/"
    assert partner.post(path, {"reason": "client_asks"}).status_code == 404
    assert not Reveal.objects.exists()


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#/reason"),
        ({"reason": "curious"}, "#/reason"),
        ({"reason": ["client_asks"]}, "#/reason"),
        ({"reason": "client_asks", "note": "x"}, "#/note"),
        ([], "#"),
    ],
)
def test_a_reason_is_a_code_and_nothing_else(
    partner: Caller, provider: Provider, body: object, pointer: str
) -> None:
    answer = opened(partner, provider, "signal", body)
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_the_budget_ends_but_for_a_detention(
    partner: Caller, provider: Provider, settings: Any
) -> None:
    settings.WAYMARK_REVEALS_PER_DAY = 1
    opened(partner, provider, "signal", {"reason": "client_asks"})
    again = opened(partner, provider, "signal", {"reason": "client_asks"})
    assert (again.status_code, again.json()["left"]["today"]) == (200, 0)
    spent = opened(partner, provider, "threema", {"reason": "client_asks"})
    assert (spent.status_code, spent.json()["code"]) == (429, "budget_spent")
    urgent = opened(partner, provider, "threema", {"reason": "detention_now"})
    assert urgent.json()["over_budget"] is True


@pytest.mark.parametrize(
    "scopes", [["contacts:read"], ["directory:read"], ["contacts:read", "gaps:read"]]
)
def test_a_key_opens_contacts_only_of_entries_it_may_read(
    partner: Caller, partner_app: PartnerApp, provider: Provider, scopes: list[str]
) -> None:
    partner_app.scopes = scopes
    partner_app.save()
    answer = opened(partner, provider, "signal", {"reason": "client_asks"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    lacking = {"contacts:read", "directory:read"} - set(scopes)
    assert lacking.pop() in answer.json()["detail"]
    assert not Reveal.objects.exists()
