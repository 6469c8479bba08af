"""Who gets what answer at every address of the API: the whole table, by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import URLPattern

from api.models import PartnerApp
from api.urls import urlpatterns
from api.v1.case_steps import STEPS
from directory.models import Contact
from directory.models.choices import Level
from directory.services.entry import ContactData
from tests.api.conftest import Caller
from tests.cast import Cast, ProviderFactory

READS = {"public": 200, "partner": 200, "contacts only": 403, "wrong key": 401}
OPEN = {"public": 200, "partner": 200, "contacts only": 200, "wrong key": 401}
PAGE = {"public": 200, "partner": 200, "contacts only": 200, "wrong key": 200}
# Members' own tokens alone: tests/api/v1/test_cases.py.
DESK = {"public": 401, "partner": 401, "contacts only": 401, "wrong key": 401}
NONE = {"public": 404, "partner": 404, "contacts only": 403, "wrong key": 401}

# Below one case: reading and changing are refused alike.
OF_A_CASE = (
    "replies",
    "assessments",
    "second",
    "owner",
    "proposal",
    "decision",
    "decision/facts",
    "decision/ratification",
    "help",
    "help/ratification",
    "help/agreement",
    "help/withdrawal",
    "payments",
    "payments/back",
    "receipts",
    "verification",
    "verification/checks",
    "verification/vouches",
    "verification/vouches/aside",
    "verification/questions",
    "verification/lift",
    "verification/lift/second",
    "consents",
    "consents/back",
    "consents/second",
    "follow-ups",
    "holds",
    "journey",
    "journey/plan",
    "journey/people",
    "journey/borders",
    "journey/last-yes",
    "journey/host-said",
    "journey/lawful",
    "journey/passes",
    "journey/route-seen",
    "journey/focals",
    "journey/interviews",
    "journey/medicines",
    "journey/returns",
    "journey/told",
    "journey/told/back",
    "journey/host",
    "journey/arrival",
    "journey/first-days",
    "parts",
    "parts/second",
    "check-ins",
    "check-ins/heard",
    "check-ins/stop",
    "check-ins/wish",
    "protocol",
    "night-card",
    "replies/recall",
    "notes",
    "attempts",
    "contact",
    "phrases",
    "phrases/show",
    "keys",
    "keys/removal",
    "hand-over",
    "timeline",
    "mailbox-receipt",
)


def _name(below: str) -> str:
    return f"case-{below.replace('/', '-')}"


# name: (method, body, status by caller)
TABLE: dict[str, tuple[str, object, dict[str, int]]] = {
    "index": ("get", None, OPEN),
    "docs": ("get", None, PAGE),
    "schema": ("get", None, OPEN),
    "providers": ("get", None, READS),
    "providers-search": ("post", {}, READS),
    "provider": ("get", None, READS),
    "reveal": (
        "post",
        {"reason": "client_asks"},
        # Who may not read entries may not open their contacts either.
        {"public": 401, "partner": 200, "contacts only": 403, "wrong key": 401},
    ),
    "places": ("get", None, READS),
    "places-search": ("post", {"q": "Tbilisi"}, READS),
    "practice-areas": ("get", None, READS),
    "languages": ("get", None, READS),
    "countries": ("get", None, READS),
    "requests": (
        "post",
        {},
        {"public": 401, "partner": 400, "contacts only": 403, "wrong key": 401},
    ),
    "request": (
        "get",
        None,
        {"public": 401, "partner": 404, "contacts only": 403, "wrong key": 401},
    ),
    "country-rules": ("get", None, DESK),
    "pathways": ("get", None, DESK),
    "country-alerts": ("get", None, DESK),
    "country-alerts-end": ("post", {}, DESK),
    "cases": ("get", None, DESK),
    "case": ("get", None, DESK),
    "no-case": ("get", None, DESK),
    **{_name(one): ("post", {}, DESK) for one in OF_A_CASE},
    **{f"case-step-{one.name}": ("post", {}, DESK) for one in STEPS},
    "nothing": ("get", None, NONE),
}


def test_every_address_stands_in_the_table() -> None:
    names = {p.name for p in urlpatterns if isinstance(p, URLPattern)}
    assert len(names) == len(urlpatterns)
    assert names == set(TABLE)


@pytest.fixture
def paths(provider_factory: ProviderFactory) -> dict[str, str]:
    provider = provider_factory(
        contacts=(
            ContactData(kind="signal", value="+995599000000", shared=Level.PARTNERS),
        )
    )
    contact: UUID = Contact.objects.get(provider=provider).id
    one = f"/api/v1/providers/{provider.id}/"
    return {
        "index": "/api/",
        "docs": "/api/docs/",
        "schema": "/api/v1/openapi.json",
        "providers": "/api/v1/providers/",
        "providers-search": "/api/v1/providers/search/",
        "provider": one,
        "reveal": f"{one}contacts/{contact}/reveal/",
        "places": "/api/v1/places/?q=Tbilisi",
        "places-search": "/api/v1/places/search/",
        "practice-areas": "/api/v1/practice-areas/",
        "languages": "/api/v1/languages/",
        "countries": "/api/v1/countries/",
        "requests": "/api/v1/evacuation-requests/",
        "request": f"/api/v1/evacuation-requests/{uuid4()}/",
        "country-rules": "/api/v1/country-rules/",
        "pathways": "/api/v1/pathways/",
        "country-alerts": "/api/v1/country-alerts/",
        "country-alerts-end": "/api/v1/country-alerts/1/end/",
        "cases": "/api/v1/cases/",
        "case": f"/api/v1/cases/{uuid4()}/",
        "no-case": "/api/v1/cases/nothing/",
        **{_name(one): f"/api/v1/cases/{uuid4()}/{one}/" for one in OF_A_CASE},
        **{
            f"case-step-{step.name}": f"/api/v1/cases/{uuid4()}/steps/{step.name}/"
            for step in STEPS
        },
        "nothing": "/api/v1/nothing/",
    }


@pytest.mark.parametrize("who", list(READS))
def test_each_caller_gets_what_the_table_says(
    who: str, cast: Cast, paths: dict[str, str]
) -> None:
    if who == "contacts only":
        PartnerApp.objects.update(scopes=[PartnerApp.Scope.CONTACTS_READ])
    key = {"public": "", "wrong key": f"wm_{'0' * 12}_{'a' * 43}"}.get(who, cast.key)
    client: Any = Caller(key)._client
    for name, (method, body, expected) in TABLE.items():
        if method == "get":
            answer = client.get(paths[name])
        else:
            answer = client.post(paths[name], body, content_type="application/json")
        assert answer.status_code == expected[who], (name, answer.content)


def test_other_methods_are_refused_at_every_address(
    cast: Cast, paths: dict[str, str]
) -> None:
    client: Any = Caller(cast.key)._client
    # A member's address refuses whoever is none before it looks at the method.
    members = {name for name, row in TABLE.items() if row[2] is DESK}
    for name in TABLE.keys() - {"nothing", "docs"} - members:
        for method in ("put", "patch", "delete", "options", "trace"):
            answer = getattr(client, method)(paths[name])
            assert answer.status_code == 405, (name, method)
