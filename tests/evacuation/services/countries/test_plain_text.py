"""What is known of countries is not sealed, and loses unseen signs all the same."""

from __future__ import annotations

import pytest

from evacuation.models import CountryAlert, CountryRule, Pathway
from evacuation.services.countries.alerts import raise_alert
from evacuation.services.countries.keeping import DoesNotFit
from evacuation.services.countries.pathways import save_pathway
from evacuation.services.countries.rules import save_rule
from evacuation.workflow.movement.contexts import PathwayKind, Says, Subject
from tests.evacuation.decisions import ONE
from tests.evacuation.desk import Desk
from tests.evacuation.known import SOURCE, entry, seat

# Overrides and isolates of direction, a bell, an escape, NUL; a mark that stays.
ODD, KEPT = (
    "Inv\u202eented\u2066: \x07\x1b\x00closed\u200f.\x9b",
    "Invented: closed\u200f.",
)
UNSEEN = "\u202e\u2069\x00"


def test_a_rule_keeps_no_sign_that_shows_it_as_something_else(desk: Desk) -> None:
    rule = entry(source=ODD, of=f"{UNSEEN}international")
    save_rule(actor=desk[ONE], rule=rule, note=ODD, replaces=None)
    row = CountryRule.objects.get()
    assert (row.source, row.note, row.of) == (KEPT, KEPT, "international")
    assert (row.subject, row.says) == (Subject.ENTRY, Says.FREE)


def test_a_way_in_keeps_none(desk: Desk) -> None:
    way = seat(source=ODD, note=ODD, who=ODD, wait=ODD, legal_base=ODD)
    save_pathway(actor=desk[ONE], way=way, replaces=None)
    row = Pathway.objects.get()
    found = {row.source, row.note, row.who, row.wait, row.legal_base}
    assert (found, row.kind) == ({KEPT}, PathwayKind.SEAT)


def test_an_alert_keeps_none(desk: Desk) -> None:
    raise_alert(actor=desk[ONE], country="AM", text=ODD, source=ODD)
    row = CountryAlert.objects.get()
    assert (row.text, row.source) == (KEPT, KEPT)


def test_what_nobody_sees_says_nothing(desk: Desk) -> None:
    with pytest.raises(DoesNotFit) as refusal:
        save_rule(actor=desk[ONE], rule=entry(source=UNSEEN), replaces=None)
    assert refusal.value.field == "source"
    with pytest.raises(DoesNotFit) as refusal:
        save_pathway(actor=desk[ONE], way=seat(source=UNSEEN), replaces=None)
    assert refusal.value.field == "source"
    for field, said in (("text", (UNSEEN, SOURCE)), ("source", (ODD, UNSEEN))):
        with pytest.raises(DoesNotFit) as refusal:
            raise_alert(actor=desk[ONE], country="AM", text=said[0], source=said[1])
        assert refusal.value.field == field
