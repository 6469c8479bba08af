"""Who writes to a closed case is owed an answer, or that it is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evacuation.access import open_case
from evacuation.duty_board import Due, Show, rows
from evacuation.errors import WrongState
from evacuation.models import Alert, Case
from evacuation.models.choices import State
from evacuation.services import letters
from evacuation.services.closing import close_case, reopen_case
from evacuation.services.mailbox import read_mail, sign_in
from evacuation.services.replying import recall_reply, send_reply
from evacuation.services.triage import claim_case, hear_case
from evacuation.showing.shift_ends import own_cases
from evacuation.steps import Status, Step
from evacuation.workflow.reasons import Ending, Reopening
from tests.evacuation.desk import Desk
from tests.evacuation.invented_cases import invented_case

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.duty_board import Row
    from evacuation.services.mailbox import Requester
    from tests.evacuation.desk import UnlockedClient

ONE = "coordinator_one"


@pytest.fixture
def closed(desk: Desk) -> tuple[UUID, Requester]:
    """Closed by its owner, and the person, who holds the receipt."""
    made, receipt = invented_case(danger="unknown", safe_now="yes")
    claim_case(actor=desk[ONE], case_id=made.pk, version=1)
    close_case(
        actor=desk[ONE], case_id=made.pk, reason=Ending.ADVICE, text="", version=2
    )
    return made.pk, sign_in(typed=receipt.shown())


def version(case: UUID) -> int:
    return Case.objects.get(pk=case).version


def on_board(desk: Desk, show: Show = Show.OPEN) -> list[Row]:
    return rows(desk[ONE], show=show)


def next_step(desk: Desk, case: UUID) -> str:
    line = open_case(desk[ONE], case).line()
    assert line is not None
    return line.next_step


def test_a_message_puts_a_closed_case_back_on_the_board(
    desk: Desk, closed: tuple[UUID, Requester]
) -> None:
    assert on_board(desk) == []
    letters.write_letter(actor=closed[1], text="Invented: I am followed again.")
    for show in (Show.OPEN, Show.MINE):
        (row,) = on_board(desk, show)
        assert (row.step, row.due) == ("They wrote: open it again?", Due.HOUR)
        assert (row.has_message, row.false) == (True, False)


def test_looking_at_it_silences_the_alert_and_not_the_board(
    desk: Desk, closed: tuple[UUID, Requester]
) -> None:
    case, person = closed
    letters.write_letter(actor=person, text="Invented: I am followed again.")
    hear_case(actor=desk[ONE], case_id=case)
    assert not Alert.objects.filter(case=case, acknowledged_at__isnull=True).exists()
    assert next_step(desk, case) == Step.AGAIN
    (row,) = on_board(desk)
    assert (row.step, row.due) == ("They wrote: open it again?", Due.TODAY)
    # It was not opened again yet: there is nothing to hand over.
    assert own_cases(desk[ONE], row.case.created_at) == []


def test_it_leaves_the_board_when_it_is_answered(
    desk: Desk, closed: tuple[UUID, Requester]
) -> None:
    case, person = closed

    def answer() -> object:
        return send_reply(
            actor=desk[ONE],
            case_id=case,
            text="Invented: whom else to ask.",
            name_shown="",
            version=version(case),
        )

    with pytest.raises(WrongState):
        answer()
    letters.write_letter(actor=person, text="Invented: could you?")
    hear_case(actor=desk[ONE], case_id=case)
    answer()
    assert on_board(desk) == []
    assert Case.objects.get(pk=case).state == State.CLOSED
    assert read_mail(actor=person).status == Status.CLOSED
    # Taken back in the first minute, it is owed again.
    record = open_case(desk[ONE], case).records("replies", "reply")[-1]
    recall_reply(
        actor=desk[ONE], case_id=case, record_id=record.pk, version=version(case)
    )
    assert next_step(desk, case) == Step.AGAIN
    assert len(on_board(desk)) == 1


def test_it_goes_on_when_it_is_opened_again(
    desk: Desk, closed: tuple[UUID, Requester]
) -> None:
    case, person = closed
    letters.write_letter(actor=person, text="Invented: I am followed again.")
    hear_case(actor=desk[ONE], case_id=case)
    reopen_case(
        actor=desk[ONE],
        ground=Reopening.CAME_BACK,
        case_id=case,
        reason="Invented.",
        version=version(case),
    )
    (row,) = on_board(desk)
    assert (row.case.state, row.step) == (State.TRIAGE, "Write the first message")


def test_who_takes_a_closed_request_back_is_owed_nothing(
    desk: Desk, closed: tuple[UUID, Requester]
) -> None:
    case, person = closed
    letters.withdraw(actor=person)
    assert len(on_board(desk)) == 1
    hear_case(actor=desk[ONE], case_id=case)
    assert on_board(desk) == []
    letters.come_again(actor=person)
    hear_case(actor=desk[ONE], case_id=case)
    assert [row.step for row in on_board(desk)] == ["They wrote: open it again?"]


def test_its_page_says_that_they_wrote_and_how_to_go_on(
    desk: Desk, closed: tuple[UUID, Requester], unlocked_client: UnlockedClient
) -> None:
    case, person = closed
    client = unlocked_client(ONE)
    page = client.get(f"/cases/{case}/").content.decode()
    assert 'id="write"' not in page
    letters.write_letter(actor=person, text="Invented: I am followed again.")
    for _look in range(2):
        page = client.get(f"/cases/{case}/").content.decode()
        assert "They wrote: open it again?" in page
        assert 'href="#reopen"' in page
        assert 'id="write"' in page
