"""The page on which cases are handed over at the end of a shift."""

from __future__ import annotations

from uuid import UUID

import pytest

from evacuation.board import case_code
from evacuation.models import Case, Shift
from evacuation.models.choices import Urgency
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.remarks import write_remark
from tests.evacuation.assessments import set_level
from tests.evacuation.desk import Desk, UnlockedClient
from tests.evacuation.invented_cases import STORY
from tests.evacuation.rota import put_on_duty
from tests.evacuation.services.test_shift_ends import ONE, TWO, claimed, owner

PAGE = "/desk/hand-over/"


def sent(desk: Desk, *cases: UUID, give: tuple[UUID, ...] = ()) -> dict[str, object]:
    said: dict[str, object] = {"to": desk.users[TWO].pk}
    for case in cases:
        said[f"version_{case}"] = Case.objects.get(pk=case).version
        if case in give:
            said[f"give_{case}"] = "on"
    return said


def test_the_page_says_steps_due_times_and_risks_and_no_text(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = claimed(desk)
    set_level(actor=desk[ONE], case_id=case, level=Urgency.CRITICAL, version=2)
    put_on_duty(desk, ONE)
    put_on_duty(desk, TWO)
    page = unlocked_client(ONE).get(PAGE).content.decode()
    assert case_code(case) in page
    assert "Write the first message" in page
    assert "Pursuers at the door" in page
    assert "Nobody has confirmed a safe way yet." in page
    assert f'<option value="{desk.users[TWO].pk}" selected>' in page
    assert STORY not in page


def test_what_is_ticked_changes_hands_and_one_that_changed_keeps_none_back(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    given, kept, changed = (claimed(desk) for _ in range(3))
    said = sent(desk, given, kept, changed, give=(given, changed))
    write_remark(actor=desk[ONE], case_id=changed, text="Invented", version=2)
    page = unlocked_client(ONE).post(PAGE, said, follow=True).content.decode()
    assert "2 cases open for the next person." in page
    assert "Somebody changed this case meanwhile" in page
    one, two = desk.users[ONE].username, desk.users[TWO].username
    assert [owner(case) for case in (given, kept, changed)] == [two, one, one]


def test_without_who_comes_next_nothing_happens(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = claimed(desk)
    said = {**sent(desk, case, give=(case,)), "to": ""}
    answer = unlocked_client(ONE).post(PAGE, said)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_the_shift_ends_once_everything_opens(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = claimed(desk)
    shift = put_on_duty(desk, ONE)
    put_on_duty(desk, TWO)
    client = unlocked_client(ONE)
    end = {"to": desk.users[TWO].pk}
    refused = client.post(f"{PAGE}end/", end, follow=True).content.decode()
    assert "Hand your cases over first" in refused
    client.post(PAGE, sent(desk, case))
    client.post(f"{PAGE}end/", end)
    assert Shift.objects.get(pk=shift.pk).ends_at < shift.ends_at


@pytest.mark.parametrize("part", ["verifier", "finance", "auditor"])
def test_who_owns_no_cases_meets_nothing(
    unlocked_client: UnlockedClient, part: str
) -> None:
    client = unlocked_client(part)
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}end/", {"to": "1"}).status_code == 404


def test_nothing_is_given_away_that_nobody_ticked(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case, other = claimed(desk), claimed(desk)
    client = unlocked_client(ONE)
    assert " checked" not in client.get(PAGE).content.decode()
    said = sent(desk, case, other, give=(case,))
    page = client.post(PAGE, said, follow=True).content.decode()
    assert "Of these, theirs from now on: 1." in page


def test_who_has_nothing_to_hand_over_is_asked_for_nobody(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    client = unlocked_client(ONE)
    page = client.get(PAGE).content.decode()
    assert "You own no open case" in page
    assert 'name="to"' not in page
    put_on_duty(desk, ONE)
    assert 'name="to"' in client.get(PAGE).content.decode()


def test_a_case_without_a_risk_says_that_there_is_none(
    desk: Desk, unlocked_client: UnlockedClient
) -> None:
    case = claimed(desk)
    set_level(actor=desk[ONE], case_id=case, level=Urgency.CRITICAL, version=2)
    client = unlocked_client(ONE)
    assert 'class="risks"' in client.get(PAGE).content.decode()
    set_level(
        actor=desk["lead_one"], case_id=case, level=Urgency.LOW, version=version(case)
    )
    confirm_contact(
        actor=desk[ONE],
        case_id=case,
        how=Confirmed.PHRASE,
        text="",
        version=version(case),
    )
    assert 'class="risks"' not in client.get(PAGE).content.decode()


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version
