"""Addresses of the roster, of who holds which key, of leaving; below desk/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evacuation.views import keys_page, offboarding, roster, trusted

urlpatterns: list[URLPattern] = [
    path("roster/", roster.roster, name="roster"),
    path("roster/propose/", roster.propose, name="propose_roster"),
    path("roster/sign/", roster.sign, name="sign_roster"),
    path("roster/withdraw/", roster.withdraw, name="withdraw_roster"),
    path("roster/hand-over/", roster.hand_over, name="hand_team_secrets"),
    path("members/<int:user_id>/suspend/", roster.suspend, name="suspend_member"),
    path("members/<int:user_id>/leaving/", offboarding.leaving, name="leaving"),
    path("members/<int:user_id>/end/", offboarding.off_board, name="off_board"),
    path("holders/", keys_page.holders, name="holders"),
    path("holders/recovery/", keys_page.wrap_for_recovery, name="wrap_for_recovery"),
    path("holders/<uuid:case_id>/grant/", keys_page.grant, name="grant_key"),
    path("holders/<uuid:case_id>/remove/", keys_page.remove, name="remove_holder"),
    path("trusted/", trusted.trusted, name="trusted"),
    path("trusted/<slug:code>/<slug:act>/", trusted.change, name="change_trusted"),
    path("lock-down/", offboarding.lock_down, name="lock_down"),
    path("lock-down/lift/", offboarding.lift, name="lift_lock_down"),
]
