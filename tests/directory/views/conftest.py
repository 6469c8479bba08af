"""Browsers of the cast, and a provider who can come tonight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from directory.models import Provider
from directory.models.choices import BarStatus, Capability, ChannelKind, Level
from directory.services.entry import ContactData
from directory.views.geography import forget_geography
from tests.cast import ProviderFactory

SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which somebody has signed in with both factors."""

    def signed_in(user: User) -> Client:
        Authenticator.objects.get_or_create(
            user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture(autouse=True)
def _fresh_names() -> None:
    forget_geography()


@pytest.fixture
def advocate(provider_factory: ProviderFactory) -> Callable[..., Provider]:
    """An advocate of Tbilisi for "detention now", known to monitors alone."""

    def make(name: str, number: str, **more: Any) -> Provider:
        content: dict[str, Any] = {
            "kind": "individual_advocate",
            "display_name": name,
            "level": Level.MONITORS,
            "available_24_7": True,
            "bar_status": BarStatus.ADMITTED,
            "capabilities": (Capability.POLICE_STATION,),
            "contacts": (ContactData(ChannelKind.PHONE, number, Level.MONITORS),),
        }
        return provider_factory(**{**content, **more})

    return make
