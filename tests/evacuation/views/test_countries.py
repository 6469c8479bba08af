"""The pages of what is known of countries: read by members, written by who plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from evacuation.models import CountryAlert, CountryRule, Pathway
from evacuation.services.countries.alerts import raise_alert
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.countries.rules import save_rule
from evacuation.workflow.movement.contexts import Says, Subject
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.known import SOURCE, entry, seat, today
from tests.evacuation.travels import in_planning

pytestmark = pytest.mark.proof

LIST, AM, DE = "/desk/countries/", "/desk/countries/AM/", "/desk/countries/DE/"
ENTRY, SEAT = f"{AM}rule/entry/", f"{DE}way/temporary_seat/"


def rule(**said: Any) -> dict[str, Any]:
    whole = {
        "of": "international",
        "says": "free",
        "days": "90",
        "source": SOURCE,
        "note": "Invented note.",
        "checked_on": today().isoformat(),
        "good_until": (today() + timedelta(days=30)).isoformat(),
        "replaces": "",
    }
    return {**whole, **said}


def text(client: Client, path: str, **asked: Any) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_rule_is_written_read_and_replaced(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    assert client.post(ENTRY, rule()).status_code == 302
    page = text(client, AM)
    for words in (
        "Armenia",
        "A passport for abroad",
        "days of a stay: 90",
        SOURCE,
        "Fresh",
    ):
        assert words in page
    row = CountryRule.objects.get()
    form = text(client, ENTRY, of="international")
    assert f'name="replaces" value="{row.pk}"' in form
    assert SOURCE in form
    assert 'name="checked_on" value' not in form
    anew = rule(says="visa", days="", replaces=row.pk)
    assert client.post(ENTRY, anew).status_code == 302
    page = text(client, AM)
    assert "Only with a visa or permit" in page
    assert "Versions before: 1" in page


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_typed_is_lost(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    first = save_rule(actor=desk[ONE], rule=entry(), replaces=None)
    theirs = entry(says=Says.REFUSED, days=None)
    second = save_rule(actor=desk["verifier"], rule=theirs, replaces=first.pk)
    client = unlocked_client(ONE)
    mine = rule(note="Invented: I had typed this.", replaces=first.pk)
    answer = client.post(ENTRY, mine)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody wrote this anew." in page
    assert "Invented: I had typed this." in page
    assert "Not let in" in page
    assert CountryRule.objects.get(replaced_at=None).pk == second.pk
    # What stands is on the page: saving again rests on it.
    assert f'name="replaces" value="{second.pk}"' in page
    assert client.post(ENTRY, {**mine, "replaces": second.pk}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"says": "shared"}, "Select a valid choice."),
        ({"of": "art"}, "Select a valid choice."),
        ({"source": ""}, "This field is required."),
        ({"good_until": "2020-01-01"}, "It would run out before it was looked up."),
        ({"good_until": "2099-01-01"}, "Somebody looks at it again within a year."),
        ({"checked_on": "2099-01-01"}, "This day has not come yet."),
        ({"says": "refused"}, "Days are of a stay, where one is let in."),
    ],
    ids=str,
)
def test_a_fault_is_named_and_what_was_typed_comes_back(
    desk: Desk, unlocked_client: UnlockedClient, changed: dict[str, str], words: str
) -> None:
    answer = unlocked_client(ONE).post(ENTRY, rule(**changed))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Invented note." in page
    assert not CountryRule.objects.exists()


def test_a_way_in_is_written_and_replaced(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client("verifier")
    said = {name: rule()[name] for name in ("source", "checked_on", "good_until")}
    said |= {"status": "limited", "wait": "Invented months", "replaces": ""}
    assert client.post(SEAT, said).status_code == 302
    row = Pathway.objects.get()
    assert "Invented months" in text(client, DE)
    stale = client.post(SEAT, {**said, "status": "closed"})
    assert stale.status_code == 422
    closed = {**said, "status": "closed", "replaces": row.pk}
    assert client.post(SEAT, closed).status_code == 302
    page = text(client, LIST)
    assert "Germany" in page
    assert "Closed" in page


def test_an_alert_is_raised_stands_first_and_is_ended(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    lost = client.post(AM, {"text": "Invented: closed.", "source": ""})
    assert lost.status_code == 422
    assert "Invented: closed." in lost.content.decode()
    said = {"text": "Invented: closed.", "source": SOURCE}
    assert client.post(AM, said).status_code == 302
    alert = CountryAlert.objects.get()
    assert (alert.country, alert.raised_by) == ("AM", desk.users[ONE])
    for path in (LIST, AM):
        assert "Alert: Armenia" in text(client, path)
    end = f"{AM}alert/{alert.pk}/end/"
    assert client.post(end).status_code == 302
    assert "Alert: Armenia" not in text(client, LIST)
    assert "was ended already" in client.post(end, follow=True).content.decode()


def test_the_list_says_how_old_it_is_in_the_same_number_of_questions(
    desk: Desk, unlocked_client: UnlockedClient, django_assert_max_num_queries: Any
) -> None:
    for country, until in (("AM", -1), ("GE", 3), ("KZ", 90)):
        good = today() + timedelta(days=until)
        old = entry(country=country, good_until=good, checked_on=good)
        if until > 0:
            old = entry(country=country, good_until=good)
        save_rule(actor=desk[ONE], rule=old, replaces=None)
    client = unlocked_client("auditor")
    with django_assert_max_num_queries(30) as few:
        page = text(client, LIST)
    for words in ("Ran out: check it again", "Runs out soon", "Fresh"):
        assert words in page
    for country in ("PL", "RO", "MD"):
        save_rule(actor=desk[ONE], rule=entry(country=country), replaces=None)
        save_pathway(actor=desk[ONE], way=seat(country=country), replaces=None)
        raise_alert(actor=desk[ONE], country=country, text="Invented.", source=SOURCE)
    with django_assert_max_num_queries(len(few)):
        text(client, LIST)


def test_the_board_tells_who_keeps_it_that_it_ran_out(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    gone = today() - timedelta(days=1)
    rows = [
        entry(checked_on=gone, good_until=gone),
        entry(country="GE", subject=Subject.LAW, says=Says.SAFE, of="", days=None),
    ]
    for row in rows:
        save_rule(actor=desk[ONE], rule=row, replaces=None)
    mine, other = unlocked_client(ONE), unlocked_client("coordinator_two")
    assert "What you keep of these countries ran out." in text(mine, "/cases/")
    assert "Armenia" in text(mine, "/cases/")
    assert "Georgia" not in text(mine, "/cases/")
    assert "ran out" not in text(other, "/cases/")
    lead = unlocked_client("lead_one")
    assert "ran out" not in text(lead, "/cases/")
    CountryRule.objects.update(owner=None)
    assert "ran out" in text(lead, "/cases/")


def test_what_no_rule_can_be_of_is_shown_as_of_any(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    for of in ("\0", "art", "RU", "x" * 99):
        assert 'name="replaces"' in text(client, ENTRY, of=of)
        assert client.post(ENTRY, rule(of=of)).status_code == 422


@pytest.mark.parametrize("part", ["approver", "auditor", "steward"])
def test_others_read_and_find_nothing_to_write_with(
    desk: Desk, unlocked_client: UnlockedClient, part: str
) -> None:
    save_rule(actor=desk[ONE], rule=entry(), replaces=None)
    client = unlocked_client(part)
    page = text(client, AM)
    assert "rule/entry" not in page
    assert "Raise the alert" not in page
    assert client.get(ENTRY).status_code == 404
    assert client.post(ENTRY, rule()).status_code == 404
    said = {"text": "Invented.", "source": SOURCE}
    assert client.post(AM, said).status_code == 404
    assert CountryRule.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "/desk/countries/ZZ/",
        "/desk/countries/am/",
        "/desk/countries/AM/rule/weather/",
        "/desk/countries/ZZ/rule/entry/",
        "/desk/countries/AM/way/tunnel/",
    ],
)
def test_what_there_is_not_is_not_there(
    desk: Desk, unlocked_client: UnlockedClient, path: str
) -> None:
    assert unlocked_client(ONE).get(path).status_code == 404


def test_a_country_is_opened_from_the_list_and_from_a_journey(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    answer = client.get(LIST, {"country": "KZ"})
    assert answer["Location"] == "/desk/countries/KZ/"
    case = in_planning(desk)
    assert f'href="{AM}"' in text(client, f"/cases/{case}/journey/")
    raise_alert(actor=desk[ONE], country="AM", text="Invented.", source=SOURCE)
    assert "Alert for Armenia" in text(client, f"/cases/{case}/journey/")
    assert f'href="{LIST}"' in text(client, "/cases/")
