"""What is known of a country is replaced, never rubbed out, and never unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from directory.errors import StaleVersion
from evacuation.errors import NotAllowed
from evacuation.models import AuditRow, CountryRule, Pathway
from evacuation.services.countries.keeping import DoesNotFit
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.countries.rules import save_rule
from evacuation.services.journeys.countries import rules_for
from evacuation.workflow.movement.contexts import PathwayStatus, Says, Subject
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk
from tests.evacuation.known import entry, seat, today

KEEPERS = (ONE, "verifier", "lead_one")
OTHERS = ("approver", "finance", "auditor", "steward")


def test_another_rule_replaces_the_one_of_now_which_stays_as_the_past(
    desk: Desk,
) -> None:
    first = save_rule(actor=desk[ONE], rule=entry(), note=" Seen. ", replaces=None)
    assert (first.owner, first.note) == (desk.users[ONE], "Seen.")
    other = entry(says=Says.VISA, days=None)
    second = save_rule(actor=desk["verifier"], rule=other, replaces=first.pk)
    first.refresh_from_db()
    assert (first.says, first.replaced_at is None) == ("free", False)
    assert (second.says, second.replaced_at) == ("visa", None)
    assert [one.says for one in rules_for(["AM"])["AM"]] == [Says.VISA]


def test_nobody_writes_over_what_they_did_not_see(desk: Desk) -> None:
    first = save_rule(actor=desk[ONE], rule=entry(), replaces=None)
    second = save_rule(actor=desk[ONE], rule=entry(days=30), replaces=first.pk)
    for seen in (None, first.pk):
        with pytest.raises(StaleVersion):
            save_rule(actor=desk["verifier"], rule=entry(days=10), replaces=seen)
    [now] = CountryRule.objects.filter(replaced_at__isnull=True)
    assert (now.pk, now.days) == (second.pk, 30)


def test_a_rule_of_other_papers_stands_beside_it(desk: Desk) -> None:
    save_rule(actor=desk[ONE], rule=entry(), replaces=None)
    inside = entry(of="internal", says=Says.REFUSED, days=None)
    save_rule(actor=desk[ONE], rule=inside, replaces=None)
    assert len(rules_for(["AM"])["AM"]) == 2


@pytest.mark.parametrize("part", KEEPERS)
def test_who_plans_journeys_keeps_what_they_rest_on(desk: Desk, part: str) -> None:
    save_rule(actor=desk[part], rule=entry(), replaces=None)
    save_pathway(actor=desk[part], way=seat(), replaces=None)
    said = AuditRow.objects.filter(actor=desk[part].name).order_by("-number")
    verbs = list(said.values_list("verb", flat=True)[:2])
    assert verbs == ["country.pathway", "country.rule"]


@pytest.mark.parametrize("part", OTHERS)
def test_nobody_else_does(desk: Desk, part: str) -> None:
    with pytest.raises(NotAllowed):
        save_rule(actor=desk[part], rule=entry(), replaces=None)
    with pytest.raises(NotAllowed):
        save_pathway(actor=desk[part], way=seat(), replaces=None)
    assert not CountryRule.objects.exists()


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("country", {"country": "Armenia"}),
        ("country", {"country": "A1"}),
        ("says", {"says": Says.SHARED}),
        ("of", {"of": "art"}),
        ("of", {"subject": Subject.HEALTH, "says": Says.OFTEN, "days": None}),
        (
            "of",
            {"subject": Subject.DEPORTATION, "says": Says.OFTEN, "of": "AM"}
            | {"days": None},
        ),
        ("days", {"says": Says.REFUSED}),
        ("source", {"source": "  "}),
        ("checked_on", {"checked_on": None}),
        ("checked_on", {"checked_on": today() + timedelta(days=2)}),
        ("good_until", {"good_until": None}),
        ("good_until", {"good_until": today() - timedelta(days=1)}),
        ("good_until", {"good_until": today() + timedelta(days=400)}),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_by_its_field(
    desk: Desk, field: str, said: dict[str, Any]
) -> None:
    with pytest.raises(DoesNotFit) as refusal:
        save_rule(actor=desk[ONE], rule=replace(entry(), **said), replaces=None)
    assert refusal.value.field == field
    assert not CountryRule.objects.exists()


def test_a_rule_of_a_neighbour_or_of_a_medicine_fits_its_subject(desk: Desk) -> None:
    for subject, says, of in (
        (Subject.WANTED_BASE, Says.SHARED, "RU"),
        (Subject.DEPORTATION, Says.SOMETIMES, ""),
        (Subject.MEDICINE, Says.PAPERS, "oat"),
        (Subject.LAW, Says.HOSTILE, ""),
    ):
        rule = entry(subject=subject, says=says, of=of, days=None)
        save_rule(actor=desk[ONE], rule=rule, replaces=None)
    assert CountryRule.objects.count() == 4


def test_a_pathway_that_closes_overnight_keeps_its_past(desk: Desk) -> None:
    first = save_pathway(actor=desk[ONE], way=seat(), replaces=None)
    closed = seat(status=PathwayStatus.SUSPENDED)
    with pytest.raises(StaleVersion):
        save_pathway(actor=desk[ONE], way=closed, replaces=None)
    save_pathway(actor=desk["lead_one"], way=closed, replaces=first.pk)
    rows = Pathway.objects.order_by("pk")
    assert [(row.status, row.replaced_at is None) for row in rows] == [
        ("limited", False),
        ("suspended", True),
    ]
    with pytest.raises(DoesNotFit):
        save_pathway(actor=desk[ONE], way=seat(source=""), replaces=first.pk)
