from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from directory.models import (
    Alert,
    CallOutcome,
    ConnectRequest,
    Provider,
    Reveal,
)
from directory.models.choices import ChannelKind, Level
from directory.services.connect import answer_connect
from directory.services.entry import ContactData, HoursData, OfficeData
from directory.views.sealing import SealedSearch, seal
from tests.cast import BATUMI, Cast, ProviderFactory
from tests.directory.views.conftest import SignIn

TONIGHT = SealedSearch({"country": ["GE"], "preset": ["detention_now"]})
Advocate = Callable[..., Provider]


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def reveal_url(provider: Provider) -> str:
    contact = provider.contacts.get()
    return f"/entry/{provider.pk}/contacts/{contact.pk}/reveal/"


def test_what_they_can_do_tonight_comes_first(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    wren = advocate("Invented Wren", "+995190000001", say_first="Say: from the heron.")
    text = page(sign_in(cast.monitor), f"/entry/{wren.pk}/")
    order = [
        "What they can do tonight",
        "Answers day and night",
        "May enter a police station",
        "Reach them",
        "Say: from the heron.",
        "Show the number",
        "How it was checked",
    ]
    assert [text.index(words) for words in order] == sorted(map(text.index, order))
    assert "+995190000001" not in text
    assert "Amber: for vetted monitors of Georgia. Do not pass on." in text


def test_an_entry_above_the_level_is_not_there(
    client: Client, cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    wren = advocate("Invented Wren", "+995190000001")
    for who in (cast.other_monitor, cast.stranger, cast.superuser, cast.administrator):
        page(sign_in(who), f"/entry/{wren.pk}/", status=404)
        answer = sign_in(who).post(reveal_url(wren), {"reason": "client_asks"})
        assert answer.status_code == 404
    page(client, f"/entry/{wren.pk}/", status=404)
    page(client, f"/entry/{UUID(int=1)}/", status=404)


def test_a_public_number_is_called_in_one_tap(
    client: Client, provider_factory: ProviderFactory
) -> None:
    phone = ContactData(ChannelKind.PHONE, "+995 190 00-00-02", Level.PUBLIC)
    aid = provider_factory(contacts=(phone,))
    assert 'href="tel:+995190000002"' in page(client, f"/entry/{aid.pk}/")


def test_a_reveal_is_recorded_and_shows_the_number_for_a_while(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    wren = advocate("Invented Wren", "+995190000001")
    client = sign_in(cast.monitor)
    answer = client.post(
        reveal_url(wren), {"reason": "detention_now", "search": seal(TONIGHT)}
    )
    assert answer.status_code == 303
    url = answer.headers["Location"]
    for _ in range(2):
        assert 'href="tel:+995190000001"' in page(client, url)
    assert Reveal.objects.get().reason == "detention_now"
    second = page(sign_in(cast.editor), f"/entry/{wren.pk}/")
    assert "+995190000001" not in second
    assert client.get(url).headers["Cache-Control"] == "no-store"


def test_a_contact_opens_only_under_its_own_entry(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    wren = advocate("Invented Wren", "+995190000001")
    lark = advocate("Invented Lark", "+995190000002")
    crossed = reveal_url(wren).replace(str(wren.pk), str(lark.pk))
    client = sign_in(cast.monitor)
    assert client.post(crossed, {"reason": "client_asks"}).status_code == 404
    made_up = {"reason": "client_asks", "search": "made-up"}
    assert client.post(reveal_url(wren), made_up).status_code == 404
    assert not Reveal.objects.exists()


@pytest.mark.parametrize("reason", ["", "curiosity"])
def test_without_a_coded_reason_nothing_opens(
    cast: Cast, sign_in: SignIn, advocate: Advocate, reason: str
) -> None:
    wren = advocate("Invented Wren", "+995190000001")
    answer = sign_in(cast.monitor).post(reveal_url(wren), {"reason": reason})
    assert answer.status_code == 422
    assert not Reveal.objects.exists()


def test_a_spent_budget_says_what_still_opens(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    client = sign_in(cast.monitor)
    for number in range(6):
        wren = advocate(f"Invented {number}", f"+99519000010{number}")
        answer = client.post(reveal_url(wren), {"reason": "client_asks"})
    assert answer.status_code == 429
    assert "still gives one at a time" in answer.content.decode()
    client.post(reveal_url(wren), {"reason": "detention_now"})
    assert "tel:" in page(client, f"/entry/{wren.pk}/")
    assert Alert.objects.filter(kind=Alert.Kind.OVER_BUDGET).exists()


def test_no_answer_shows_the_next_number_in_one_tap(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    first = advocate("Invented Wren", "+995190000001")
    second = advocate("Invented Lark", "+995190000002")
    client = sign_in(cast.monitor)
    url = f"/entry/{first.pk}/call/"
    sent = {"result": "no_answer", "search": seal(TONIGHT)}
    answer = client.post(url, sent, follow=True)
    text = answer.content.decode()
    assert "Invented Lark" in text
    assert 'href="tel:+995190000002"' in text
    assert CallOutcome.objects.get().result == "no_answer"
    assert Reveal.objects.get().provider == second

    token = re.findall(r'name="search" value="([^"]+)"', text)[0]
    done = client.post(
        f"/entry/{second.pk}/call/",
        {"result": "cannot_tonight", "search": token},
        follow=True,
    )
    assert "You have called everybody this search finds" in done.content.decode()


def test_the_next_one_from_farther_away_is_said_to_be(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    called = provider_factory(display_name="Invented Called")
    far = provider_factory(
        display_name="Invented Far", offices=(OfficeData(place=BATUMI),)
    )
    search = SealedSearch({"country": ["GE"], "near": ["Tbilisi"]})
    client = sign_in(cast.monitor)
    sent = {"result": "no_answer", "search": seal(search)}
    answer = client.post(f"/entry/{called.pk}/call/", sent, follow=True)
    text = answer.content.decode()
    assert answer.redirect_chain[-1][0].endswith(f"/{far.pk}/")
    assert "The next one is from the whole country." in text
    # Back among the answers it is plain who was called, and nobody is given up.
    back = text.split('class="no-print back"')[1].split('href="')[1].split('"')[0]
    text = page(client, back)
    assert "You called: no answer" in text
    assert "You have called everybody" in text
    assert "Nobody was found as you asked" not in text


def test_whoever_was_called_stays_marked_in_the_next_search(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    called = provider_factory(display_name="Invented Called")
    second = provider_factory(display_name="Invented Second")
    third = provider_factory(display_name="Invented Third")
    client = sign_in(cast.monitor)
    client.post(f"/entry/{called.pk}/call/", {"result": "no_answer"})
    around = seal(SealedSearch({"country": ["GE"]}))
    text = page(client, f"/found/{around}/")
    assert text.count("You called: no answer") == 1
    assert "You have called everybody" not in text
    assert "You called" not in page(sign_in(cast.editor), f"/found/{around}/")
    answer = client.post(
        f"/entry/{second.pk}/call/", {"result": "cannot_tonight", "search": around}
    )
    assert answer.headers["Location"].endswith(f"/{third.pk}/")


def test_without_a_search_the_next_is_near_the_one_that_was_called(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    called = provider_factory(display_name="Invented Called")
    near = provider_factory(display_name="Invented Near")
    provider_factory(display_name="Invented Far", offices=(OfficeData(place=BATUMI),))
    answer = sign_in(cast.monitor).post(
        f"/entry/{called.pk}/call/", {"result": "no_answer"}
    )
    assert answer.headers["Location"].endswith(f"/{near.pk}/")


def test_a_breach_hides_the_entry_at_once(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    wren = advocate("Invented Wren", "+995190000001")
    client = sign_in(cast.monitor)
    client.post(f"/entry/{wren.pk}/call/", {"result": "breach"})
    page(client, f"/entry/{wren.pk}/", status=404)


def test_only_vetted_people_note_calls(
    client: Client, cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    aid = provider_factory()
    url = f"/entry/{aid.pk}/call/"
    assert client.post(url, {"result": "reached"}).status_code == 302
    stranger = sign_in(cast.stranger)
    assert stranger.post(url, {"result": "reached"}).status_code == 403
    vetted = sign_in(cast.monitor)
    assert vetted.post(url, {"result": "guessed"}).status_code == 400
    assert "You called?" not in page(stranger, f"/entry/{aid.pk}/")
    assert not CallOutcome.objects.exists()


def test_a_refused_call_records_nothing(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    url = f"/entry/{provider_factory().pk}/call/"
    sent = {"result": "no_answer", "search": "made-up"}
    assert sign_in(cast.monitor).post(url, sent).status_code == 404
    assert not CallOutcome.objects.exists()


def test_a_relay_contact_is_asked_for_and_answered_on_the_same_page(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    relay = ContactData(ChannelKind.SIGNAL, "@invented.relay", Level.RELAY)
    wren = advocate("Invented Wren", "", contacts=(relay,))
    client = sign_in(cast.monitor)
    text = page(client, f"/entry/{wren.pk}/")
    assert "We connect you" in text
    assert "@invented.relay" not in text

    url = f"/entry/{wren.pk}/connect/"
    wrong = client.post(url, {"need": "detention", "call_back": " "})
    assert wrong.status_code == 422
    assert 'class="error-summary"' in wrong.content.decode()
    asked = client.post(url, {"need": "detention", "call_back": "+1"}, follow=True)
    assert "Invented Wren" in asked.content.decode()
    assert "due in" in asked.content.decode()

    request = ConnectRequest.objects.get()
    answer_connect(
        actor=cast.editor, request_id=request.pk, answer="will_call", words="Soon."
    )
    text = page(client, "/requests/")
    assert "They will call you" in text
    assert "Soon." in text
    assert "Soon." not in page(sign_in(cast.editor), "/requests/")


def test_times_are_told_in_both_zones(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    hours = tuple(HoursData(day, time(0, 30), time(0, 45)) for day in range(1, 8))
    aid = provider_factory(hours=hours, time_zone="Asia/Tbilisi")
    client = sign_in(cast.monitor)
    assert "(yours)" not in page(client, f"/entry/{aid.pk}/")
    back = f"/entry/{aid.pk}/"
    answer = client.post("/time-zone/", {"zone": "Europe/Warsaw", "next": back})
    assert answer.headers["Location"] == back
    assert "(yours)" in page(client, back)
    assert client.post("/time-zone/", {"zone": "Nowhere"}).status_code == 400
    away = {"zone": "Asia/Tbilisi", "next": "https://elsewhere.example/"}
    assert client.post("/time-zone/", away).headers["Location"] == "/"


def test_the_print_sheet_holds_public_fields_alone(
    client: Client, cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    contacts = (
        ContactData(ChannelKind.PHONE, "+995190000003", Level.PUBLIC),
        ContactData(ChannelKind.PHONE, "+995190000004", Level.MONITORS),
    )
    aid = provider_factory(contacts=contacts, legal_name="Invented Legal")
    monitor = sign_in(cast.monitor)
    monitor.post(
        f"/entry/{aid.pk}/contacts/{aid.contacts.get(shared=Level.MONITORS).pk}/reveal/",
        {"reason": "client_asks"},
    )
    sealed = seal(SealedSearch({"country": ["GE"], "friendly_to": ["trans"]}))
    for url in (f"/entry/{aid.pk}/print/", f"/found/{sealed}/print/"):
        text = page(monitor, url)
        assert "+995190000003" in text
        assert "+995190000004" not in text
        assert "Invented Legal" not in text


def test_a_restricted_entry_has_no_print_sheet(
    cast: Cast, sign_in: SignIn, advocate: Advocate
) -> None:
    wren = advocate("Invented Wren", "+995190000001")
    client = sign_in(cast.monitor)
    page(client, f"/entry/{wren.pk}/print/", status=404)
    text = page(client, f"/found/{seal(TONIGHT)}/print/")
    assert "Invented Wren" not in text
    assert "Nothing of this may go on paper" in text


def test_an_entry_costs_few_queries(
    client: Client,
    cast: Cast,
    sign_in: SignIn,
    advocate: Advocate,
    provider_factory: ProviderFactory,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    aid = provider_factory()
    wren = advocate("Invented Wren", "+995190000001")
    monitor = sign_in(cast.monitor)
    page(client, f"/entry/{aid.pk}/")
    page(monitor, f"/entry/{wren.pk}/")
    with django_assert_num_queries(3):  # the entry, notes on it, and its checks
        page(client, f"/entry/{aid.pk}/")
    # Besides: session, user, second factor, three authorities, opened contacts,
    # whether vetted, and two for the budget.
    with django_assert_num_queries(13):
        page(monitor, f"/entry/{wren.pk}/")


def test_every_page_has_the_way_out(
    client: Client, settings: Settings, provider_factory: ProviderFactory
) -> None:
    aid = provider_factory()
    for url in ("/", f"/entry/{aid.pk}/", f"/entry/{aid.pk}/print/"):
        text = page(client, url)
        link = re.search(r'<a class="exit" href="([^"]+)" rel="([^"]+)"', text)
        assert link is not None
        assert link[1] == settings.WAYMARK_EXIT_URL
        assert "noreferrer" in link[2]
        title = text.split("<title>")[1].split("</title>")[0]
        assert "Invented" not in title
