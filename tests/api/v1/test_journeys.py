"""A journey through its API: written, read back, looked at, signed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evacuation.models import AuditRow, CountryAlert, CountryRule
from evacuation.models.choices import Compartment, State
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.journeys.plans import plan_of
from evacuation.services.journeys.travellers import travellers
from evacuation.workflow.movement.contexts import PathwayStatus
from evacuation.workflow.movement.health import RESERVE
from tests.api.v1.test_case_doors import example_of
from tests.api.v1.test_cases import tool
from tests.api.v1.working import change, code, faults, read
from tests.evacuation.decisions import ONE, approved_case, opened, state
from tests.evacuation.desk import Desk
from tests.evacuation.known import seat
from tests.evacuation.services.journeys.test_alone import (
    TWO,
    VERIFIER,
    couple,
    gone,
    heard,
)
from tests.evacuation.travels import in_planning, ready_case

pytestmark = [
    pytest.mark.django_db(databases=["default", "shred"]),
    pytest.mark.proof,
]
PLAN, PEOPLE = "journey/plan/", "journey/people/"


def test_what_was_written_is_read_as_it_is_sent(desk: Desk) -> None:
    case, caller = approved_case(desk), tool(desk)
    assert read(caller, case, "journey/").json()["plan"] is None
    for where in (PLAN, PEOPLE, "journey/medicines/"):
        assert change(caller, case, where, example_of(where)).status_code == 200
    found = read(caller, case, "journey/").json()
    [leg] = found["plan"]["legs"]
    assert (leg["origin"], leg["begins_at"]) == ("GE", "Invented station")
    [one] = found["people"]
    assert one["person"]["listed_national"] == "no"
    assert [row["kind"] for row in one["medicines"]] == ["hormones"]
    before = plan_of(opened(desk, case)), travellers(opened(desk, case))
    assert change(caller, case, PLAN, found["plan"]).status_code == 200
    assert change(caller, case, PEOPLE, one["person"]).status_code == 200
    assert before == (plan_of(opened(desk, case)), travellers(opened(desk, case)))


def test_others_say_their_word_and_the_list_is_signed(desk: Desk) -> None:
    case, caller = in_planning(desk), tool(desk)
    lead, verifier = tool(desk, "lead_one"), tool(desk, VERIFIER)
    refused = change(caller, case, "steps/ready/")
    assert code(refused) == (409, "step_lacks")
    assert refused.json()["lines"] == ["borders", "lawful", "host", "last_yes"]
    may = read(caller, case, "journey/").json()["may"]
    assert may == {
        "plan": True,
        "look": True,
        "sign": False,
        "legally": False,
        "name": True,
    }
    for leg in (0, 1):
        said = {"leg": leg, "passes": True}
        assert change(caller, case, "journey/borders/", said).status_code == 200
    for where in ("journey/last-yes/", "journey/host-said/"):
        assert change(caller, case, where).status_code == 400
        assert change(caller, case, where, {"via": "signal"}).status_code == 200
    assert code(change(caller, case, "journey/lawful/")) == (403, "not_allowed")
    assert change(lead, case, "journey/lawful/").status_code == 200
    now = read(caller, case, "journey/").json()
    assert {one["readiness"] for one in now["list"]} <= {"done", "not_needed"}
    assert now["may"]["sign"]
    assert now["legs"][0]["border"]["passes"] is True
    assert change(caller, case, "steps/ready/").status_code == 200
    seen = read(verifier, case, "journey/").json()
    assert seen["as_seen"]
    assert change(verifier, case, "second/", {"decision": "yes"}).status_code == 200
    assert state(case) == State.READY


def test_what_stops_a_leg_is_named_and_let_pass_with_a_reason(desk: Desk) -> None:
    case, lead = in_planning(desk), tool(desk, "lead_one")
    CountryRule.objects.all().delete()
    said: dict[str, object] = {
        "what": "entry_unknown",
        "why": "Invented: asked the lawyer.",
    }
    nobody = change(lead, case, "journey/passes/", said)
    assert code(nobody) == (400, "nothing_to_pass")
    said |= {"person": "1", "leg": 1}
    assert change(lead, case, "journey/passes/", said).status_code == 200
    now = read(lead, case, "journey/").json()
    [passed] = now["passed"]
    assert (passed["what"], passed["person"]) == (said["what"], said["person"])
    assert passed["crossing"][:2] == ["AM", "DE"]
    found = [
        one["passed"]
        for leg in now["legs"]
        for one in leg["findings"]
        if one["what"] == said["what"]
    ]
    assert found == ["", said["why"]]
    every = {"what": said["what"], "why": said["why"], "everywhere": True}
    assert change(lead, case, "journey/passes/", every).status_code == 200
    assert len(read(lead, case, "journey/").json()["passed"]) == 2
    assert faults(change(lead, case, "journey/passes/", {**said, "what": "magic"})) == [
        "#/what"
    ]


def test_an_alert_is_read_and_looked_at(desk: Desk) -> None:
    case, caller = ready_case(desk), tool(desk)
    CountryAlert.objects.create(
        country="AM",
        text="Invented: closed at night.",
        source="Invented.",
        raised_at=timezone.now(),
    )
    [alert] = read(caller, case, "journey/").json()["alerts"]
    assert alert["country"] == "AM"
    assert faults(change(caller, case, "journey/route-seen/")) == ["#/why"]
    seen = {"why": "Invented: open by day."}
    # The go falls with the first look; the way is looked at where it is planned.
    for then in (State.PLANNING, State.PLANNING):
        assert change(caller, case, "journey/route-seen/", seen).status_code == 200
        assert state(case) == then
    assert read(caller, case, "journey/").json()["alerts"] == []


def test_each_fault_is_named_where_it_stands(desk: Desk) -> None:
    case, caller = approved_case(desk), tool(desk)
    plan, person = example_of(PLAN), example_of(PEOPLE)
    late = {**plan["legs"][0], "ends": "2027-03-01T05:00:00Z"}
    assert faults(change(caller, case, PLAN, {**plan, "legs": [late]})) == [
        "#/legs/0/ends"
    ]
    assert faults(change(caller, case, PEOPLE, {**person, "valid_until": None})) == [
        "#/valid_until"
    ]
    assert faults(change(caller, case, PEOPLE, {**person, "home": "ZZ"})) == ["#/home"]
    lead_apart = change(caller, case, PEOPLE, {**person, "going": "apart"})
    assert code(lead_apart) == (400, "lead_person")
    change(caller, case, PEOPLE, person)
    apart = {**person, "number": "2", "going": "apart"}
    assert code(change(caller, case, PEOPLE, apart)) == (400, "apart_unexplained")
    third = change(caller, case, PEOPLE, {**person, "number": "3"})
    assert code(third) == (404, "not_found")


def test_an_interview_is_read_by_who_heard_it_alone(desk: Desk) -> None:
    case = couple(desk)
    theirs, mine = tool(desk, TWO), tool(desk)
    said = {"person": "2", "text": "Invented: afraid of who comes along."}
    assert change(theirs, case, "journey/interviews/", said).status_code == 200
    _first, second = read(theirs, case, "journey/interviews/").json()["interviews"]
    assert [one["text"] for one in second["told"]] == [said["text"]]
    looks = AuditRow.objects.filter(verb="interview.opened").exclude(reference=b"")
    assert [one.actor for one in looks] == [desk.card(TWO).name]
    answer = read(mine, case, "journey/interviews/")
    _first, second = answer.json()["interviews"]
    assert (second["heard"], second["may_hear"], second["told"]) == (True, False, None)
    assert said["text"] not in answer.content.decode()
    refused = change(mine, case, "journey/interviews/", said)
    assert refused.status_code == 403
    heard(desk, case, ONE, "1")
    own = {"person": "2", "text": "Invented."}
    assert code(change(mine, case, "journey/interviews/", own))[0] in {400, 403}


def test_a_number_of_before_is_taken_by_who_is_the_same(desk: Desk) -> None:
    case, caller = couple(desk), tool(desk)
    heard(desk, case, TWO, "2")
    gone(desk, case, Compartment.LOGISTICS)
    person = example_of(PEOPLE)
    assert change(caller, case, PEOPLE, person).status_code == 200
    second = {**person, "number": "2"}
    refused = change(caller, case, PEOPLE, second)
    assert code(refused) == (400, "same_unsaid")
    assert faults(refused) == ["#/same_as_before"]
    same = {**second, "same_as_before": True}
    assert change(caller, case, PEOPLE, same).status_code == 200
    people = read(caller, case, "journey/").json()["people"]
    assert [one["person"]["number"] for one in people] == ["1", "2"]


def test_the_medical_focal_point_reads_medicine_and_no_journey(desk: Desk) -> None:
    case = in_planning(desk)
    name = desk.users[TWO].username
    theirs, said = tool(desk, TWO), {"what": "medical", "member": name}
    assert read(theirs, case, "journey/medicines/").status_code == 404
    assert change(tool(desk), case, "journey/focals/", said).status_code == 200
    told = read(theirs, case, "journey/medicines/").json()
    ends = plan_of(opened(desk, case)).legs[-1].leg.ends.date()
    assert told == {
        "people": [{"person": "1", "medicines": [], "against": []}],
        "going": ["1"],
        "ends": ends.isoformat(),
        "lasts_to": (ends + RESERVE).isoformat(),
    }
    assert read(theirs, case, "journey/").status_code == 404
    medicine = {"kind": "art", "days": 30, "counted_on": "2026-03-01"}
    taken = {"person": "1", "medicines": [medicine]}
    assert change(theirs, case, "journey/medicines/", taken).status_code == 200
    [one] = read(theirs, case, "journey/medicines/").json()["people"]
    assert [what["what"] for what in one["against"]] == ["runs_out"]


def test_nobody_makes_a_room_for_medicine_in_a_case_of_others(desk: Desk) -> None:
    case = approved_case(desk)
    said = {"person": "1", "medicines": []}
    refused = change(tool(desk, TWO), case, "journey/medicines/", said)
    assert code(refused) == (403, "not_allowed")
    assert not opened(desk, case).case.keys.filter(compartment=Compartment.HEALTH)


def test_without_a_plan_there_is_nothing_to_say_a_word_on(desk: Desk) -> None:
    case, caller = approved_case(desk), tool(desk)
    for where in ("last-yes", "host-said", "route-seen"):
        seen = where == "route-seen"
        said = {"why": "Invented."} if seen else {"via": "signal"}
        answer = change(caller, case, f"journey/{where}/", said)
        assert code(answer) == (400, "no_plan"), where


def test_the_way_in_that_a_plan_names_stands_beside_it(desk: Desk) -> None:
    case, caller = in_planning(desk), tool(desk)
    way = save_pathway(actor=desk[ONE], way=seat(), replaces=None)
    plan = read(caller, case, "journey/").json()["plan"]
    assert plan["pathway"] is None
    named = {**plan, "pathway": way.pk}
    assert change(caller, case, PLAN, named).status_code == 200
    closed = seat(status=PathwayStatus.CLOSED)
    now = save_pathway(actor=desk[ONE], way=closed, replaces=way.pk)
    found = read(caller, case, "journey/").json()
    assert found["plan"]["pathway"] == way.pk
    assert (found["way_in"]["id"], found["way_in"]["status"]) == (now.pk, "closed")
    against = [one["what"] for one in found["legs"][1]["findings"]]
    assert "way_closed" in against
    unknown = change(caller, case, PLAN, {**plan, "pathway": 10**30})
    assert code(unknown) == (400, "no_such_way")
    assert unknown.json()["errors"][0]["pointer"] == "#/pathway"
