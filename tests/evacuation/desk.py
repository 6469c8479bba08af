"""A founded desk: an organisation, three leads and the cast's members, all unlocked.

Made through the services; only the offline part is done here, as on paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from evacuation.models import Member
from evacuation.services.keys import make_keys, prove_code
from evacuation.services.rosters import (
    draft_roster,
    make_team_epoch,
    receive_charter,
    receive_roster,
)
from evacuation.trusting import house_secret, trust_now
from evacuation.unlocked import Unlocked
from evacuation.vault.cards import ORGANISATION, RECOVERY, Card, Right, Team
from evacuation.vault.documents import Charter, sign_charter, sign_roster, signed
from evacuation.vault.members import Seeds
from evacuation.vault.organisation import OrganisationKeys, new_organisation_keys
from evacuation.vault.sealing import sign_public
from evacuation.vault.slips import Grantor, Recipient
from tests.cast import PASSWORD, _user
from tests.evacuation.kept import KEPT

ROLES: dict[str, tuple[str, ...]] = {
    "lead_one": ("lead",),
    "lead_two": ("lead",),
    "lead_three": ("lead",),
    "coordinator_one": ("coordinator",),
    "coordinator_two": ("coordinator",),
    "verifier": ("verifier",),
    "approver": ("approver_programme",),
    "finance": ("approver_finance",),
    "auditor": ("auditor",),
    "steward": ("steward",),
}
LEADS = ("lead_one", "lead_two", "lead_three")


@dataclass
class Desk:
    """Members by part, with their opening codes; the organisation's offline keys."""

    organisation: OrganisationKeys
    users: dict[str, User]
    seeds: dict[str, Seeds]
    codes: dict[str, str]

    def __getitem__(self, part: str) -> Unlocked:
        """The member, unlocked at this moment."""
        user, trust = self.users[part], trust_now()
        card = trust.member(user.pk)
        assert card is not None
        return Unlocked(user, card, self.seeds[part], trust)

    def card(self, part: str) -> Card:
        rights = frozenset(Right(role) for role in ROLES[part])
        seeds = self.seeds[part]
        user = self.users[part]
        return Card(user.pk, user.username, seeds.box_public, seeds.sign_public, rights)

    def sign_roster(self, *signers: str, **content: Any) -> None:
        """The next roster, signed by these leads and received."""
        body = draft_roster(**content).encoded()
        found = {
            self.card(name).name: sign_roster(self.seeds[name].sign, body)
            for name in signers
        }
        receive_roster(actor="member:0", data=signed(body, found))


def make_desk(settings: Any) -> Desk:
    """Found an organisation in this database; `settings` takes its public key."""
    organisation = new_organisation_keys()
    settings.WAYMARK_ORGANISATION_KEY = organisation.signing_public.hex()
    desk = Desk(organisation, {}, {}, {})
    for part, roles in ROLES.items():
        _activate(desk, part, roles)
    _charter(desk)
    _first_roster(desk)
    return desk


def _activate(desk: Desk, part: str, roles: tuple[str, ...]) -> None:
    now = timezone.now()
    user = _user(part)
    Member.objects.create(
        user=user,
        roles=list(roles),
        starts_at=now - timedelta(days=1),
        ends_at=now + timedelta(days=180),
    )
    seeds, code = make_keys(actor=user, password=PASSWORD)
    prove_code(actor=user, typed=code.shown())
    desk.users[part], desk.seeds[part] = user, seeds
    desk.codes[part] = code.shown()


def _charter(desk: Desk) -> None:
    body = Charter(
        number=1,
        previous=b"",
        issued_at=int(timezone.now().timestamp()),
        recovery=desk.organisation.recovery_public,
        house=sign_public(house_secret()),
        leads=tuple(desk.card(part) for part in LEADS),
    ).encoded()
    signature = sign_charter(desk.organisation.signing, body)
    receive_charter(actor="member:0", data=signed(body, {ORGANISATION: signature}))


def _first_roster(desk: Desk) -> None:
    cards = [desk.card(part) for part in desk.users]
    by = Grantor(desk.card("lead_one").name, desk.seeds["lead_one"].sign, 1)
    recovery = Recipient(RECOVERY, desk.organisation.recovery_public)
    teams = [
        make_team_epoch(by=by, team=team, epoch=1, members=cards, recovery=recovery)
        for team in Team
    ]
    desk.sign_roster(
        "lead_one", "lead_two", members=cards, teams=[team.card for team in teams]
    )


UnlockedClient = Callable[..., Client]


def unlock_client(
    desk: Desk, part: str, *, enforce_csrf_checks: bool = False
) -> Client:
    """A browser in which this member is signed in and has unlocked their keys."""
    client = Client()
    client.force_login(desk.users[part])
    answer = client.post(reverse("evacuation:unlock"), {"password": PASSWORD})
    assert answer.status_code == 302, answer.content
    client.handler.enforce_csrf_checks = enforce_csrf_checks
    return client


@pytest.fixture
def unlocked_client(desk: Desk) -> UnlockedClient:
    """`unlocked_client("coordinator_one", enforce_csrf_checks=True)`."""
    return partial(unlock_client, desk)


@pytest.fixture
def desk(db: None, settings: Settings) -> Desk:
    return KEPT.give(settings, make_desk)
