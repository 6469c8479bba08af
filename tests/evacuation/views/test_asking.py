"""The page for people in danger, as a browser without scripts or cookies meets it."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from directory.models.choices import ChannelKind, Level
from directory.services.entry import ContactData
from evacuation.access import board, open_case, visible_cases
from evacuation.board import BoardLine
from evacuation.models import Case, Mailbox
from evacuation.vault.receipts import read_receipt
from tests.cast import ProviderFactory
from tests.evacuation.desk import Desk

pytestmark = pytest.mark.usefixtures("places")
ANSWERS = {
    "safe_now": "no",
    "danger": "24h",
    "country": "GE",
    "language": "ru",
    "asking": "self",
    "consent_store_assess": "1",
    "send": "1",
}
STORY = "Зелёная цапля стоит у двери"
RECEIPT = re.compile(r"<span>([0-9A-Z]{4})</span>")
FORM = re.compile(r'name="form" value="([0-9a-f.]+)"')


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def form_of(page: Any) -> str:
    found = FORM.search(page.content.decode())
    assert found is not None
    return found[1]


def receipt_of(page: Any) -> str:
    return "-".join(RECEIPT.findall(page.content.decode()))


def begun(browser: Client, **said: str) -> Any:
    return browser.post("/help/", {"start": "1", **said})


def asked(browser: Client, **answers: str) -> Any:
    form = form_of(begun(browser))
    return browser.post("/help/", {"form": form, **ANSWERS, **answers})


def lines_of(desk: Desk) -> list[BoardLine]:
    """The board, as a coordinator sees it."""
    me = desk["coordinator_one"]
    return [line for line in board(me, visible_cases(me)).values() if line]


def test_five_answers_make_a_request_and_a_receipt(browser: Client, desk: Desk) -> None:
    page = asked(browser, story=STORY)
    assert page.status_code == 200
    receipt = read_receipt(receipt_of(page))
    assert Mailbox.objects.filter(pk=receipt.lookup).exists()
    assert Case.objects.get().level == "critical"


def test_the_desk_reads_what_was_answered(browser: Client, desk: Desk) -> None:
    asked(
        browser,
        story=STORY,
        asking="agreed",
        do_not_contact="1",
        voucher="Invented Heron Union",
        **{
            "people_0-5": "2",
            "contact1-channel": "signal",
            "contact1-handle": "+995 555 000 111",
            "contact1-may_write_first": "yes",
            "contact1-name_we_use": "Nino",
        },
    )
    me = desk["coordinator_one"]
    [line] = lines_of(desk)
    assert (line.country, line.language) == ("GE", "ru")
    assert line.marks[:2] == ("third_party", "do_not_contact")
    case = open_case(me, Case.objects.get().id)
    account = case.only("triage", "account")
    assert account["story"] == STORY
    assert account["dependants"] == {"0-5": 2}
    [consent] = account["consents"]
    assert (consent["code"], consent["granted_by"]) == ("store_assess", "on_behalf")
    contact = case.only("inbox", "contact")
    assert contact["do_not_contact"] is True
    [profile] = contact["profiles"]
    said = {
        "channel": "signal",
        "handle": "+995 555 000 111",
        "may_write_first": "yes",
        "who_sees": "unknown",
        "name_we_use": "Nino",
    }
    assert profile.items() >= said.items()


def test_no_cookie_is_set_and_nothing_is_kept_or_framed(
    browser: Client, desk: Desk
) -> None:
    for page in (browser.get("/help/"), begun(browser), asked(browser)):
        assert not page.cookies
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        assert 'content="noindex' in page.content.decode()
        assert "<script" not in page.content.decode()
        assert " style=" not in page.content.decode()


def test_untouched_forms_differ_in_their_keys_alone(
    browser: Client, desk: Desk
) -> None:
    pages = [begun(browser).content.decode() for _ in range(2)]
    keys = [FORM.findall(page) for page in pages]
    assert keys[0] != keys[1]
    assert [len(found) for found in keys] == [1, 1]
    first, second = (FORM.sub("", page) for page in pages)
    assert first == second


def test_an_untouched_form_follows_language_and_settings_at_once(
    browser: Client, desk: Desk, settings: Settings
) -> None:
    def page(language: str) -> str:
        found = begun(browser, lang=language).content.decode()
        assert f'<html lang="{language}">' in found
        assert f'<input type="hidden" name="lang" value="{language}">' in found
        return str(found)

    assert '<option value="GE">Georgia</option>' in page("en")
    assert '<option value="GE">Грузія</option>' in page("uk")
    settings.WAYMARK_GAZETTEER_COUNTRIES = ["AM"]
    assert 'value="GE"' not in page("uk")
    settings.WAYMARK_EXIT_URL = "https://invented-heron.example/"
    assert '<a href="https://invented-heron.example/"' in page("uk")


def test_the_receipt_stands_in_the_answer_alone(browser: Client, desk: Desk) -> None:
    page = asked(browser)
    receipt = receipt_of(page)
    said = " ".join(f"{name}: {value}" for name, value in page.headers.items())
    assert receipt not in said
    assert receipt not in browser.get("/help/").content.decode()


def test_what_happens_with_it_is_said_beforehand(browser: Client, desk: Desk) -> None:
    assert (
        'href="/help/what-happens/?lang=en"' in browser.get("/help/").content.decode()
    )
    page = browser.get("/help/what-happens/")
    assert "What we cannot promise" in page.content.decode()
    assert not page.cookies


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_the_pages_are_light(
    browser: Client, desk: Desk, settings: Settings, language: str
) -> None:
    first = browser.get(f"/help/?lang={language}")
    questions = begun(browser, lang=language)
    sent = asked(browser, lang=language)
    css = (settings.BASE_DIR / "config/static/help.css").stat().st_size
    assert len(first.content) + css < 30_000
    assert len(questions.content) < 30_000
    assert len(sent.content) + css < 30_000


def test_sent_twice_it_is_one_request_with_one_receipt(
    browser: Client, desk: Desk
) -> None:
    form = form_of(begun(browser))
    first = browser.post("/help/", {"form": form, **ANSWERS, "story": STORY})
    again = browser.post("/help/", {"form": form, **ANSWERS, "story": "Another"})
    assert receipt_of(first) == receipt_of(again) != ""
    assert Case.objects.count() == 1
    assert "Your first text stands" in again.content.decode()
    assert "Your first text stands" not in first.content.decode()


def test_what_is_missing_is_said_and_what_was_typed_stays(
    browser: Client, desk: Desk
) -> None:
    page = asked(browser, danger="", story=STORY, **{"contact2-handle": "heron-7"})
    text = page.content.decode()
    assert page.status_code == 422
    assert 'href="#id_danger"' in text
    assert 'href="#id_contact2-channel"' in text
    assert STORY in text
    assert 'value="heron-7"' in text
    assert not Case.objects.exists()


def test_a_long_text_is_refused_with_its_length_and_kept(
    browser: Client, desk: Desk
) -> None:
    page = asked(browser, story="ж" * 2001)
    assert "2001 characters, and 2000 fit" in page.content.decode()
    assert "ж" * 2001 in page.content.decode()
    assert asked(browser, story="ж" * 2000).status_code == 200


def test_the_longest_answers_fit(browser: Client, desk: Desk) -> None:
    contacts = {
        f"contact{n}-{name}": value
        for n in (1, 2, 3)
        for name, value in {
            "channel": "signal",
            "handle": "😀" * 120,
            "name_we_use": "😀" * 60,
        }.items()
    }
    page = asked(browser, story="😀" * 2000, voucher="😀" * 200, **contacts)
    assert page.status_code == 200


def test_a_page_older_than_an_hour_comes_back_whole_with_a_fresh_key(
    browser: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(begun(browser))
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    page = browser.post("/help/", {"form": form, **ANSWERS, "story": STORY})
    assert page.status_code == 410
    assert STORY in page.content.decode()
    assert not Case.objects.exists()
    fresh = form_of(page)
    assert fresh != form
    again = browser.post("/help/", {"form": fresh, **ANSWERS, "story": STORY})
    assert receipt_of(again)


def test_a_key_that_this_server_did_not_sign_is_refused(
    browser: Client, desk: Desk
) -> None:
    key, moment, signature = form_of(begun(browser)).split(".")
    later = f"{int(moment, 16) + 1:016x}"
    for forged in (
        f"{key}.{later}.{signature}",
        f"{'0' * 64}.{moment}.{signature}",
        "",
    ):
        assert browser.post("/help/", {**ANSWERS, "form": forged}).status_code == 410
    assert not Case.objects.exists()


def test_another_language_keeps_what_was_typed(browser: Client, desk: Desk) -> None:
    form = form_of(begun(browser))
    typed = {"form": form, **ANSWERS, "story": STORY, "contact1-handle": "heron-7"}
    del typed["send"]
    page = browser.post("/help/", {**typed, "show": "uk"})
    text = page.content.decode()
    assert page.status_code == 200
    assert '<html lang="uk">' in text
    assert STORY in text
    assert 'value="heron-7"' in text
    assert 'value="24h" checked' in text
    assert form_of(page) == form
    assert not Case.objects.exists()


def test_another_site_cannot_send_in_somebodys_name(
    browser: Client, desk: Desk
) -> None:
    form = form_of(begun(browser))
    sent = {"form": form, **ANSWERS}
    for origin in ("https://elsewhere.example", "null", "https://testserver"):
        page = browser.post("/help/", sent, headers={"Origin": origin})
        assert page.status_code == 403
    assert not Case.objects.exists()
    own = browser.post("/help/", sent, headers={"Origin": "http://testserver"})
    assert own.status_code == 200


def test_consent_is_needed_but_for_somebody_who_cannot_be_asked(
    browser: Client, desk: Desk
) -> None:
    assert asked(browser, consent_store_assess="").status_code == 422
    agreed = asked(browser, consent_store_assess="", asking="agreed")
    assert agreed.status_code == 422
    unaware = asked(browser, consent_store_assess="", asking="unaware")
    assert unaware.status_code == 200


def test_without_a_trusted_roster_it_says_so_before_anything_is_typed(
    browser: Client, cast: Any, provider_factory: ProviderFactory
) -> None:
    provider_factory(
        display_name="Invented Night Line",
        available_24_7=True,
        contacts=(ContactData(ChannelKind.PHONE, "+995322000000", Level.PUBLIC),),
    )
    page = browser.get("/help/")
    assert page.status_code == 503
    assert "<button" not in page.content.decode()
    assert begun(browser).status_code == 503
    assert "Invented Night Line" in page.content.decode()


def test_trust_lost_while_writing_loses_no_word(
    browser: Client, desk: Desk, settings: Settings
) -> None:
    form = form_of(begun(browser))
    settings.WAYMARK_ORGANISATION_KEY = "00" * 32
    page = browser.post("/help/", {"form": form, **ANSWERS, "story": STORY})
    assert page.status_code == 503
    assert STORY in page.content.decode()
    assert not Case.objects.exists()


def test_the_answer_names_public_lines_of_that_country_alone(
    browser: Client, desk: Desk, provider_factory: ProviderFactory
) -> None:
    number = "+995322000000"
    provider_factory(
        display_name="Invented Night Line",
        available_24_7=True,
        contacts=(ContactData(ChannelKind.PHONE, number, Level.PUBLIC),),
    )
    provider_factory(
        display_name="Invented Quiet Line",
        available_24_7=True,
        level=Level.MONITORS,
        contacts=(ContactData(ChannelKind.PHONE, "+995322000001", Level.MONITORS),),
    )
    text = asked(browser).content.decode()
    assert f'href="tel:{number}"' in text
    assert "Invented Quiet Line" not in text
    assert "Invented Night Line" not in asked(browser, country="AM").content.decode()


@pytest.mark.parametrize(
    ("danger", "said"),
    [
        ("24h", "go now"),
        ("72h", "Decide today"),
        ("week", "passport is valid"),
        ("unknown", "If anything changes"),
    ],
)
def test_the_safety_steps_fit_the_danger(
    browser: Client, desk: Desk, danger: str, said: str
) -> None:
    assert said in asked(browser, danger=danger).content.decode()


def test_a_country_that_is_not_listed_is_recognised_by_name(
    browser: Client, desk: Desk
) -> None:
    asked(browser, country="ZZ", country_words="армения")
    asked(browser, country="ZZ", country_words="Atlantis")
    assert asked(browser, country="ZZ").status_code == 422
    assert {line.country for line in lines_of(desk)} == {"AM", "ZZ"}


def test_a_crowd_is_marked_and_nothing_else_changes(
    browser: Client, desk: Desk, settings: Settings
) -> None:
    settings.WAYMARK_INTAKE_PER_NETWORK = 1
    for last in (1, 2):
        form = form_of(begun(browser))
        browser.post(
            "/help/", {"form": form, **ANSWERS}, REMOTE_ADDR=f"203.0.113.{last}"
        )
    assert sorted("flood" in line.marks for line in lines_of(desk)) == [False, True]
    assert {case.level for case in Case.objects.all()} == {"critical"}
    assert all(case.alerts.exists() for case in Case.objects.all())


def test_where_no_address_can_be_trusted_nothing_is_counted(
    browser: Client, desk: Desk, settings: Settings
) -> None:
    settings.WAYMARK_INTAKE_PER_NETWORK = 1
    for _again in range(2):
        asked(browser)
    assert not any("flood" in line.marks for line in lines_of(desk))


def test_a_filled_trap_only_marks(browser: Client, desk: Desk) -> None:
    assert asked(browser, website="https://spam.example").status_code == 200
    [line] = lines_of(desk)
    assert "automatic" in line.marks
