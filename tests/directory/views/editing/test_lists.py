"""What waits for editors, and how many queries it takes to say so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Alert, Incident, Proposal, Provider
from directory.models.choices import Level
from directory.services.connect import ask_to_connect
from directory.services.entry import ContactData, PracticeData
from directory.viewer import viewer_for
from tests.cast import Cast, ProviderFactory

LISTS = ("edit_entries", "queue", "alerts", "incidents", "proposals", "gaps")


@pytest.fixture
def editor(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.editor)
    return client


def client_of(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(getattr(cast, part))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_longer_list_takes_no_more_queries(
    editor: Client,
    cast: Cast,
    provider_factory: ProviderFactory,
    name: str,
    django_assert_max_num_queries: object,
) -> None:
    for number in range(3):
        made = provider_factory(
            display_name=f"Invented {number}",
            practices=(PracticeData("asylum_refugee"),),
        )
        Provider.objects.filter(pk=made.pk).update(next_due=timezone.localdate())
        Alert.objects.create(kind="honey", provider=made, at=timezone.now())
        url = reverse("directory:suspend_entry", args=[made.pk])
        if name == "incidents":
            editor.post(url, {"kind": "breach"})
    editor.get(reverse(f"directory:{name}"))
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        page = editor.get(reverse(f"directory:{name}"))
    assert page.status_code == 200


def test_where_nobody_answers_comes_first(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    today = timezone.localdate()
    late, silent, fresh = (provider_factory(display_name=n) for n in ("A", "B", "C"))
    Provider.objects.filter(pk=late.pk).update(next_due=today - timedelta(days=3))
    Provider.objects.filter(pk=silent.pk).update(recheck_asked_at=timezone.now())
    page = editor.get(reverse("directory:queue")).context["page"]
    assert [p.pk for p in page] == [silent.pk, late.pk]
    assert fresh.pk not in [p.pk for p in page]


def test_two_others_review_an_incident(
    cast: Cast, editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory()
    editor.post(reverse("directory:suspend_entry", args=[made.pk]), {"kind": "breach"})
    made.refresh_from_db()
    assert made.status == "suspended"
    incident = Incident.objects.get()
    url = reverse("directory:review_incident", args=[incident.pk])
    editor.post(url, {"verdict": "clear"})
    assert incident.reviews.count() == 0
    client_of(cast, "second_editor").post(url, {"verdict": "clear"})
    assert incident.reviews.count() == 1
    made.refresh_from_db()
    assert made.status == "suspended"


def test_a_monitor_proposes_and_an_editor_decides(
    cast: Cast, editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(display_name="Invented Aid")
    monitor = client_of(cast, "monitor")
    url = reverse("directory:propose", args=[made.pk])
    initial = monitor.get(url).context["form"].initial
    typed = {n: v for n, v in initial.items() if v not in (None, False)}
    monitor.post(url, {**typed, "capacity": "full"})
    proposal = Proposal.objects.get()
    page = editor.get(reverse("directory:proposals")).content.decode()
    assert "Takes no new cases" in page
    editor.post(
        reverse("directory:decide_proposal", args=[proposal.pk]), {"decision": "accept"}
    )
    made.refresh_from_db()
    assert made.capacity == "full"


def test_an_alert_is_seen_to_once(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    alert = Alert.objects.create(
        kind="honey", provider=provider_factory(), at=timezone.now()
    )
    url = reverse("directory:alert_seen", args=[alert.pk])
    assert editor.post(url).status_code == 302
    assert editor.post(url).status_code == 404


def test_a_request_to_connect_is_answered_and_its_number_forgotten(
    cast: Cast, editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(contacts=(ContactData("phone", "+995 32 000 01", 4),))
    asked = ask_to_connect(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=made.pk,
        need="detention",
        call_back="+995 32 111",
    )
    url = reverse("directory:connect_requests")
    assert "+995 32 111" in editor.get(url).content.decode()
    editor.post(
        reverse("directory:answer_connect", args=[asked.pk]), {"answer": "will_call"}
    )
    assert "+995 32 111" not in editor.get(url).content.decode()
    asked.refresh_from_db()
    assert (asked.answer, asked.call_back) == ("will_call", "")


def test_a_proposal_that_no_entry_takes_is_answered_where_it_was_typed(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    made = provider_factory()
    monitor = client_of(cast, "monitor")
    url = reverse("directory:propose", args=[made.pk])
    initial = monitor.get(url).context["form"].initial
    typed = {n: v for n, v in initial.items() if v not in (None, False)}
    wrong = {"time_zone": "Mars", "contact_kind": "phone", "contact_value": "12"}
    page = monitor.post(url, {**typed, **wrong})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"time_zone", "contact_value"}


@pytest.mark.parametrize("query", ["q=%00", "state=%00", "country=%00", "state=moon"])
def test_what_no_entry_can_hold_finds_nothing(
    editor: Client, provider_factory: ProviderFactory, query: str
) -> None:
    provider_factory()
    page = editor.get(reverse("directory:edit_entries") + "?" + query)
    assert page.status_code == 200
    assert not page.context["page"].object_list


def test_coverage_shows_the_countries_where_something_is_and_counts_every_entry(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    areas = (PracticeData("asylum_refugee"), PracticeData("housing"))
    provider_factory(practices=areas)
    provider_factory(display_name="Second", practices=areas[:1])
    context = editor.get(reverse("directory:gaps")).context
    assert context["countries"] == [("GE", "Georgia")]
    assert context["rows"][0][1] == [(2, 0)]


@pytest.mark.usefixtures("places")
def test_countries_are_chosen_by_their_names(editor: Client) -> None:
    page = editor.get(reverse("directory:edit_entries")).content.decode()
    assert '<option value="GE">Georgia</option>' in page


def test_who_listed_an_entry_for_coordinators_alone_is_told(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    hidden = provider_factory(level=Level.COORDINATORS)
    page = editor.get(reverse("directory:edit_entry_page", args=[hidden.pk]))
    change = reverse("directory:change_entry", args=[hidden.pk])
    assert f'href="{change}#id_level"' in page.content.decode()
    seen = provider_factory(level=Level.MONITORS, display_name="Seen")
    page = editor.get(reverse("directory:edit_entry_page", args=[seen.pk]))
    assert "#id_level" not in page.content.decode()
