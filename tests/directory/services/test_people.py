"""Coming in, staying and leaving."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from directory.authority import profile_of
from directory.errors import (
    DirectoryError,
    InvitationSpent,
    NotAllowed,
    NotVisible,
    SamePerson,
    WrongState,
)
from directory.models import Event, Invitation, Monitor
from directory.models.choices import Level
from directory.services import people
from directory.viewer import viewer_for
from evacuation.models import Member
from tests.cast import TOTP_SECRET, Cast

PASSWORD = "seven herons under the bridge"
pytestmark = pytest.mark.usefixtures("places")


def invite(cast: Cast, **changed: object) -> people.Invited:
    wanted: dict[str, object] = {
        "role": "monitor",
        "countries": ["GE"],
        "code_name": "kestrel",
        "actor": cast.administrator,
    }
    return people.invite_person(**{**wanted, **changed})  # type: ignore[arg-type]


def test_an_accepted_invitation_gives_the_role_its_countries_and_a_date(
    cast: Cast,
) -> None:
    invited = invite(cast, sponsor=cast.editor.username)
    user = people.accept_invitation(token=invited.token, password=PASSWORD)

    profile = Monitor.objects.get(user=user)
    assert (profile.role, profile.countries) == ("monitor", ["GE"])
    assert profile.sponsor == cast.editor
    assert timedelta(days=180) < profile.ends_at - timezone.now() < timedelta(days=185)
    assert viewer_for(user).level_in("GE") == Level.MONITORS
    assert user.check_password(PASSWORD)


def test_name_and_mail_columns_stay_empty(cast: Cast) -> None:
    user = people.accept_invitation(token=invite(cast).token, password=PASSWORD)
    user.refresh_from_db()
    assert (user.email, user.first_name, user.last_name) == ("", "", "")


def test_an_upper_floors_role_is_granted_by_that_floor(cast: Cast) -> None:
    invited = invite(cast, role="coordinator", countries=[])
    user = people.accept_invitation(token=invited.token, password=PASSWORD)
    assert Member.objects.get(user=user).roles == ["coordinator"]
    assert viewer_for(user).level_in("UA") == Level.COORDINATORS
    people.end_access(actor=cast.administrator, user_id=user.pk)
    assert viewer_for(User.objects.get(pk=user.pk)).level == Level.PUBLIC


def test_only_a_hash_of_the_secret_is_kept(cast: Cast) -> None:
    invited = invite(cast)
    kept = Invitation.objects.values().get(pk=invited.invitation.pk)
    assert invited.token not in map(str, kept.values())
    assert kept["token_hash"] == hashlib.sha256(invited.token.encode()).hexdigest()


def test_a_link_works_once(cast: Cast) -> None:
    token = invite(cast).token
    people.accept_invitation(token=token, password=PASSWORD)
    with pytest.raises(InvitationSpent):
        people.accept_invitation(token=token, password=PASSWORD)
    assert User.objects.filter(username="kestrel").count() == 1


def test_a_link_runs_out_after_48_hours(cast: Cast) -> None:
    invited = invite(cast)
    held = invited.invitation.expires_at - invited.invitation.created_at
    assert held == timedelta(hours=48)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(InvitationSpent):
        people.open_invitation(invited.token)


def test_a_withdrawn_link_is_spent(cast: Cast) -> None:
    invited = invite(cast)
    people.withdraw_invitation(
        actor=cast.administrator, invitation_id=invited.invitation.pk
    )
    with pytest.raises(InvitationSpent):
        people.accept_invitation(token=invited.token, password=PASSWORD)


def test_a_refused_password_leaves_the_link_unused(cast: Cast) -> None:
    token = invite(cast).token
    for weak in ("short", "thirteenchars", "12345678901234567890"):
        with pytest.raises(ValidationError):
            people.accept_invitation(token=token, password=weak)
    assert people.open_invitation(token).used_at is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"role": "emperor"}, "role"),
        ({"countries": []}, "countries"),
        ({"countries": ["ZZ"]}, "countries"),
        ({"role": "coordinator"}, "countries"),
        ({"code_name": "Ann Smith"}, "code_name"),
        ({"code_name": "heron"}, "code_name"),
        ({"sponsor": "nobody-here"}, "sponsor"),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(
    cast: Cast, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(DirectoryError) as refusal:
        invite(cast, **changed)
    assert refusal.value.field == field


def test_a_promised_code_name_is_taken(cast: Cast) -> None:
    invite(cast)
    with pytest.raises(DirectoryError) as refusal:
        invite(cast)
    assert refusal.value.field == "code_name"


@pytest.mark.parametrize(
    "name",
    ["monitor", "editor", "coordinator", "stranger", "superuser", "partner"],
)
def test_nobody_but_an_administrator_handles_people(cast: Cast, name: str) -> None:
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        invite(cast, actor=actor)
    with pytest.raises(NotAllowed):
        people.renew_access(actor=actor, user_id=cast.monitor.pk)
    with pytest.raises(NotAllowed):
        people.end_access(actor=actor, user_id=cast.monitor.pk)
    with pytest.raises(NotAllowed):
        people.invite_back(actor=actor, user_id=cast.monitor.pk)
    with pytest.raises(NotAllowed):
        people.people(actor)


def test_a_second_person_renews(cast: Cast) -> None:
    Monitor.objects.filter(user=cast.monitor).update(ends_at=timezone.now())
    assert profile_of(cast.monitor) is None
    people.renew_access(actor=cast.administrator, user_id=cast.monitor.pk)
    profile = profile_of(cast.monitor)
    assert profile is not None
    assert profile.renewed_by == cast.administrator


def test_nobody_renews_themselves(cast: Cast) -> None:
    with pytest.raises(SamePerson):
        people.renew_access(actor=cast.administrator, user_id=cast.administrator.pk)


def test_ended_access_is_not_renewed_but_invited_anew(cast: Cast) -> None:
    people.end_access(actor=cast.administrator, user_id=cast.monitor.pk)
    with pytest.raises(WrongState):
        people.renew_access(actor=cast.administrator, user_id=cast.monitor.pk)
    with pytest.raises(WrongState):
        people.end_access(actor=cast.administrator, user_id=cast.monitor.pk)
    with pytest.raises(WrongState):
        people.invite_back(actor=cast.administrator, user_id=cast.monitor.pk)


def test_somebody_without_a_profile_is_not_there(cast: Cast) -> None:
    for user in (cast.stranger, cast.superuser, cast.partner):
        with pytest.raises(NotVisible):
            people.end_access(actor=cast.administrator, user_id=user.pk)


def test_ending_access_signs_out_at_once_and_leaves_nothing_to_sign_in_with(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.monitor)
    other = Client()
    other.force_login(cast.editor)
    assert client.session.get("_auth_user_id")

    people.end_access(actor=cast.administrator, user_id=cast.monitor.pk)

    store = client.session
    assert not store.exists(store.session_key or "")
    assert other.session.get("_auth_user_id") == str(cast.editor.pk)
    user = User.objects.get(pk=cast.monitor.pk)
    assert not user.is_active
    assert not user.has_usable_password()
    assert not Authenticator.objects.filter(user=user).exists()
    assert viewer_for(user).level == Level.PUBLIC


def test_a_link_back_replaces_password_second_factor_and_sessions(
    cast: Cast, client: Client
) -> None:
    client.force_login(cast.monitor)
    invited = people.invite_back(actor=cast.administrator, user_id=cast.monitor.pk)
    assert Authenticator.objects.filter(user=cast.monitor).exists()

    user = people.accept_invitation(token=invited.token, password=PASSWORD)

    assert user == cast.monitor
    assert user.check_password(PASSWORD)
    assert not Authenticator.objects.filter(user=user).exists()
    assert not client.session.exists(client.session.session_key or "")
    assert Monitor.objects.filter(user=user).count() == 1


def test_a_link_back_of_somebody_ended_meanwhile_is_spent(cast: Cast) -> None:
    invited = people.invite_back(actor=cast.administrator, user_id=cast.monitor.pk)
    people.end_access(actor=cast.administrator, user_id=cast.monitor.pk)
    with pytest.raises(InvitationSpent):
        people.accept_invitation(token=invited.token, password=PASSWORD)


def test_everything_is_journalled_without_names_or_values(cast: Cast) -> None:
    user = people.accept_invitation(token=invite(cast).token, password=PASSWORD)
    people.renew_access(actor=cast.administrator, user_id=user.pk)
    people.end_access(actor=cast.administrator, user_id=user.pk)
    verbs = Event.objects.order_by("pk").values_list("verb", "by__username")
    assert list(verbs) == [
        ("person.invited", "dunlin"),
        ("invitation.accepted", "kestrel"),
        ("person.renewed", "dunlin"),
        ("person.ended", "dunlin"),
    ]


def test_who_runs_out_first_stands_first_and_the_ended_last(
    cast: Cast, django_assert_num_queries: object
) -> None:
    soon = timezone.now() + timedelta(days=2)
    Monitor.objects.filter(user=cast.editor).update(ends_at=soon)
    people.end_access(actor=cast.administrator, user_id=cast.monitor.pk)
    with django_assert_num_queries(3):  # type: ignore[operator]
        listed = [a.code_name for a in people.people(cast.administrator)]
    assert listed[0] == cast.editor.username
    assert listed[-1] == cast.monitor.username
    assert cast.coordinator.username in listed


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime(2026, 1, 15, 12, tzinfo=UTC), datetime(2026, 7, 15, 12, tzinfo=UTC)),
        (datetime(2026, 8, 31, tzinfo=UTC), datetime(2027, 2, 28, tzinfo=UTC)),
    ],
)
def test_access_holds_for_calendar_months(start: datetime, end: datetime) -> None:
    assert people.access_until(start) == end


def test_the_second_factors_secret_is_sealed(cast: Cast) -> None:
    kept = Authenticator.objects.get(user=cast.monitor).data["secret"]
    assert TOTP_SECRET not in kept
    assert decrypt(kept) == TOTP_SECRET
