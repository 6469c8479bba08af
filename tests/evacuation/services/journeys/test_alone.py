"""What each told alone stays with who heard it; who the others are, with verifiers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from evacuation.access import open_case
from evacuation.errors import KeyMissing, NotAllowed, NotVisible
from evacuation.journeys.travellers import Person
from evacuation.models import CaseKey, CaseWrap
from evacuation.models.choices import Compartment
from evacuation.person_parts import Base, part_of, part_words
from evacuation.reading import CasePage
from evacuation.services.granting import grant_key, order_grant
from evacuation.services.handing import NoRight
from evacuation.services.journeys.focals import Focal
from evacuation.services.journeys.identities import identities, save_identity
from evacuation.services.journeys.interviews import (
    HeardAnother,
    hear_interview,
    interview,
    is_heard,
    left_without_route,
    may_hear,
    write_interview,
)
from evacuation.services.journeys.medicine import save_medicines
from evacuation.services.journeys.naming import name_focal
from evacuation.services.journeys.travellers import (
    SameUnsaid,
    is_open_number,
    next_number,
    of_before,
    save_traveller,
    travellers,
)
from evacuation.services.ownership import remove_member
from evacuation.services.shredding_part import confirm_shredding, propose_shredding
from evacuation.shredding import case_scope, finish_new_keys
from tests.evacuation.decisions import ONE, opened, version
from tests.evacuation.desk import Desk
from tests.evacuation.services.test_closing import second_of
from tests.evacuation.travels import in_planning, one_goes

pytestmark = pytest.mark.proof

TWO, VERIFIER = "coordinator_two", "verifier"


def couple(desk: Desk) -> UUID:
    """Two go; a second coordinator reads the way, as their legal focal point."""
    case = in_planning(desk)
    one_goes(desk[ONE], case, number="2", called="Invented Robin")
    name_focal(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        what=Focal.LEGAL,
        user=desk.users[TWO].pk,
    )
    return case


def heard(desk: Desk, case: UUID, part: str, person: str) -> None:
    write_interview(
        actor=desk[part],
        case_id=case,
        version=version(case),
        person=person,
        text=f"Invented words of {person}.",
    )


def readers(desk: Desk, case: UUID, person: str) -> set[str]:
    part = part_of(Base.INTERVIEW, person)
    return {one for one in desk.users if _holds(desk, case, one, part)}


def _holds(desk: Desk, case: UUID, one: str, part: str) -> bool:
    try:
        return bool(opened(desk, case, one).holds(part))
    except NotVisible:
        return False


def test_each_interview_is_read_by_who_heard_it_and_one_lead(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, ONE, "1")
    heard(desk, case, TWO, "2")
    heard(desk, case, TWO, "2")
    for person, who in (("1", ONE), ("2", TWO)):
        found = readers(desk, case, person)
        assert len(found) == 2
        assert {one for one in found if not one.startswith("lead")} == {who}
    texts = [one.text for one in interview(opened(desk, case, TWO), "2")]
    assert texts == ["Invented words of 2."] * 2
    assert not may_hear(opened(desk, case), "2")
    with pytest.raises(KeyMissing):
        interview(opened(desk, case), "2")


def test_the_owner_does_not_read_what_somebody_else_heard(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, TWO, "1")
    assert ONE not in readers(desk, case, "1")
    with pytest.raises(KeyMissing):
        heard(desk, case, ONE, "1")


def test_who_heard_one_person_hears_no_other_of_the_case(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, ONE, "1")
    with pytest.raises(HeardAnother):
        heard(desk, case, ONE, "2")
    assert not is_heard(opened(desk, case), "2")
    assert not may_hear(opened(desk, case), "2")


def taken_away(desk: Desk, case: UUID, part: str) -> None:
    """All keys of somebody, who then gets those of the journey anew."""
    user = desk.users[part].pk
    remove_member(actor=desk["lead_one"], case_id=case, user_id=user)
    finish_new_keys([case_scope(case)])
    for again in (Compartment.TRIAGE, Compartment.LOGISTICS):
        grant_key(actor=desk[ONE], case_id=case, compartment=again, user_id=user)


def test_who_heard_somebody_hears_no_other_after_their_keys_went(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, TWO, "1")
    heard(desk, case, VERIFIER, "2")
    own, other = (part_of(Base.INTERVIEW, one) for one in "12")
    taken_away(desk, case, TWO)
    assert TWO not in readers(desk, case, "1")
    said: dict[str, Any] = {"case_id": case, "user_id": desk.users[TWO].pk}
    for act, by in ((grant_key, VERIFIER), (order_grant, "lead_one")):
        with pytest.raises(NoRight):
            act(actor=desk[by], compartment=other, **said)
    gone(desk, case, other)
    assert not may_hear(opened(desk, case, TWO).keep(), "2")
    with pytest.raises(HeardAnother):
        heard(desk, case, TWO, "2")
    # What they heard themselves can be given back to them.
    lead = next(one for one in readers(desk, case, "1") if one.startswith("lead"))
    grant_key(actor=desk[lead], compartment=own, **said)
    assert TWO in readers(desk, case, "1")


def test_who_looked_heard_and_who_never_looked_did_not(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, TWO, "1")
    part, verifier = part_of(Base.INTERVIEW, "1"), desk.users[VERIFIER].pk
    for looks, hears in ((False, True), (True, False)):
        grant_key(actor=desk[TWO], case_id=case, compartment=part, user_id=verifier)
        assert not may_hear(opened(desk, case, VERIFIER).keep(), "2")
        if looks:
            assert len(hear_interview(opened(desk, case, VERIFIER), "1")) == 1
        held = CaseWrap.objects.filter(key__compartment=part)
        held.filter(recipient=desk.card(VERIFIER).name).delete()
        assert may_hear(opened(desk, case, VERIFIER).keep(), "2") == hears


def test_its_key_is_handed_on_but_never_to_who_heard_the_other(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, ONE, "1")
    heard(desk, case, TWO, "2")
    part, give = part_of(Base.INTERVIEW, "2"), desk.users
    for act, by in ((grant_key, TWO), (order_grant, "lead_two")):
        with pytest.raises(NoRight):
            act(actor=desk[by], case_id=case, compartment=part, user_id=give[ONE].pk)
        user = give["approver"].pk
        with pytest.raises(NoRight):
            act(actor=desk[by], case_id=case, compartment=part, user_id=user)
    assert ONE not in readers(desk, case, "2")
    user = give[VERIFIER].pk
    grant_key(actor=desk[TWO], case_id=case, compartment=part, user_id=user)
    assert VERIFIER in readers(desk, case, "2")


def test_who_is_removed_reads_nothing_that_is_written_later(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, TWO, "2")
    remove_member(actor=desk["lead_one"], case_id=case, user_id=desk.users[TWO].pk)
    assert TWO not in readers(desk, case, "2")


def test_only_a_person_of_the_journey_is_heard(desk: Desk) -> None:
    case = couple(desk)
    for person in ("3", "0", "x"):
        with pytest.raises(NotVisible):
            heard(desk, case, ONE, person)
    with pytest.raises((NotAllowed, NotVisible)):
        heard(desk, case, "approver", "1")


def test_the_case_page_says_in_words_who_holds_which_interview(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, TWO, "2")
    held = {one.compartment: one for one in CasePage(opened(desk, case)).holders}
    found = held["Interview with person 2"]
    assert desk.users[TWO].username in found.names
    assert not found.mine
    parts = CaseKey.objects.filter(case=case).values_list("compartment", flat=True)
    assert all(part_words(part) != part for part in parts)


def test_who_the_second_person_is_reads_the_verifier_and_not_the_owner(
    desk: Desk,
) -> None:
    case = couple(desk)
    said = {"person": "2", "name": "Invented Robin Example", "papers": "X 000"}
    with pytest.raises(NotAllowed):
        save_identity(actor=desk[ONE], case_id=case, version=version(case), **said)
    for papers in ("X 000", "X 111"):
        now = {**said, "papers": papers, "version": version(case)}
        save_identity(actor=desk[VERIFIER], case_id=case, **now)  # type: ignore[arg-type]
    [found] = identities(opened(desk, case, VERIFIER))
    assert (found.number, found.name, found.papers) == (
        "2",
        "Invented Robin Example",
        "X 111",
    )
    assert identities(opened(desk, case)) == []


def test_a_changed_identity_is_not_believed(desk: Desk) -> None:
    case = couple(desk)
    save_identity(
        actor=desk[VERIFIER],
        case_id=case,
        version=version(case),
        person="2",
        name="Invented",
        papers="",
    )
    now = opened(desk, case, VERIFIER)
    row = now.case.records.get(compartment=part_of(Base.IDENTITY, "2"))
    row.sealed = bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1])
    row.save()
    [found] = identities(opened(desk, case, VERIFIER))
    assert found == replace(found, name="", papers="", sound=False)


def test_the_first_person_has_no_second_identity(desk: Desk) -> None:
    case = couple(desk)
    with pytest.raises(NotVisible):
        save_identity(
            actor=desk[VERIFIER],
            case_id=case,
            version=version(case),
            person="1",
            name="Invented",
            papers="",
        )


def gone(desk: Desk, case: UUID, part: str) -> None:
    """Asked for by the owner, confirmed by the lead who did not."""
    propose_shredding(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        part=part,
        text="Invented.",
    )
    confirm_shredding(
        actor=second_of(desk, open_case(desk[ONE], case).case),
        case_id=case,
        version=version(case),
    )
    finish_new_keys([case_scope(case)])


def test_what_was_told_alone_outlives_the_route(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, ONE, "1")
    heard(desk, case, TWO, "2")
    gone(desk, case, Compartment.LOGISTICS)
    assert left_without_route(opened(desk, case)) == ["1"]
    assert left_without_route(opened(desk, case, TWO)) == ["2"]
    assert len(interview(opened(desk, case, TWO), "2")) == 1
    heard(desk, case, TWO, "2")
    with pytest.raises(NotVisible):
        interview(opened(desk, case), "2")
    with pytest.raises(NotVisible):
        heard(desk, case, VERIFIER, "2")


def test_nobody_new_gets_the_number_of_who_was_heard_before(desk: Desk) -> None:
    case = couple(desk)
    assert next_number(opened(desk, case)) == "3"
    heard(desk, case, TWO, "2")
    gone(desk, case, Compartment.LOGISTICS)
    assert next_number(opened(desk, case)) == "1"
    one_goes(desk[ONE], case)
    now = opened(desk, case)
    assert next_number(now) == "3"
    assert [one for one in "1234" if is_open_number(now, one)] == ["1", "2", "3"]


def test_whom_an_earlier_journey_called_so_is_asked_for(desk: Desk) -> None:
    case = couple(desk)
    heard(desk, case, TWO, "2")
    gone(desk, case, Compartment.LOGISTICS)
    # The first is who asked for help, in each journey.
    one_goes(desk[ONE], case)
    assert of_before(opened(desk, case)) == {"2"}
    with pytest.raises(SameUnsaid) as refused:
        one_goes(desk[ONE], case, number="2")
    assert (refused.value.code, refused.value.field) == (
        "same_unsaid",
        "same_as_before",
    )
    assert "number 3" in str(refused.value.text)
    one_goes(desk[ONE], case, number="3")
    save_traveller(
        actor=desk[ONE],
        case_id=case,
        version=version(case),
        person=Person("2", called="Invented Robin", home="GE"),
        same_as_before=True,
    )
    assert [one.number for one in travellers(opened(desk, case))] == ["1", "2", "3"]
    # Whoever is known by now is changed without being asked for again.
    one_goes(desk[ONE], case, number="2", called="Invented Robin Example")


def test_whose_medicine_is_kept_is_asked_for_by_who_reads_it(desk: Desk) -> None:
    case = couple(desk)
    said: dict[str, Any] = {"person": "2", "medicines": [], "none": True}
    save_medicines(actor=desk[ONE], case_id=case, version=version(case), **said)
    gone(desk, case, Compartment.LOGISTICS)
    one_goes(desk[ONE], case)
    assert of_before(opened(desk, case)) == {"2"}
    with pytest.raises(SameUnsaid):
        one_goes(desk[ONE], case, number="2")


@pytest.mark.parametrize("base", list(Base))
def test_a_part_of_one_person_is_destroyed_alone(desk: Desk, base: Base) -> None:
    case = couple(desk)
    heard(desk, case, ONE, "1")
    heard(desk, case, TWO, "2")
    said = {"person": "2", "name": "Invented Robin Example", "papers": "X 000"}
    save_identity(actor=desk[VERIFIER], case_id=case, version=version(case), **said)
    part = part_of(base, "2")
    gone(desk, case, part)
    left = set(CaseKey.objects.filter(case=case).values_list("compartment", flat=True))
    both = {part_of(one, "2") for one in Base}
    assert both - left == {part}
    assert part_of(Base.INTERVIEW, "1") in left
    page = CasePage(opened(desk, case))
    assert [one[0] for one in page.destroyed] == [part_words(part)]
    assert page.false_parts == []
