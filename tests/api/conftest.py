"""Callers of the API: the public, and the cast's partner with its key."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from api.models import PartnerApp
from tests.cast import Cast


class Caller:
    """An HTTP client with a key, or without one."""

    def __init__(self, key: str = "") -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = Client(headers=headers)

    def get(self, path: str, /, headers: Any = None, **query: Any) -> Any:
        return self._client.get(f"/api/v1{path}", query, headers=headers)

    def post(self, path: str, body: object, headers: Any = None) -> Any:
        return self._client.post(
            f"/api/v1{path}",
            body if isinstance(body, str | bytes) else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )


@pytest.fixture
def public(db: None) -> Caller:
    return Caller()


@pytest.fixture
def partner_app(cast: Cast) -> PartnerApp:
    """The cast's partner's app; tests change it and save."""
    return PartnerApp.objects.get(user=cast.partner)


@pytest.fixture
def partner(cast: Cast) -> Caller:
    return Caller(cast.key)


@pytest.fixture
def unthrottled(partner_app: PartnerApp) -> PartnerApp:
    partner_app.throttled = False
    partner_app.save()
    return partner_app
