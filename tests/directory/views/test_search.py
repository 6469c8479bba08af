from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from directory.models import CoverageGap, Provider
from directory.models.choices import Level
from directory.views.sealing import SealedSearch, seal
from tests.cast import Cast, ProviderFactory
from tests.directory.views.conftest import SignIn


def ask(client: Client, **asked: object) -> str:
    """The sealed address that a search is redirected to."""
    answer = client.post("/", asked)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer.headers["Location"])


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_search_leads_to_an_address_that_can_be_loaded_again(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Heron Aid")
    url = ask(client, country="GE", q="heron")
    assert "heron" not in url.lower()
    for _ in range(2):
        text = page(client, url)
        assert "Invented Heron Aid" in text
        assert 'value="heron"' in text


def test_answers_say_why_where_and_how_fresh(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Heron Aid")
    text = page(client, ask(client, country="GE", near="Tbilisi", q="heron"))
    for words in ("Tbilisi, Georgia", "under 1 km", "checked today", "name “Invented"):
        assert words in text


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("asked", "said", "kept"),
    [
        ({}, "Choose a country, or say whom you look for.", ""),
        (
            {"q": "Нино", "near": "Xyzzyqq"},
            "No place or point of this name",
            'value="Нино"',
        ),
        ({"preset": "detention_now"}, "Choose the country where it happens.", ""),
        ({"country": "ZZ", "q": "Нино"}, "ZZ", 'value="Нино"'),
    ],
)
def test_an_error_is_said_and_what_was_typed_stays(
    client: Client, asked: dict[str, str], said: str, kept: str
) -> None:
    answer = client.post("/", asked)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error-summary"' in text
    assert said in text
    assert kept in text


@pytest.mark.usefixtures("places")
def test_a_search_that_ran_out_is_offered_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = ask(client, country="GE")
    monkeypatch.setattr("directory.views.sealing.time.time", lambda: 4e9)
    text = page(client, url, status=410)
    assert "This search has run out" in text
    assert 'name="country"' in text


def test_a_made_up_address_is_not_there(client: Client, places: None) -> None:
    page(client, "/found/made-up/", status=404)
    bad_cursor = seal(SealedSearch({"country": ["GE"]}, cursor="made-up"))
    page(client, f"/found/{bad_cursor}/", status=404)


def test_what_was_given_up_is_said_and_the_gap_is_counted(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Far Aid")
    text = page(client, ask(client, country="GE", near="Batumi"))
    assert "Nobody was found as you asked." in text
    assert "the whole country" in text
    assert "Invented Far Aid" in text
    assert CoverageGap.objects.get().relaxed_to == "country"


@pytest.mark.usefixtures("places")
def test_nobody_found_says_what_to_do_next(client: Client) -> None:
    text = page(client, ask(client, country="GE", preset="detention_now"))
    assert "Nobody is listed for this yet" in text
    assert "Show everybody in Georgia" in text


def test_a_long_answer_goes_on_and_back(
    client: Client, provider_factory: ProviderFactory
) -> None:
    for number in range(21):
        provider_factory(display_name=f"Invented Aid {number:02}")
    first = page(client, ask(client, country="GE", ordering="name"))
    assert "Invented Aid 19" in first
    assert "Invented Aid 20" not in first
    second = page(client, _link(first, "next"))
    assert "Invented Aid 20" in second
    assert "Invented Aid 00" in page(client, _link(second, "prev"))


def _link(text: str, rel: str) -> str:
    return text.split(f'rel="{rel}"')[1].split('href="')[1].split('"')[0]


def test_only_whoever_may_know_finds_a_restricted_entry(
    cast: Cast, sign_in: SignIn, advocate: Callable[..., Provider]
) -> None:
    advocate("Invented Wren", "+995190000001")
    seen = {
        "monitor": cast.monitor,
        "coordinator": cast.coordinator,
        "editor": cast.editor,
    }
    blind = {
        "other": cast.other_monitor,
        "administrator": cast.administrator,
        "stranger": cast.stranger,
        "superuser": cast.superuser,
    }
    for who in seen.values():
        client = sign_in(who)
        assert "Invented Wren" in page(client, ask(client, country="GE"))
    for who in blind.values():
        client = sign_in(who)
        assert "Invented Wren" not in page(client, ask(client, country="GE"))


def test_the_filter_on_friendliness_is_not_offered_to_the_public(
    client: Client, cast: Cast, sign_in: SignIn, places: None
) -> None:
    assert 'name="friendly_to"' not in page(client, "/")
    assert 'name="friendly_to"' in page(sign_in(cast.monitor), "/")
    # Sent all the same, also in an old address, it is refused.
    asked = {"country": ["GE"], "friendly_to": ["trans"]}
    assert client.post("/", asked).status_code == 422
    text = page(client, f"/found/{seal(SealedSearch(asked))}/", status=422)
    assert "open to vetted monitors only" in text


def test_monitors_begin_with_a_button_for_each_of_their_countries(
    cast: Cast, sign_in: SignIn, advocate: Callable[..., Provider]
) -> None:
    advocate("Invented Wren", "+995190000001")
    client = sign_in(cast.monitor)
    text = page(client, "/")
    assert text.index("Detention now: Armenia") < text.index('name="country"')
    assert "Invented Wren" in page(client, ask(client, now="GE"))


def test_hostile_names_are_only_text(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="<b onclick=x>Aid</b> ‮rtl", level=Level.PUBLIC)
    text = page(client, ask(client, country="GE"))
    assert "&lt;b onclick=x&gt;Aid&lt;/b&gt;" in text
    assert "<b onclick" not in text


def test_the_form_and_the_answers_cost_few_queries(
    client: Client, provider_factory: ProviderFactory
) -> None:
    for number in range(5):
        provider_factory(display_name=f"Invented Aid {number}")
    url = ask(client, country="GE")
    # Names and labels are held for some seconds: one of three looks falls between.
    assert min(queries_of(client, "/") for _look in range(3)) == 0
    # The list, and two for the counts.
    assert min(queries_of(client, url) for _look in range(3)) == 3


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, url)
    return len(asked)


def test_pages_speak_the_readers_language(client: Client, places: None) -> None:
    client.cookies.load({"__Host-language": "uk"})
    assert "Затримання зараз" in page(client, "/")
    translation.activate("en")


def test_the_enter_key_presses_the_plain_search(
    client: Client, cast: Cast, sign_in: SignIn, places: None
) -> None:
    for browser in (client, sign_in(cast.monitor)):
        form = page(browser, "/").split('action="/"')[1].split("</form>")[0]
        first = form.split("<button")[1].split(">")[0]
        assert "name=" not in first
        assert 'tabindex="-1"' in first


def test_distances_are_told_in_the_readers_language(
    client: Client, places: None
) -> None:
    client.cookies.load({"__Host-language": "ru"})
    text = page(client, "/")
    assert "До 100 км" in text
    assert "Up to" not in text
    translation.activate("en")


@pytest.mark.usefixtures("places")
def test_nobody_found_tells_only_where_it_was_looked(client: Client) -> None:
    told = {
        "country": page(client, ask(client, country="GE", q="Xyzzyqq")),
        "city": page(client, ask(client, country="GE", near="Tbilisi")),
        "nowhere": page(client, ask(client, q="Xyzzyqq")),
    }
    assert "in the whole region" not in told["country"]
    assert "We also looked among those who help this country" in told["country"]
    assert "We also looked in the whole region, in the whole country" in told["city"]
    assert "We also looked" not in told["nowhere"]


def test_pages_of_a_search_are_kept_nowhere_and_may_be_asked_for_heads(
    client: Client, provider_factory: ProviderFactory
) -> None:
    aid = provider_factory()
    found = ask(client, country="GE")
    for url in ("/", found, f"/entry/{aid.pk}/", f"{found}print/", f"{found}{aid.pk}/"):
        for answer in (client.get(url), client.head(url)):
            assert answer.status_code == 200, url
            assert answer.headers["Cache-Control"] == "no-store"


def test_the_region_of_the_country_before_is_forgotten_with_it(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Aid")
    url = ask(client, country="GE", region="AM-ER")
    assert "Invented Aid" in page(client, url)


def test_who_works_there_is_asked_apart_from_who_is_listed_there(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Home Aid")
    provider_factory(
        display_name="Invented Visiting Aid", home_country="AM", countries=("GE",)
    )
    listed = page(client, ask(client, country="GE"))
    assert "Invented Home Aid" in listed
    assert "Invented Visiting Aid" not in listed
    serving = page(client, ask(client, country="GE", reach="serves"))
    assert "Invented Visiting Aid" in serving
    assert "who say they work there" in serving
    assert '<option value="serves" selected>' in serving


def test_an_office_is_asked_for_by_country_or_by_region(
    client: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Office Aid")
    for asked in ({"country": "GE"}, {"country": "GE", "region": "GE-TB"}):
        text = page(client, ask(client, **asked, reach="located_in"))
        assert "Invented Office Aid" in text
    wider = page(client, ask(client, country="GE", region="GE-TB", reach="serves"))
    assert "Shown instead: the whole country." in wider


@pytest.mark.usefixtures("places")
def test_a_reach_without_a_country_asks_which_one_is_meant(client: Client) -> None:
    answer = client.post("/", {"q": "heron", "reach": "serves"})
    assert answer.status_code == 422
    assert "Choose the country that you mean." in answer.content.decode()
