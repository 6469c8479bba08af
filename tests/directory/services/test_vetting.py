"""Checks, consent, listing, incidents: what an entry needs to be seen, and to go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone

from directory.errors import (
    ConsentMissing,
    DirectoryError,
    NotVisible,
    SamePerson,
    VerificationMissing,
    WrongState,
)
from directory.models import (
    Alert,
    Change,
    Event,
    Incident,
    Listing,
    Provider,
    Token,
)
from directory.search.criteria import Criteria
from directory.search.query import find
from directory.services.calls import record_call, report_incident
from directory.services.consent import record_consent, withdraw_consent
from directory.services.expiry import drop_expired_listings
from directory.services.vetting import (
    due_date,
    list_provider,
    review_incident,
    suspend_provider,
    verify_provider,
)
from directory.viewer import PUBLIC_VIEWER, viewer_for
from tests.cast import Cast, ProviderFactory

pytestmark = pytest.mark.django_db


def listed(provider: Provider) -> bool:
    return Listing.objects.filter(provider=provider).exists()


def days_ago(days: int) -> object:
    return timezone.now() - timedelta(days=days)


def test_an_entry_is_not_listed_without_consent(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    draft = provider_factory(listed=False)
    verify_provider(actor=cast.editor, provider_id=draft.id, how="phone", level=1)
    with pytest.raises(ConsentMissing):
        list_provider(actor=cast.editor, provider_id=draft.id)
    record_consent(actor=cast.editor, provider_id=draft.id, level=0, method="written")
    list_provider(actor=cast.editor, provider_id=draft.id)
    assert listed(draft)


def test_consent_to_a_restricted_level_does_not_list_publicly(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    draft = provider_factory(listed=False, level=0)
    verify_provider(actor=cast.editor, provider_id=draft.id, how="phone", level=1)
    record_consent(actor=cast.editor, provider_id=draft.id, level=2, method="written")
    with pytest.raises(ConsentMissing):
        list_provider(actor=cast.editor, provider_id=draft.id)


def test_an_entry_is_not_listed_without_a_check(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    draft = provider_factory(listed=False)
    record_consent(actor=cast.editor, provider_id=draft.id, level=0, method="written")
    with pytest.raises(VerificationMissing):
        list_provider(actor=cast.editor, provider_id=draft.id)


def test_a_public_register_stands_in_for_consent(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    draft = provider_factory(listed=False, public_register="Invented register")
    verify_provider(actor=cast.editor, provider_id=draft.id, how="register", level=1)
    list_provider(actor=cast.editor, provider_id=draft.id)
    assert listed(draft)


def test_the_database_refuses_a_listed_entry_without_consent(
    provider_factory: ProviderFactory,
) -> None:
    draft = provider_factory(listed=False)
    draft.status = "listed"
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()


def test_withdrawing_consent_hides_at_once(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    withdraw_consent(actor=cast.editor, provider_id=provider.id, method="written")
    assert not listed(provider)
    assert not find(Criteria(), PUBLIC_VIEWER, size=10).hits


def test_a_check_in_the_future_is_refused(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    draft = provider_factory(listed=False)
    with pytest.raises(DirectoryError) as refused:
        verify_provider(
            actor=cast.editor,
            provider_id=draft.id,
            how="phone",
            level=1,
            at=timezone.now() + timedelta(hours=1),
        )
    assert refused.value.field == "at"


def test_a_check_holds_90_days_where_the_bar_is_under_pressure() -> None:
    today = timezone.localdate()
    assert due_date("BY", 3, today) == today + timedelta(days=90)
    assert due_date("GE", 2, today) == today + timedelta(days=365)
    assert due_date("GE", 4, today) == today + timedelta(days=548)


def test_only_the_countrys_editors_check_an_entry(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    for person in (cast.monitor, cast.coordinator, cast.superuser, cast.stranger):
        with pytest.raises(NotVisible):
            verify_provider(actor=person, provider_id=provider.id, how="phone", level=1)


def test_an_overdue_entry_leaves_detention_now_and_then_the_list(
    provider_factory: ProviderFactory,
) -> None:
    tonight = {
        "available_24_7": True,
        "bar_status": "admitted",
        "kind": "individual_advocate",
    }
    fresh = provider_factory(**tonight)
    held = provider_factory(checked_at=days_ago(91), **tonight)
    overdue = provider_factory(checked_at=days_ago(370), **tonight)
    gone = provider_factory(checked_at=days_ago(400), **tonight)
    now = find(Criteria(preset="detention_now"), PUBLIC_VIEWER, size=10)
    assert [hit.provider_id for hit in now.hits] == [fresh.id]
    found = {hit.provider_id for hit in find(Criteria(), PUBLIC_VIEWER, size=9).hits}
    assert found == {fresh.id, held.id, overdue.id}
    assert gone.id not in found


def test_an_incident_suspends_at_once_until_two_others_have_looked(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    incident = report_incident(
        actor=cast.editor,
        viewer=viewer_for(cast.editor),
        provider_id=provider.id,
        kind="outing",
    )
    assert not listed(provider)
    assert Alert.objects.filter(kind="incident", provider=provider).exists()
    with pytest.raises(WrongState):
        list_provider(actor=cast.editor, provider_id=provider.id)
    with pytest.raises(SamePerson):
        review_incident(actor=cast.editor, incident_id=incident.pk, verdict="clear")
    review_incident(actor=cast.second_editor, incident_id=incident.pk, verdict="clear")
    with pytest.raises(SamePerson):
        review_incident(
            actor=cast.second_editor, incident_id=incident.pk, verdict="clear"
        )
    assert not listed(provider)


def test_two_clear_reviews_list_the_entry_again(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    incident = report_incident(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.id,
        kind="outing",
    )
    for person in (cast.editor, cast.second_editor):
        review_incident(actor=person, incident_id=incident.pk, verdict="clear")
    assert listed(provider)
    incident.refresh_from_db()
    assert incident.state == Incident.State.CLEARED


def test_one_upheld_of_two_reviews_archives_the_entry(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    incident = report_incident(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.id,
        kind="breach",
    )
    review_incident(actor=cast.editor, incident_id=incident.pk, verdict="clear")
    review_incident(actor=cast.second_editor, incident_id=incident.pk, verdict="uphold")
    provider.refresh_from_db()
    assert provider.status == "archived"
    assert not listed(provider)


def test_two_no_answers_in_seven_days_ask_for_a_new_check(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    viewer = viewer_for(cast.monitor)
    # The second tap of the same person at the same moment is no second call.
    for caller, expected in (
        (cast.monitor, False),
        (cast.monitor, False),
        (cast.editor, True),
    ):
        record_call(
            actor=caller, viewer=viewer, provider_id=provider.id, result="no_answer"
        )
        provider.refresh_from_db()
        assert bool(provider.recheck_asked_at) is expected
    verify_provider(actor=cast.editor, provider_id=provider.id, how="phone", level=2)
    provider.refresh_from_db()
    assert provider.recheck_asked_at is None


def test_a_call_that_reached_them_forgets_the_no_answer_before(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    viewer = viewer_for(cast.monitor)
    calls = (
        (cast.monitor, "no_answer"),
        (cast.monitor, "reached"),
        (cast.editor, "no_answer"),
    )
    for caller, result in calls:
        record_call(actor=caller, viewer=viewer, provider_id=provider.id, result=result)
    provider.refresh_from_db()
    assert provider.recheck_asked_at is None


def reported(person: User, provider: Provider, kind: str = "breach") -> bool:
    """Whether the person's report took the entry off the list."""
    report_incident(
        actor=person, viewer=viewer_for(person), provider_id=provider.id, kind=kind
    )
    return not listed(provider)


