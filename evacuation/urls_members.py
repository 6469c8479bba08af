"""Addresses of members' own keys, sessions and tokens, below desk/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evacuation.views import activating, resetting, tokens, unlocking

urlpatterns: list[URLPattern] = [
    path("unlock/", unlocking.unlock, name="unlock"),
    path("lock/", unlocking.lock, name="lock"),
    path("lock-all/", unlocking.revoke, name="revoke_sessions"),
    path("keys/", activating.own_keys, name="own_keys"),
    path("keys/make/", activating.make, name="make_keys"),
    path("keys/prove/", activating.prove, name="prove_keys"),
    path("keys/fingerprint/", activating.fingerprint, name="own_fingerprint"),
    path("keys/back/", activating.bring_back, name="bring_keys_back"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/make/", tokens.make, name="make_token"),
    path("tokens/revoke/", tokens.revoke, name="revoke_token"),
    path("reset/", resetting.reset, name="reset"),
    path("members/<int:user_id>/reset/", resetting.give, name="give_reset_link"),
]
