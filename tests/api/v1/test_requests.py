"""Asking for help by key."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from api.models import PartnerApp
from evacuation.access import open_case
from evacuation.models import Case
from evacuation.models.choices import State, Urgency
from evacuation.vault.receipts import read_receipt
from tests.api.conftest import Caller
from tests.evacuation.desk import Desk

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.usefixtures("places"),
]
BODY: dict[str, Any] = {
    "language": "ka",
    "country": "GE",
    "safe_now": "no",
    "danger": "24h",
    "story": "Invented: they wait at the door.",
    "contacts": [{"channel": "signal", "handle": "+995 555 000 000"}],
    "consents": ["store_assess"],
    "tell_referrer": True,
}


def send(caller: Caller, body: Any = BODY, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or secrets.token_urlsafe(24)}
    return caller.post("/evacuation-requests/", body, headers=headers)


def test_a_partner_sends_a_request_that_the_desk_reads(
    desk: Desk, partner: Caller
) -> None:
    answer = send(partner)
    assert answer.status_code == 201, answer.content
    assert answer["Cache-Control"] == "no-store"
    assert read_receipt(answer.json()["receipt"])
    case = Case.objects.get()
    assert case.level == Urgency.CRITICAL
    opened = open_case(desk["coordinator_one"], case.pk)
    assert opened.only("triage", "account")["story"] == BODY["story"]
    assert opened.only("triage", "account")["origin"] == "partner"


@pytest.mark.usefixtures("desk")
def test_sent_again_it_is_the_same_request(partner: Caller) -> None:
    key = secrets.token_urlsafe(24)
    assert send(partner, key=key).json() == send(partner, key=key).json()
    assert Case.objects.count() == 1
    other = send(partner, BODY | {"story": "another"}, key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.usefixtures("desk")
def test_the_partner_hears_how_it_stands(partner: Caller) -> None:
    path = f"/evacuation-requests/{send(partner).json()['id']}/"
    assert partner.get(path).json()["status"] == "received"
    Case.objects.update(state=State.CLOSED)
    assert partner.get(path).json()["status"] == "closed"


@pytest.mark.usefixtures("desk")
def test_neither_the_public_nor_a_key_without_the_scope_may_ask(
    public: Caller, partner: Caller, partner_app: PartnerApp
) -> None:
    assert send(public).status_code == 401
    partner_app.scopes = ["directory:read"]
    partner_app.save()
    assert send(partner).json()["code"] == "scope_missing"
    assert not Case.objects.exists()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"country": "Georgia"}, "#/country"),
        ({"country": "QQ"}, "#/country"),
        ({"danger": "soon"}, "#/danger"),
        ({"level": "low"}, "#/level"),
        ({"recipients": ["team:intake:1"]}, "#/recipients"),
        ({"consents": []}, "#/consents"),
        ({"story": "x" * 2001}, "#/story"),
        ({"story": "half a pair: \ud800"}, "#/story"),
        ({"contacts": [{"channel": "pigeon", "handle": "x"}]}, "#/contacts"),
        ({"dependants": {"dogs": 2}}, "#/dependants"),
    ],
)
def test_what_is_not_expected_is_named_and_nothing_is_kept(
    partner: Caller, changed: dict[str, Any], pointer: str
) -> None:
    answer = send(partner, BODY | changed)
    assert answer.status_code == 400
    assert [e["pointer"] for e in answer.json()["errors"]] == [pointer]
    assert not Case.objects.exists()


@pytest.mark.usefixtures("desk")
def test_a_key_that_could_be_guessed_is_refused(partner: Caller) -> None:
    answer = send(partner, key="1")
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_invalid"
