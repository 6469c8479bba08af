"""What comes with the house is sourced, has run out, and is written over by nobody."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from evacuation.forms.journeys.countries import country_choices
from evacuation.models import AuditRow, CountryRule, Pathway
from evacuation.services.countries.first_known import first_known, load_first_known
from evacuation.services.countries.pathways import Way, way_faults
from evacuation.services.countries.reading import ran_out
from evacuation.services.countries.rules import save_rule
from evacuation.services.journeys.countries import rules_for
from evacuation.workflow.movement.contexts import (
    PathwayKind,
    PathwayStatus,
    Rule,
    Says,
    Subject,
)
from evacuation.workflow.movement.fitting import rule_faults
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk
from tests.evacuation.known import entry

RULES, WAYS = first_known()["rules"], first_known()["pathways"]


@pytest.mark.parametrize("said", RULES, ids=lambda one: "-".join([*one.values()][:3]))
def test_each_rule_fits_is_sourced_and_has_run_out(said: dict[str, str]) -> None:
    on, until = (date.fromisoformat(said[n]) for n in ("checked_on", "good_until"))
    rule = Rule(
        country=said["country"],
        subject=Subject(said["subject"]),
        says=Says(said["says"]),
        of=said["of"],
        source=said["source"],
        checked_on=on,
        good_until=until,
    )
    assert list(rule_faults(rule, timezone.localdate())) == []
    assert rule.is_old(timezone.localdate())
    assert said["country"] in dict(country_choices())
    assert max(len(said["source"]) * 2, len(said["note"])) <= 1000


@pytest.mark.parametrize("said", WAYS, ids=lambda one: one["country"])
def test_each_way_fits_is_sourced_and_has_run_out(said: dict[str, str]) -> None:
    days = {n: date.fromisoformat(said[n]) for n in ("checked_on", "good_until")}
    status, kind = PathwayStatus(said["status"]), PathwayKind(said["kind"])
    way = Way(**{**said, **days, "status": status, "kind": kind})  # type: ignore[arg-type]
    assert list(way_faults(way, timezone.localdate())) == []
    assert days["good_until"] < timezone.localdate()


def test_it_is_loaded_once_and_leads_hear_that_nobody_keeps_it(desk: Desk) -> None:
    said = StringIO()
    call_command("load_countries", stdout=said)
    assert said.getvalue().strip() == f"{len(RULES) + len(WAYS)} records of countries."
    assert (CountryRule.objects.count(), Pathway.objects.count()) == (
        len(RULES),
        len(WAYS),
    )
    assert load_first_known() == 0
    assert AuditRow.objects.filter(verb="country.first_known").count() == 1
    assert "KG" in ran_out(desk["lead_one"])
    assert ran_out(desk[ONE]) == []


def test_what_a_member_wrote_stays_as_they_wrote_it(desk: Desk) -> None:
    said = {"subject": Subject.WANTED_BASE, "of": "RU", "days": None}
    mine = entry(says=Says.NOT_SHARED, **said)
    save_rule(actor=desk[ONE], rule=mine, replaces=None)
    assert load_first_known() == len(RULES) + len(WAYS) - 1
    [now] = [r for r in rules_for(["AM"])["AM"] if r.subject == Subject.WANTED_BASE]
    assert now.says == Says.NOT_SHARED
