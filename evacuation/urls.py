from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from evacuation.views import activating, unlocking

app_name = "evacuation"

urlpatterns: list[URLPattern | URLResolver] = [
    # Members' own keys and sessions.
    path("desk/unlock/", unlocking.unlock, name="unlock"),
    path("desk/lock/", unlocking.lock, name="lock"),
    path("desk/lock-all/", unlocking.revoke, name="revoke_sessions"),
    path("desk/keys/", activating.own_keys, name="own_keys"),
    path("desk/keys/make/", activating.make, name="make_keys"),
    path("desk/keys/prove/", activating.prove, name="prove_keys"),
    path("desk/keys/fingerprint/", activating.fingerprint, name="own_fingerprint"),
]
