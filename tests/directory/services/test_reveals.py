"""Opening a restricted contact: recorded, budgeted, alerted; sealed on disk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import override_settings

from directory.errors import BudgetSpent, DirectoryError, NotAllowed, NotVisible
from directory.models import (
    Alert,
    ConnectRequest,
    Contact,
    Event,
    Provider,
    Reveal,
)
from directory.models.sealed import SealBroken, reseal, seal, unseal
from directory.services.connect import answer_connect, ask_to_connect
from directory.services.entry import ContactData
from directory.services.reveals import Revealed, reveal_contact
from directory.viewer import viewer_for
from tests.cast import Cast, ProviderFactory

pytestmark = pytest.mark.django_db
PHONE = "+995 32 000 17 17"


@pytest.fixture
def provider(provider_factory: ProviderFactory) -> Provider:
    return provider_factory(
        contacts=(
            ContactData(kind="phone", value=PHONE, shared=2),
            ContactData(kind="duty_phone", value="+995 32 000 20 20", shared=2),
            ContactData(kind="signal", value="+995 32 000 18 18", shared=4),
        )
    )


def reveal(
    cast: Cast, provider: Provider, reason: str = "client_asks", kind: str = "phone"
) -> Revealed:
    return reveal_contact(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        contact_id=provider.contacts.get(kind=kind).pk,
        reason=reason,
    )


def an_hour_passes() -> None:
    Reveal.objects.update(at=F("at") - timedelta(hours=1, minutes=1))


def test_a_reveal_gives_the_value_and_is_recorded(
    cast: Cast, provider: Provider
) -> None:
    assert reveal(cast, provider).value == PHONE
    recorded = Reveal.objects.get()
    assert (recorded.by, recorded.reason) == (cast.monitor, "client_asks")


def test_a_reason_that_is_not_a_code_is_refused(cast: Cast, provider: Provider) -> None:
    with pytest.raises(DirectoryError) as refused:
        reveal(cast, provider, reason="for Nino Invented")
    assert refused.value.field == "reason"
    assert not Reveal.objects.exists()


def test_a_double_tap_is_recorded_and_spends_nothing(
    cast: Cast, provider: Provider
) -> None:
    left = [reveal(cast, provider).budget.left for _ in range(3)]
    assert left == [4, 4, 4]
    assert Reveal.objects.count() == 3
    assert Event.objects.filter(verb="contact.revealed").count() == 3
    an_hour_passes()
    assert reveal(cast, provider).budget.left == 3


def test_another_contact_and_another_person_are_no_double_tap(
    cast: Cast, provider: Provider
) -> None:
    reveal_contact(
        actor=cast.editor,
        viewer=viewer_for(cast.editor),
        contact_id=provider.contacts.get(kind="phone").pk,
        reason="verification",
    )
    assert reveal(cast, provider).budget.left == 4
    assert reveal(cast, provider, kind="duty_phone").budget.left == 3


@override_settings(WAYMARK_REVEALS_PER_DAY=1)
def test_what_was_opened_stays_open_beyond_the_budget(
    cast: Cast, provider: Provider
) -> None:
    reveal(cast, provider)
    again = reveal(cast, provider)
    assert (again.value, again.over_budget) == (PHONE, False)
    reveal(cast, provider, reason="detention_now", kind="duty_phone")
    reveal(cast, provider, reason="detention_now", kind="duty_phone")
    assert Alert.objects.get().kind == "over_budget"
    an_hour_passes()
    with pytest.raises(BudgetSpent):
        reveal(cast, provider)


@override_settings(WAYMARK_REVEALS_PER_DAY=2, WAYMARK_REVEALS_PER_MONTH=15)
def test_beyond_the_budget_only_detention_gives_one_and_alerts(
    cast: Cast, provider: Provider, provider_factory: ProviderFactory
) -> None:
    other = provider_factory(
        contacts=(ContactData(kind="phone", value="+995 32 000 21 21", shared=2),)
    )
    assert reveal(cast, provider).budget.left == 1
    assert reveal(cast, provider, kind="duty_phone").budget.left == 0
    with pytest.raises(BudgetSpent):
        reveal(cast, other)
    assert not Alert.objects.exists()
    revealed = reveal(cast, other, reason="detention_now")
    assert revealed.over_budget
    alert = Alert.objects.get()
    assert (alert.kind, alert.about) == ("over_budget", cast.monitor)


@override_settings(WAYMARK_REVEALS_PER_DAY=5, WAYMARK_REVEALS_PER_MONTH=1)
def test_the_months_budget_counts_too(cast: Cast, provider: Provider) -> None:
    reveal(cast, provider)
    with pytest.raises(BudgetSpent):
        reveal(cast, provider, kind="duty_phone")


def test_a_honey_entry_alerts_when_opened(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    honey = provider_factory(
        honey=True, contacts=(ContactData(kind="phone", value=PHONE, shared=1),)
    )
    reveal(cast, honey)
    reveal(cast, honey)
    assert Alert.objects.get().kind == "honey"


def test_a_monitor_of_another_country_opens_nothing(
    cast: Cast, provider: Provider
) -> None:
    with pytest.raises(NotVisible):
        reveal_contact(
            actor=cast.other_monitor,
            viewer=viewer_for(cast.other_monitor),
            contact_id=provider.contacts.get(kind="phone").pk,
            reason="client_asks",
        )


def test_no_restricted_contact_stands_in_clear_in_the_database(
    provider: Provider,
) -> None:
    with connection.cursor() as cursor:
        for table in ("directory_contact", "directory_listing", "directory_event"):
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s",  # noqa: S608
                ["%17 17%"],
            )
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT sealed FROM directory_contact WHERE kind = 'phone'")
        (token,) = cursor.fetchone()
    assert unseal(token) == PHONE


def test_a_wrong_key_fails_closed(provider: Provider) -> None:
    from cryptography.fernet import Fernet

    other = [Fernet.generate_key().decode()]
    with override_settings(WAYMARK_CONTACT_KEYS=other), pytest.raises(SealBroken):
        Contact.objects.get(provider=provider, kind="phone")


def test_an_older_key_still_opens_and_resealing_moves_to_the_newest() -> None:
    from cryptography.fernet import Fernet

    old, new = (Fernet.generate_key().decode() for _ in range(2))
    with override_settings(WAYMARK_CONTACT_KEYS=[old]):
        token = seal("invented")
    with override_settings(WAYMARK_CONTACT_KEYS=[new, old]):
        moved = reseal(token)
    with override_settings(WAYMARK_CONTACT_KEYS=[new]):
        assert unseal(moved) == "invented"
        with pytest.raises(SealBroken):
            unseal(token)


def ask(cast: Cast, provider: Provider, call_back: str = "+995 32 000 19 19") -> object:
    return ask_to_connect(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.id,
        need="detention",
        call_back=call_back,
    )


def test_a_relay_contact_is_reached_through_us(cast: Cast, provider: Provider) -> None:
    ask(cast, provider)
    request = ConnectRequest.objects.get()
    assert (request.due_at - request.asked_at).total_seconds() == 30 * 60
    answered = answer_connect(
        actor=cast.editor, request_id=request.pk, answer="will_call", words="in an hour"
    )
    assert answered.answer == "will_call"
    # The number that was left is forgotten once it is answered.
    assert ConnectRequest.objects.get().call_back == ""


def test_only_an_editor_of_the_country_answers(cast: Cast, provider: Provider) -> None:
    ask(cast, provider)
    request = ConnectRequest.objects.get()
    with pytest.raises(NotVisible):
        answer_connect(
            actor=cast.monitor, request_id=request.pk, answer="cannot", words=""
        )


def test_connecting_needs_a_call_back_and_a_vetted_person(
    cast: Cast, provider: Provider
) -> None:
    with pytest.raises(DirectoryError) as refused:
        ask(cast, provider, call_back=" ")
    assert refused.value.field == "call_back"
    with pytest.raises(NotAllowed):
        ask_to_connect(
            actor=cast.stranger,
            viewer=viewer_for(cast.stranger),
            provider_id=provider.id,
            need="advice",
            call_back="x",
        )
