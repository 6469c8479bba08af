"""What is known of countries, by API: members' tokens alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from evacuation.models import CountryAlert, CountryRule, Pathway
from evacuation.services.countries.rules import save_rule
from evacuation.services.tokens import Scope
from tests.api.conftest import Caller
from tests.api.test_schema import checked
from tests.api.v1.test_cases import tool
from tests.api.v1.working import code, faults
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import ROLES, Desk
from tests.evacuation.known import SOURCE, entry, today

pytestmark = pytest.mark.django_db(databases=["default", "shred"])
RULES, WAYS, ALERTS = "/country-rules/", "/pathways/", "/country-alerts/"
END = f"{ALERTS}{{alert_id}}/end/"
KEEPERS = {"coordinator_one", "coordinator_two", "verifier"} | {
    part for part in ROLES if part.startswith("lead")
}


def days() -> dict[str, str]:
    return {
        "checked_on": today().isoformat(),
        "good_until": (today() + timedelta(days=30)).isoformat(),
    }


def rule(**said: Any) -> dict[str, Any]:
    whole = {"country": "AM", "subject": "entry", "of": "internal", "says": "visa"}
    return {**whole, "source": SOURCE, "replaces": None, **days(), **said}


def way(**said: Any) -> dict[str, Any]:
    whole = {"country": "DE", "kind": "humanitarian_visa", "status": "limited"}
    return {**whole, "source": SOURCE, "replaces": None, **days(), **said}


def read(caller: Caller, path: str, **asked: str) -> Any:
    answer = caller.get(path, **asked)
    checked(answer, path)
    return answer


def write(caller: Caller, path: str, said: object) -> Any:
    answer = caller.post(path, said)
    checked(answer, path, "post")
    return answer


def test_a_rule_is_written_read_by_its_country_and_replaced(desk: Desk) -> None:
    caller = tool(desk)
    made = write(caller, RULES, rule(note="Invented."))
    assert made.status_code == 201
    write(caller, RULES, rule(country="GE"))
    [found] = read(caller, RULES, country="AM").json()["rules"]
    assert found == made.json()
    assert (found["owner"], found["age"]) == (desk.users[ONE].username, "fresh")
    assert len(read(caller, RULES).json()["rules"]) == 2
    anew = rule(says="refused", replaces=found["id"])
    second = write(caller, RULES, anew).json()
    assert code(write(caller, RULES, anew)) == (409, "stale_version")
    [now] = read(caller, RULES, country="AM").json()["rules"]
    assert (now["id"], now["says"]) == (second["id"], "refused")
    assert CountryRule.objects.filter(country="AM").count() == 2


def test_a_way_in_is_written_read_and_replaced(desk: Desk) -> None:
    caller = tool(desk, "verifier")
    made = write(caller, WAYS, way(wait="Invented."))
    [found] = read(caller, WAYS, country="DE").json()["pathways"]
    assert found == made.json()
    assert code(write(caller, WAYS, way(status="closed")))[0] == 409
    write(caller, WAYS, way(status="closed", replaces=found["id"]))
    assert Pathway.objects.get(replaced_at=None).status == "closed"


def test_an_alert_is_raised_read_and_ended(desk: Desk) -> None:
    caller = tool(desk)
    said = {"country": "AM", "text": "Invented: closed.", "source": SOURCE}
    made = write(caller, ALERTS, said)
    assert made.status_code == 201
    assert read(caller, ALERTS, country="AM").json()["alerts"] == [made.json()]
    assert read(caller, ALERTS, country="GE").json()["alerts"] == []
    one = END.format(alert_id=made.json()["id"])
    ended = caller.post(one, {})
    checked(ended, END, "post")
    assert ended.json()["ended_at"] is not None
    again = caller.post(one, {})
    checked(again, END, "post")
    assert code(again) == (409, "wrong_state")
    assert read(caller, ALERTS).json()["alerts"] == []
    assert code(caller.post(END.format(alert_id=0), {})) == (404, "not_found")


@pytest.mark.parametrize(
    ("pointer", "said"),
    [
        ("#/country", {"country": "ZZ"}),
        ("#/country", {"country": "Armenia"}),
        ("#/of", {"of": "art"}),
        ("#/of", {"subject": "wanted_base", "says": "shared", "of": "ZZ"}),
        ("#/says", {"says": "shared"}),
        ("#/says", {"says": "perhaps"}),
        ("#/days", {"says": "refused", "days": 3}),
        ("#/days", {"days": "3"}),
        ("#/source", {"source": " "}),
        ("#/checked_on", {"checked_on": "2099-01-01", "good_until": "2099-01-02"}),
        ("#/good_until", {"good_until": "2020-01-01"}),
        ("#/replaces", {"replaces": "1"}),
        ("#/weather", {"weather": "fair"}),
    ],
    ids=str,
)
def test_a_fault_is_named_by_its_member(
    desk: Desk, pointer: str, said: dict[str, Any]
) -> None:
    assert faults(write(tool(desk), RULES, rule(**said))) == [pointer]
    assert not CountryRule.objects.exists()


def test_what_replaces_something_says_what(desk: Desk) -> None:
    said = rule()
    del said["replaces"]
    assert faults(write(tool(desk), RULES, said)) == ["#/replaces"]


def test_a_list_is_narrowed_by_a_country_alone(desk: Desk) -> None:
    caller = tool(desk)
    for asked in ({"country": "ZZ"}, {"colour": "red"}):
        answer = read(caller, RULES, **asked)
        assert answer.status_code == 400
        [fault] = answer.json()["errors"]
        assert fault["parameter"] in asked


@pytest.mark.parametrize("part", list(ROLES))
def test_every_member_reads_and_who_plans_writes(desk: Desk, part: str) -> None:
    save_rule(actor=desk[ONE], rule=entry(), replaces=None)
    caller, allowed = tool(desk, part), part in KEEPERS
    assert len(read(caller, RULES).json()["rules"]) == 1
    alert = {"country": "AM", "text": "Invented.", "source": SOURCE}
    for path, said in ((RULES, rule()), (WAYS, way()), (ALERTS, alert)):
        assert write(caller, path, said).status_code == (201 if allowed else 403)
    assert CountryAlert.objects.count() == int(allowed)


def test_a_reading_token_changes_nothing(desk: Desk) -> None:
    caller = tool(desk, scope=Scope.READ_CASES)
    assert read(caller, RULES).status_code == 200
    assert code(write(caller, RULES, rule())) == (403, "scope_missing")
    assert not CountryRule.objects.exists()