@override_settings(WAYMARK_SUSPENSIONS_PER_DAY=2)
def test_one_person_hides_no_more_entries_in_a_day_than_the_cap(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    entries = [provider_factory() for _ in range(4)]
    hidden = [reported(cast.monitor, entry) for entry in entries]
    assert hidden == [True, True, False, False]
    # Nothing of it is lost: each waits for its reviews, and editors are told.
    assert Incident.objects.filter(state="open", reported_by=cast.monitor).count() == 4
    assert Alert.objects.filter(kind="incident", provider=entries[2]).exists()
    assert Event.objects.filter(verb="incident.reported").count() == 2
    assert not reported(cast.monitor, entries[2])
    assert reported(cast.editor, entries[2])
    suspend_provider(actor=cast.editor, provider_id=entries[3].id, kind="breach")
    assert not listed(entries[3])


@override_settings(WAYMARK_SUSPENSIONS_PER_DAY=0)
def test_a_call_outcome_is_capped_and_two_people_hide_an_entry(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    for person, shown in ((cast.monitor, True), (cast.editor, False)):
        viewer = viewer_for(person)
        record_call(
            actor=person, viewer=viewer, provider_id=provider.id, result="asked_money"
        )
        assert listed(provider) is shown


@override_settings(WAYMARK_SUSPENSIONS_PER_DAY=1)
def test_the_cap_counts_entries_of_one_day(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    first, second = provider_factory(), provider_factory()
    report_incident(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=first.id,
        kind="breach",
        at=timezone.now() - timedelta(hours=25),
    )
    assert reported(cast.monitor, second)


def test_an_upheld_report_archives_an_entry_that_was_still_listed(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory()
    with override_settings(WAYMARK_SUSPENSIONS_PER_DAY=0):
        assert not reported(cast.monitor, provider)
    incident = Incident.objects.get()
    for person, verdict in ((cast.editor, "uphold"), (cast.second_editor, "clear")):
        review_incident(actor=person, incident_id=incident.pk, verdict=verdict)
    provider.refresh_from_db()
    assert provider.status == "archived"
    assert not listed(provider)


@pytest.mark.parametrize("result", ["asked_money", "breach"])
def test_asking_for_money_suspends_the_entry_at_once(
    cast: Cast, provider_factory: ProviderFactory, result: str
) -> None:
    provider = provider_factory()
    record_call(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.id,
        result=result,
    )
    provider.refresh_from_db()
    assert provider.status == "suspended"
    assert not listed(provider)


def test_every_change_stands_in_the_journal_without_values(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(display_name="Unmistakable Name")
    verbs = list(
        Event.objects.filter(provider=provider)
        .order_by("id")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "provider.created",
        "consent.recorded",
        "provider.verified",
        "provider.listed",
    ]
    assert not Event.objects.filter(fields__contains=["Unmistakable Name"]).exists()


def test_the_tick_takes_what_ran_out_out_of_the_read_model(
    provider_factory: ProviderFactory,
) -> None:
    kept = provider_factory()
    gone = provider_factory(display_name="Runoutword")
    Provider.objects.filter(pk=gone.pk).update(
        next_due=timezone.localdate() - timedelta(days=31)
    )
    Listing.objects.filter(provider=gone).update(listed_until=timezone.localdate())
    before = Change.objects.get(provider=gone).number
    assert drop_expired_listings() == 1
    assert not listed(gone)
    assert listed(kept)
    assert not Token.objects.filter(token="runoutword").exists()
    assert Change.objects.get(provider=gone).number > before
    assert drop_expired_listings() == 0
